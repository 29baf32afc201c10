// Small choices kept on this device (a name, a light). A browser that keeps nothing only forgets them.

/** What the names of all of them begin with in the browser's own storage. */
export const PREFERENCE_PREFIX = 'inkland.'

/** Reads what was kept under a name; null when there is nothing. */
export function readPreference(name: string): string | null {
  try {
    return localStorage.getItem(`${PREFERENCE_PREFIX}${name}`)
  } catch {
    return null
  }
}

/** Keeps a text under a name, or forgets it (null). */
export function storePreference(name: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(`${PREFERENCE_PREFIX}${name}`)
    else localStorage.setItem(`${PREFERENCE_PREFIX}${name}`, text)
  } catch {
    // Nothing rests on it: the choice holds until the tab is closed.
  }
}
