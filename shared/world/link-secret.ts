// The secret that a link carries behind its #: letters of base64url. Chats and mail put signs of their own
// behind a link, or cut it off.

/** Letters of a secret: 24 bytes. Those that a code on paper gives are longer. */
const SECRET_LETTERS = 32

/** Without what stands behind it: `SECRET.`, `SECRET)`, `SECRET?fbclid=…`. Empty: there is none. */
export const readLinkSecret = (written: string): string => /^[\w-]*/.exec(written)?.[0] ?? ''

/** False: letters of it are missing, so that nobody knows whether it was ever good. */
export const isWholeSecret = (secret: string): boolean => secret.length >= SECRET_LETTERS

export const NOT_WHOLE = 'This link is not whole. Copy all of it, up to its last letter, and open it again.'
