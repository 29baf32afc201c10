// The outside made of what Node, Deno, Bun and browsers have in common. `globalThis` is a platform; the
// socket is passed in beside it, since a driver shows its session in a header, which `ws` and Node's own
// WebSocket can send.
import { nodeOf, parseAnyAddress, pathOfWorld, type Address } from '../world/address.ts'
import { Me, Refusal } from '../wire/api/node-bodies.ts'
import { WorldSummary } from '../wire/api/world-bodies.ts'
import type { ReadingEnvironment, PlatformProcess } from '../wire/reading/reading-environment.ts'

/** What `globalThis` has. */
export interface Platform {
  setTimeout(act: () => void, ms: number): unknown
  clearTimeout(timer: unknown): void
  fetch(url: string, how: RequestOptions): Promise<FetchAnswer>
  readonly process?: PlatformProcess | undefined
  readonly crypto: { getRandomValues(bytes: Uint8Array<ArrayBuffer>): unknown }
}

interface RequestOptions {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body?: string
}

interface FetchAnswer {
  readonly ok: boolean
  readonly headers: { getSetCookie(): string[] }
  json(): Promise<unknown>
}

export type PlatformWebSocket = new (
  url: string,
  options: { readonly headers: Record<string, string> },
) => object

/** The outside of whoever has this session. */
export function outsideOf(
  platform: Platform,
  WebSocket: PlatformWebSocket,
  session: string,
): ReadingEnvironment {
  return {
    clock: {
      now: () => Date.now(),
      after(ms, act) {
        const timer = platform.setTimeout(act, ms)
        return () => platform.clearTimeout(timer)
      },
    },
    random(count) {
      const bytes = new Uint8Array(count)
      platform.crypto.getRandomValues(bytes)
      return bytes
    },
    WebSocket: class extends WebSocket {
      constructor(url: string) {
        super(url, { headers: { cookie: session } })
      }
    },
    process: platform.process,
    // Uncaught, as any other error of a program: whoever runs it sees where it came from.
    report(error) {
      queueMicrotask(() => {
        throw error
      })
    },
  }
}

/** Somebody whom a node knows by name, and the cookie that proves it. */
interface Greeted {
  readonly name: string
  readonly session: string
}

/** Who one is to be: a guest of a name, or the account of that name, by its password. */
interface Whoever {
  readonly name: string
  readonly password?: string | undefined
  /** The session of an earlier time: with it one is the same person. */
  readonly session?: string | undefined
}

/** Gives one's name to a node, or signs in to an account, as a browser does. */
export async function greet(
  { fetch }: Pick<Platform, 'fetch'>,
  server: string,
  { name, password, session }: Whoever,
): Promise<Greeted> {
  const [path, said] =
    password === undefined ? ['/api/me', { name }] : ['/api/session', { account: name, password }]
  const answer = await fetch(`${server}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(session === undefined ? {} : { cookie: session }) },
    body: JSON.stringify(said),
  }).catch((error: unknown) => {
    throw new Error(`There is no answer from ${server}.`, { cause: error })
  })
  const body: unknown = await answer.json().catch(() => null)
  if (!answer.ok) throw new Error(Refusal.safeParse(body).data?.text ?? `${server} does not take that name.`)
  const member = Me.safeParse(body).data?.member
  const given = cookiesIn(answer).at(-1) ?? session
  if (!member || given === undefined) throw new Error(`${server} does not answer as an Inkland node does.`)
  return { name: member.name, session: given }
}

/** The address that a world has now, by one that it had; as it was given where there is no world yet. */
export async function addressNow(
  { fetch }: Pick<Platform, 'fetch'>,
  { server, session, world }: { readonly server: string; readonly session: string; readonly world: Address },
): Promise<Address> {
  if (nodeOf(world) !== null) return world
  const headers = { cookie: session }
  const answer = await fetch(`${server}/api${pathOfWorld(world).replace('/w/', '/worlds/')}`, {
    method: 'GET',
    headers,
  })
  const found = WorldSummary.safeParse(await answer.json().catch(() => null)).data
  return parseAnyAddress(found?.address ?? '') ?? world
}

/** The cookies that an answer gives, without those that it takes away. */
const cookiesIn = ({ headers }: FetchAnswer): string[] =>
  headers.getSetCookie().flatMap((line) => {
    const [cookie = ''] = line.split(';')
    return cookie.endsWith('=') ? [] : [cookie]
  })
