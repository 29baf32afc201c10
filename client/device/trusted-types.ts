// The only strings that may become code in this page. The server's policy asks the browser to take no string
// for a script or for markup (Trusted Types), except those that this one policy lets through: the addresses
// of workers, which are files of our own build. Markup is nowhere made from strings.

/** Of the browser's own, which the DOM's types do not know yet. */
interface TrustedTypes {
  createPolicy(name: 'default', rules: { readonly createScriptURL: (url: string) => string }): unknown
}

const OURS = /^\/(?:assets\/[\w-]+\.js|sw\.js)$/

/** The address, if it is a script of this build; throws otherwise. */
function ownScriptUrl(address: string): string {
  const url = new URL(address, location.href)
  if (url.origin === location.origin && OURS.test(url.pathname)) return url.href
  throw new TypeError('That script is not part of Inkland.')
}

const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
trustedTypes?.createPolicy('default', { createScriptURL: ownScriptUrl })
