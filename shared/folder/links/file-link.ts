// A link of a page to a file beside it. The module is small, since it is part of the first load.

/** A link to a file of the same folder, as it is meant; null when it leads elsewhere. */
export function linkIn(text: string): { path: string; section: string | null } | null {
  if (text === '' || /^(?:[A-Za-z][A-Za-z0-9+.-]*:|\/\/|#)/.test(text) || text.includes('?')) return null
  const hash = text.indexOf('#')
  const written = hash < 0 ? text : text.slice(0, hash)
  return { path: decoded(written), section: hash < 0 ? null : text.slice(hash + 1) }
}

function decoded(text: string): string {
  const plain = text.replace(/\\([!-/:-@[-`{-~])/g, '$1')
  try {
    return decodeURIComponent(plain)
  } catch {
    return plain
  }
}
