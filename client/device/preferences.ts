// Small things that the browser keeps: choices of this device (a name, a light), and what this tab alone
// remembers over a reload. A browser that keeps nothing only forgets them.

/** The names of all of them begin with this in the browser's storage. */
export const PREFERENCE_PREFIX = 'inkland.'

/** For all tabs, or for this one. */
type Keeper = 'localStorage' | 'sessionStorage'

/** Reads what was kept under a name; null when there is nothing. */
export function readPreference(name: string, keeper: Keeper = 'localStorage'): string | null {
  try {
    return globalThis[keeper].getItem(`${PREFERENCE_PREFIX}${name}`)
  } catch {
    return null
  }
}

/** Keeps a text under a name, or forgets it (null). */
export function storePreference(name: string, text: string | null, keeper: Keeper = 'localStorage'): void {
  try {
    if (text === null) globalThis[keeper].removeItem(`${PREFERENCE_PREFIX}${name}`)
    else globalThis[keeper].setItem(`${PREFERENCE_PREFIX}${name}`, text)
  } catch {
    // Nothing rests on it: it holds until the tab is closed, or loaded anew.
  }
}
