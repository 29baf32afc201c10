// The rights of a page of ours in a browser: the content security policy. Scripts and styles come from files
// of our own build, and nowhere else.

/** The policy of pages and files at `origin`; `sites`: origins whose pages may frame this one. */
export function policyOf(origin: string, sites: readonly string[] = []): string {
  const host = origin.replace(/^https?:\/\//, '')
  return [
    "default-src 'none'",
    // Programs that are tried out in the browser run in WebAssembly, in a worker of ours.
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    // Pictures of pages are ours or in the page itself, so that none tells another server who reads it.
    "img-src 'self' data: blob:",
    // Our sockets by name: older Safaris do not count them under 'self'.
    `connect-src 'self' ws://${host} wss://${host}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    `frame-ancestors ${sites.length === 0 ? "'none'" : sites.join(' ')}`,
    // No string becomes a script or markup, except addresses of workers that client/device/trusted-types.ts
    // lets through.
    "require-trusted-types-for 'script'",
    'trusted-types default',
  ].join('; ')
}

/** The policy of what any site may set into its pages: words, one style, by its SHA-256, and pictures. */
export const policyOfFrame = (styleHash: string): string =>
  `default-src 'none'; img-src 'self'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors *`

/** The policy of an answer that is words alone: nothing but one style, by its SHA-256. */
export const policyOfWords = (styleHash: string): string =>
  `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
