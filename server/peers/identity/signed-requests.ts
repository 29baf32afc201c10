// A signed request: for one receiver, in one run of it, one method, one path, one body, within a minute,
// once. A request that opens a socket is signed, too: a GET without a body. A replay after a restart of the
// receiver fails since it has another run then. The signature covers the body's hash, so that a request is
// judged by its head, and strangers' bodies are not read.
import { createHash } from 'node:crypto'
import type { NodeName } from '../../../shared/world/address.ts'
import type { PeerPath } from '../../../shared/wire/peers/peer-path.ts'
import { RequestClaims } from '../../../shared/wire/peers/peer-claims.ts'
import { keyAt, type NodeKeys } from './node-card.ts'
import type { NodeIdentity } from './node-identity.ts'
import { refused, type TokenRefusal } from './peer-refusal.ts'
import type { Seen } from './replay-cache.ts'
import { isSignedBy, readSigned } from './signed-tokens.ts'
import { judgePeriod, periodFrom, SKEW_S } from './validity-period.ts'

/** How long a request counts, in s. */
const REQUEST_LIFE_S = 60
/** How long it has to be remembered, in ms: it may come from a clock that is ahead. */
export const REQUEST_SEEN_MS = (REQUEST_LIFE_S + SKEW_S) * 1000

const SCHEME = 'Inkland '

export interface Outgoing {
  readonly to: NodeName
  /** Upper case. */
  readonly method: string
  /** As it is sent. */
  readonly path: PeerPath
  readonly body: Uint8Array
}

/** The head of a request, as it came: its body is not read before it is known whose it is. */
export interface SignedIncoming {
  readonly method: string
  readonly path: string
  /** Every `Authorization` header of it. */
  readonly authorization: readonly string[]
}

/** The `Authorization` of a request; `id` is random, of 16 characters of base64url at least. */
export async function signRequest(
  identity: NodeIdentity,
  { to, method, path, body }: Outgoing,
  { run, id, now }: { readonly run: string; readonly id: string; readonly now: number },
): Promise<string> {
  const claims: RequestClaims = {
    iss: identity.name(),
    aud: to,
    run,
    htm: method,
    htu: path,
    bh: hashOf(body),
    ...periodFrom(now, REQUEST_LIFE_S),
    jti: id,
  }
  return `${SCHEME}${await identity.sign('inkland-request', claims)}`
}

/** Where the keys of others come from. */
export interface KeySource {
  /** The keys of a node, of which `kid` should be one; null: the node is not known. */
  readonly keysOf: (node: NodeName, kid: string) => Promise<NodeKeys | null>
  /**
   * Whether it has that key still: asked once something is signed with it, so that nobody else can have a
   * node be asked.
   */
  readonly stillHas: (node: NodeName, kid: string) => Promise<boolean>
}

interface CheckOptions {
  readonly keys: KeySource
  readonly self: Pick<NodeIdentity, 'names' | 'run'>
  readonly now: () => number
  readonly seen: Seen
}

/**
 * A node signed the head of a request. The request counts once {@link isBody} is true of all that follows.
 */
export interface SignedHead {
  readonly kind: 'from'
  readonly node: NodeName
  readonly isBody: (bytes: Uint8Array) => boolean
}

/** The node of a request, by its head. Checks that cost nothing come before those with keys. */
export async function checkRequest(
  request: SignedIncoming,
  { keys: source, self, now, seen }: CheckOptions,
): Promise<SignedHead | TokenRefusal> {
  const [header, ...more] = request.authorization
  if (header === undefined)
    return refused('malformed', 'Only other nodes may ask this, with a signed request.')
  const token = more.length === 0 && header.startsWith(SCHEME) ? header.slice(SCHEME.length) : ''
  const signed = readSigned(token, 'inkland-request', RequestClaims)
  if (signed === null) return refused('malformed', 'This is not signed like a request of a node.')
  const { claims, kid } = signed
  const { iss: node, aud, run, exp, jti } = claims
  if (!self.names().includes(aud))
    return refused('other', `That was meant for ${aud}, which this node is not.`)
  if (self.names().includes(node)) return refused('other', 'A node does not ask itself.')
  if (!isWhatWasSigned(request, claims)) return refused('other', 'That was signed for another request.')
  if (run !== self.run) return refused('run', 'This node has started anew. Sign for its new run.')
  const keys = await source.keysOf(node, kid)
  if (keys === null) return refused('unknown', `This node does not know ${node}.`)
  const key = keyAt(keys, kid, now())
  if (key === null) return refused('unknown', noSuchKey(node))
  if (!(await isSignedBy(signed, key))) return refused('forged', `${node} did not sign that.`)
  const notNow = judgePeriod(claims, { node, nowMs: now(), lifeS: REQUEST_LIFE_S })
  if (notNow !== null) return { ...notNow, signedBy: node }
  if (!(await source.stillHas(node, kid))) return refused('unknown', noSuchKey(node))
  const use = seen.take(node, jti, exp)
  if (use === 'again') return refused('again', 'That was asked already. Sign it anew.')
  if (use === 'busy') return refused('busy', 'This node is asked too often. Try again in a minute.')
  return { kind: 'from', node, isBody: (bytes) => hashOf(bytes) === claims.bh }
}

const noSuchKey = (node: NodeName): string => `${node} has no such key, or has it no longer.`

const isWhatWasSigned = ({ method, path }: SignedIncoming, { htm, htu }: RequestClaims): boolean =>
  method === htm && path === htu

const hashOf = (body: Uint8Array): string => createHash('sha256').update(body).digest('base64url')
