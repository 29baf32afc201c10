// The word by which the server's policy knows styles that the page makes itself: an answer has its own, and
// only the page's editor needs it.

/** Empty where a page was served without one: then its policy asks for none. */
export const styleNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? ''
