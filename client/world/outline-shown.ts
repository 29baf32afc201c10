// Whether the outline is open beside the floor, kept on this device, and its filter.
import { storePreference, readPreference } from '../device/preferences.ts'
import { useObservable } from '../browser/use-observable.ts'
import { Observable } from '../device/observable.ts'

/** `alive`: things with code. `trouble`: things that failed or sleep. */
export type Filter = 'all' | 'alive' | 'trouble'

interface OutlineState {
  /** Beside the floor of a wide window; on a phone it is a sheet like the others. */
  readonly isOpen: boolean
  readonly filter: Filter
}

/** From here on, in pixels, the floor keeps its whole width beside the outline and the inspector. */
const ROOMY = '(width >= 1500px)'

/** Up to here there is room for one of them. It stands in panel.css, too. */
const NARROW = '(width <= 1000px)'

/** Whether the outline steps back for an open panel. */
export const stepsBack = (hasPanel: boolean): boolean => hasPanel && matchMedia(NARROW).matches

let isAsked = false
const shown = new Observable<OutlineState>({ isOpen: startsOpen(), filter: 'all' })

function startsOpen(): boolean {
  const stored = readPreference('outline')
  return stored === null ? matchMedia(ROOMY).matches : stored === 'open'
}

function become(next: OutlineState): void {
  if (next.isOpen !== shown.now.isOpen) storePreference('outline', next.isOpen ? 'open' : 'closed')
  shown.set(next)
}

/** Opens it for somebody who asked for it: it takes the focus. */
export function showOutline(filter: Filter = shown.now.filter): void {
  isAsked = true
  become({ isOpen: true, filter })
}

/** Whether somebody asked for it just now; once. */
export function takeAsked(): boolean {
  const was = isAsked
  isAsked = false
  return was
}

export const hideOutline = (): void => become({ ...shown.now, isOpen: false })
/** Narrows it, open or not. */
export const filterOutline = (filter: Filter): void => become({ ...shown.now, filter })

export const isOutlineShown = (): boolean => shown.now.isOpen

export const useOutlineShown = (): OutlineState => useObservable(shown)
