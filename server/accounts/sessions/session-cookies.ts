// Cookies of ours, out and in: never for scripts, never sent along by other sites' forms, and with names that
// are each node's own.
import { createHash } from 'node:crypto'

/**
 * Most cookies of one name that are looked at: there is one, and maybe one for each part of a host. A head
 * has room for 700, each of which would be signed and compared, several times for one request.
 */
const COOKIES_MAX = 8

/** A node's cookies in a browser: a guest's session, an account's, and the state of a sign-in in progress. */
export type CookieKind = 'session' | 'account' | 'provider' | 'proof' | 'challenge'

/** Browsers have older ones of these kinds, from when all nodes had one name for them. */
const LASTING: readonly CookieKind[] = ['session', 'account']

/**
 * The cookies of one node. A browser sends the cookies of a host name to all its ports: with one name for all
 * nodes, signing in at a node would sign one out of the other nodes of that machine.
 */
export interface Cookies {
  /**
   * The first cookies of a kind in a `Cookie` header: another program on the same host may have set one
   * beside ours.
   */
  read(kind: CookieKind, header: string | undefined, prefix?: '__Host-'): Generator<string>
  /** The value of a `Set-Cookie` header. */
  give(kind: CookieKind, value: string, options: CookieOptions): string
  /** The headers that remove a cookie, under each name that it may have. */
  takeAway(kind: CookieKind, options: Omit<CookieOptions, 'lifeMs'>): string[]
}

interface CookieOptions {
  readonly lifeMs: number
  /** Kept off plain http. */
  readonly secure: boolean
  /** Browsers let nobody but this very host set a name that begins so. */
  readonly prefix?: '__Host-'
}

/** The cookies of the node that has `secret`; their names tell nothing of it. */
export function createCookies(secret: Uint8Array): Cookies {
  const node = createHash('sha256').update('cookies').update(secret).digest('hex').slice(0, 8)
  const nameOf = (kind: CookieKind, prefix = ''): string => `${prefix}inkland_${kind}_${node}`
  const namesOf = (kind: CookieKind, prefix = ''): string[] => [
    nameOf(kind, prefix),
    ...(LASTING.includes(kind) ? [`${prefix}inkland_${kind}`] : []),
  ]
  return {
    *read(kind, header, prefix) {
      for (const name of namesOf(kind, prefix)) yield* cookiesNamed(name, header)
    },
    give: (kind, value, options) => cookieHeader(nameOf(kind, options.prefix), value, options),
    takeAway: (kind, options) =>
      namesOf(kind, options.prefix).map((name) => cookieHeader(name, '', { ...options, lifeMs: 0 })),
  }
}

function* cookiesNamed(wanted: string, header: string | undefined): Generator<string> {
  let left = COOKIES_MAX
  for (const pair of (header ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name !== wanted || value === undefined) continue
    yield value
    left -= 1
    if (left === 0) return
  }
}

function cookieHeader(name: string, value: string, { lifeMs, secure }: CookieOptions): string {
  const life = `Max-Age=${Math.floor(lifeMs / 1000)}; Path=/; HttpOnly; SameSite=Lax`
  return `${name}=${value}; ${life}${secure ? '; Secure' : ''}`
}
