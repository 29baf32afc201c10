// Where somebody wanted to go before they were sent to sign in elsewhere: a path of this node, and never another site (an open redirect
// lends our name to whoever writes the link).

/** The path, with its query and hash; `/` for whatever is none of ours, or belongs to programs. */
export function safePath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > 2_000) return '/'
  // Browsers read a backslash as a slash, and leave out tabs and line ends.
  // oxlint-disable-next-line no-control-regex
  if (!/^\/(?![/\\])/.test(wanted) || /[\u0000-\u001F\\]/.test(wanted)) return '/'
  const url = URL.parse(wanted, 'https://inkland.invalid')
  if (url === null || url.origin !== 'https://inkland.invalid') return '/'
  const path = `${url.pathname}${url.search}${url.hash}`
  // `/.//elsewhere` is a path, and `//elsewhere` after its dots are gone.
  return path.startsWith('//') || /^\/(?:api|sync)(?:\/|$)/i.test(url.pathname) ? '/' : path
}
