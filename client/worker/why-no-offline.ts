// Whether this page can open without a network.

/** Why this page cannot open without a network; null when it can. */
export function whyNoOffline(): string | null {
  if (!globalThis.isSecureContext)
    return 'This page came over plain http from another machine, and browsers let such a page keep nothing to start from. Over https, or on the machine itself, worlds open offline too.'
  if (!('serviceWorker' in navigator)) return 'This browser does not let a page start without a network.'
  return null
}
