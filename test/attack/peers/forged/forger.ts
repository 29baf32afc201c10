// The means of a forger: the names and public keys of all, keys of its own, messages that it overheard, and
// tools that sign anything in any shape. It also has the keys of the honest node, which it must not have:
// these show that a forgery fails for the right reason.
import { createHash, createPrivateKey, sign } from 'node:crypto'
import { openIdentity, type NodeIdentity } from '../../../../server/peers/identity/node-identity.ts'
import { keyPairFrom, SEED_BYTES, type KeyPair } from '../../../../server/peers/identity/node-keys.ts'
import { cardOf, keyAt, type NodeKeys } from '../../../../server/peers/identity/node-card.ts'
import type { KeySource } from '../../../../server/peers/identity/signed-requests.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import type { NodeName } from '../../../../shared/world/address.ts'
import { parseNodeName } from '../../../../shared/world/address.ts'
import { seededRandom } from '../../../simulation/random.ts'

/** A request as it is sent: every `Authorization` header by itself. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly authorization: readonly string[]
  readonly body: string
}

/** A node, with the keys that it keeps to itself. */
export interface KnownNode {
  readonly identity: NodeIdentity
  readonly key: KeyPair
  /** The first of its keys is over, the second still counts. */
  readonly over: KeyPair
  readonly old: KeyPair
}

/** The nodes of the scene. The receiver knows `honest` and `mallory`, and nobody else. */
export interface Scene {
  readonly receiver: Pick<NodeIdentity, 'name' | 'run'>
  readonly honest: KnownNode
  readonly mallory: KnownNode
  /** The path, for forgeries of anything else. */
  readonly path: string
  readonly now: () => number
}

const DAY_MS = 24 * 60 * 60_000

export const nodeName = (text: string): NodeName => {
  const name = parseNodeName(text)
  if (name === null) throw new Error(`${text} is no name of a node`)
  return name
}

/** A node that has turned its key over twice: eight days ago and today. */
export async function makeNode(name: string, seed: number, now: () => number): Promise<KnownNode> {
  const random = seededRandom(seed).bytes
  const pairs: KeyPair[] = []
  let aheadMs = -8 * DAY_MS
  const identity = await openIdentity({
    store: createMemoryStore(),
    clock: { now: () => now() + aheadMs },
    random(bytes) {
      const made = random(bytes)
      if (bytes === SEED_BYTES) pairs.push(keyPairFrom(made))
      return made
    },
    names: () => [nodeName(name)],
  })
  await identity.turnOver()
  aheadMs = 0
  await identity.turnOver()
  const [over, old, key] = pairs
  if (over === undefined || old === undefined || key === undefined) throw new Error('there are three keys')
  return { identity, key, over, old }
}

export function keysOfScene({ honest, mallory, now }: Scene): KeySource {
  const keysOf = async (node: NodeName): Promise<NodeKeys | null> => {
    const known = [honest, mallory].find(({ identity }) => identity.name() === node)
    return known === undefined ? null : cardOf(known.identity, 'A node')
  }
  return {
    keysOf,
    async stillHas(node, kid) {
      const keys = await keysOf(node)
      return keys !== null && keyAt(keys, kid, now()) !== null
    },
  }
}

export const BODY = '{"hello":1}'
const METHOD = 'POST'

export const hashOf = (body: string): string => createHash('sha256').update(body).digest('base64url')

let last = 0
/** Claims of a request that would count if the true node had signed them. */
export function requestClaims({ receiver, honest, path, now }: Scene) {
  const iat = Math.floor(now() / 1000)
  return {
    iss: honest.identity.name() as unknown,
    aud: receiver.name() as unknown,
    run: receiver.run as unknown,
    htm: METHOD as unknown,
    htu: path as unknown,
    bh: hashOf(BODY) as unknown,
    iat: iat as unknown,
    exp: (iat + 60) as unknown,
    jti: String((last += 1)).padStart(22, 'a') as unknown,
  }
}

export const headerOf = (kind: string, { public: key }: KeyPair) => ({
  alg: 'EdDSA',
  typ: kind,
  kid: key.kid,
})

export const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64url')

export type SignWith = (input: Buffer) => Uint8Array

export const withKey = ({ private: key }: KeyPair): SignWith => {
  const signer = createPrivateKey({ key: { ...key }, format: 'jwk' })
  return (input) => sign(null, input, signer)
}

/** Anything, signed in any way: header and claims as values, or letter by letter. */
export function jws(header: object | string, claims: unknown, signWith: SignWith): string {
  const text = typeof header === 'string' ? header : JSON.stringify(header)
  const payload = typeof claims === 'string' ? claims : JSON.stringify(claims)
  const input = `${base64(text)}.${base64(payload)}`
  return `${input}.${base64(signWith(Buffer.from(input)))}`
}

export const sentWith = (scene: Scene, token: string, more: Partial<Sent> = {}): Sent => ({
  method: METHOD,
  path: scene.path,
  authorization: [`Inkland ${token}`],
  body: BODY,
  ...more,
})

/** A request that the honest node signed, with other claims, in another header, or by another key. */
export function signedBy(
  key: KeyPair,
  scene: Scene,
  claims: Readonly<Record<string, unknown>> = {},
  header: Readonly<Record<string, unknown>> = {},
): string {
  const all = { ...requestClaims(scene), ...claims }
  return jws({ ...headerOf('inkland-request', key), ...header }, all, withKey(key))
}
