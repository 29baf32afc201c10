// Whether this page can open without a network.

/** Why this page cannot open without a network; null when it can. */
export function whyNoOffline(): string | null {
  if (!globalThis.isSecureContext)
    return 'This page came from another machine without https, so browsers do not let it start offline. With https, or on the machine itself, worlds open offline too.'
  if (!('serviceWorker' in navigator)) return 'This browser does not let a page start offline.'
  return null
}
