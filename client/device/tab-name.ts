// The name of this tab: the same after a reload, and no other tab's, though a tab that is duplicated takes
// its storage with it. So a name is held by a lock, which ends with the page. Where the browser gives no
// locks (a page that did not come over https), the name lies in the storage only between two pages.
import type { RandomBytes } from '../../shared/world/address.ts'
import { systemClock } from './system-clock.ts'
import { signalAfter } from '../../shared/time/time-limit.ts'

const KEY = 'inkland.tab'
/** How long to wait for a name that is held, in ms: the page before this one may not have ended quite. */
const LOCK_TIMEOUT_MS = 1_000

/** The parts of a browser that a name needs. */
export interface TabPlace {
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  readonly hold: TabNameLock | null
  /** Calls back when the page goes away, and when it is there again. */
  readonly onHide: (leave: () => void) => void
  readonly onShow: (come: () => void) => void
}

/**
 * Holds a lock until the page ends, and calls `held` when it does; rejects when another page has it until the
 * signal.
 */
export type TabNameLock = (lock: string, signal: AbortSignal, held: () => void) => Promise<unknown>

/** Takes the tab's name, or gives it one. Once per page. */
export function takeTabName(place: TabPlace, random: RandomBytes): Promise<string> {
  return place.hold ? heldName(place.storage, place.hold, random) : storedName(place, random)
}

async function heldName(
  storage: TabPlace['storage'],
  hold: TabNameLock,
  random: RandomBytes,
): Promise<string> {
  const known = quietly(() => storage.getItem(KEY))
  if (known !== null && (await isHeld(hold, known))) return known
  const name = makeName(random)
  quietly(() => storage.setItem(KEY, name))
  await isHeld(hold, name)
  return name
}

/** Whether this page has the name now; false when another page has it. */
function isHeld(hold: TabNameLock, name: string): Promise<boolean> {
  return new Promise((resolve) => {
    hold(`inkland tab ${name}`, signalAfter(systemClock, LOCK_TIMEOUT_MS), () => resolve(true)).catch(() =>
      resolve(false),
    )
  })
}

function storedName({ storage, onHide, onShow }: TabPlace, random: RandomBytes): Promise<string> {
  const take = (): string | null =>
    quietly(() => {
      const name = storage.getItem(KEY)
      storage.removeItem(KEY)
      return name
    })
  const name = take() ?? makeName(random)
  onHide(() => quietly(() => storage.setItem(KEY, name)))
  // Shown again as it was left, out of the browser's memory of pages.
  onShow(take)
  return Promise.resolve(name)
}

function makeName(random: RandomBytes): string {
  return [...random(10)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** In a browser that keeps nothing, each page is a tab of its own. */
function quietly<T>(act: () => T): T | null {
  try {
    return act()
  } catch {
    return null
  }
}
