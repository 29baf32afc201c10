// A node's key: Ed25519, made of a seed. Public keys are JWKs, named by their thumbprint.
import { createHash, createPrivateKey } from 'node:crypto'
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import type { PublicKey } from '../../../shared/wire/peers/peer-claims.ts'

export const SEED_BYTES = 32
/** The bytes before the seed in PKCS #8 (RFC 8410, section 7). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

export interface PrivateKey {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly x: string
  readonly d: string
}

export interface KeyPair {
  readonly public: PublicKey
  readonly private: PrivateKey
}

export function keyPairFrom(seed: Uint8Array): KeyPair {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' })
  const { x = '', d = '' } = key.export({ format: 'jwk' })
  return { public: publicKeyOf(x), private: { kty: 'OKP', crv: 'Ed25519', x, d } }
}

export function publicKeyOf(x: string): PublicKey {
  return { kty: 'OKP', crv: 'Ed25519', x, kid: thumbprint(x) }
}

/** RFC 7638. */
export function thumbprint(x: string): string {
  return createHash('sha256').update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).digest('base64url')
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'
/** Of a thumbprint: so many that nobody finds another key with the same. */
const KEY_NAME_BYTES = 20
/** `.alt` is for names that are in no DNS (RFC 9476): nobody is ever sent anywhere by one. */
const KEY_NAME_END = '.inkland.alt'

/**
 * The name of a node without a public address: made of its first key, so that no other node can have it,
 * nobody has to give it, and nobody can be asked whose it is. Such a node can visit others, and be known
 * again there, and nobody can visit it.
 */
export function keyNameOf({ kid }: PublicKey): NodeName {
  const bits = Array.from(Buffer.from(kid, 'base64url').subarray(0, KEY_NAME_BYTES), (byte) =>
    byte.toString(2).padStart(8, '0'),
  ).join('')
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)])
  const name = parseNodeName(`${letters.join('')}${KEY_NAME_END}`)
  if (name === null) throw new Error('a key makes a name')
  return name
}

/** Whether a node is called by its key, and so cannot be reached. */
export const isKeyName = (name: NodeName): boolean => name.endsWith(KEY_NAME_END)
