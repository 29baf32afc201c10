// A world at work within a page of another site: where it is shown, which sites may be named for it, and how
// a guest's session travels from within there, where browsers keep no cookie.

/** Where a world is shown at work to be framed: `/work/ACCOUNT/WORLD`. */
export const FRAME_PATH = '/work/'

/**
 * Before the secret of a guest, in `Authorization: Bearer` and as a subprotocol of sockets; alone it says
 * that nobody is known in the frame yet. Tokens of others, which a proxy may put there, begin otherwise.
 */
export const FRAME_TOKEN = 'inkland-guest.'
/** The subprotocol that a server answers: never the one with the secret. */
export const FRAME_PROTOCOL = 'inkland'

/** Most sites of one world: each goes into a header of its page. */
export const SITES_MAX = 10
/** Longest origin, in characters: a name of DNS has 253. */
const SITE_MAX = 300
/** A name, or an IPv4 address, and no wildcard: what `frame-ancestors` takes (CSP 3, section 2.3.1). */
const HOST = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/
/** This machine alone: what is tried out there has no certificate yet. */
const LOOPBACK = /^(?:(?:[a-z0-9-]+\.)*localhost|127\.\d+\.\d+\.\d+)$/

/** An origin in one spelling, such as `https://school.example`; null: it is none that may be named. */
export function parseFramingSite(text: string): string | null {
  const url = text.length <= SITE_MAX ? URL.parse(text.trim()) : null
  if (url === null || !HOST.test(url.hostname)) return null
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) return null
  return url.href === `${url.origin}/` ? url.origin : null
}
