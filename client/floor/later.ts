// What is fetched after the page is on the screen: the page is the first thing one sees, its tools come a moment later.
import { lazy, type ComponentType } from 'react'

let tellShown: () => void = () => undefined
const shown = new Promise<void>((resolve) => {
  tellShown = resolve
})

/** Tells that there is something to look at. */
export const nowShown = (): void => tellShown()

function later<P>(
  load: () => Promise<{ default: ComponentType<P> }>,
): React.LazyExoticComponent<ComponentType<P>> {
  return lazy(() => shown.then(load))
}

export const Tools = later(() => import('./tools.tsx'))
export const Dock = later(() => import('./dock.tsx'))
export const ZoomButtons = later(() => import('./zoom-buttons.tsx'))
export const ThingTools = later(() => import('./thing-tools.tsx'))
export const LifeMark = later(() => import('../play/life-mark.tsx'))
export const PeopleBubbles = later(() => import('../play/people-bubbles.tsx'))
export const TrialBand = later(() => import('../play/trial-band.tsx'))
export const Pointers = later(() => import('../people/pointers.tsx'))
export const FollowBand = later(() => import('../people/follow-band.tsx'))
export const SidePanel = later(() => import('./side-panel.tsx'))
