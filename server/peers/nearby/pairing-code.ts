// The code that two screens show while their nodes are linked: six digits of both nodes' keys, and of a
// random number of each. It is numeric comparison, as Bluetooth has it (Core Specification 5.4, volume 3,
// part H, 2.3.5.6.2): one side commits to its number before it sees the other's. An attacker between the two,
// who shows each of them keys of their own, has to say both numbers before they know a code. They are found
// out except once in a million, however much they compute.
import { createHash, timingSafeEqual } from 'node:crypto'
import type { NodeName } from '../../../shared/world/address.ts'
import type { NodeKeys } from '../identity/node-card.ts'

export const NONCE_BYTES = 16
const DIGITS = 6

/**
 * One side, as it knows itself, and as the other one knows it: everything with which something of it could be
 * signed.
 */
export interface PairingSide {
  readonly node: NodeName
  readonly keys: NodeKeys
}

/** The facts that both sides have to agree about. */
export interface PairingParties {
  readonly id: string
  /** The side that began, and says its number first; and the side that committed to one. */
  readonly first: PairingSide
  readonly second: PairingSide
}

/** The second side's message about its number before it is told the first one's. */
export const commitmentTo = (meeting: PairingParties, secondNonce: string): string =>
  hashed('commitment', partsOf(meeting), secondNonce).toString('base64url')

export function isCommittedTo(meeting: PairingParties, secondNonce: string, commitment: string): boolean {
  const given = Buffer.from(commitment, 'base64url')
  const right = hashed('commitment', partsOf(meeting), secondNonce)
  return given.length === right.length && timingSafeEqual(given, right)
}

/** The code: as many digits as both people read. */
export function pairingCodeOf(meeting: PairingParties, firstNonce: string, secondNonce: string): string {
  // 64 bits over a million leave no digit more likely than another by more than one in 10^13.
  const number = hashed('code', partsOf(meeting), firstNonce, secondNonce).readBigUInt64BE()
  return String(number % 10n ** BigInt(DIGITS)).padStart(DIGITS, '0')
}

/**
 * One spelling of a side's keys: old ones count for a while, so that a stranger's among them would be a way
 * in.
 */
export const keysAsTold = ({ keys, old }: NodeKeys): unknown => [
  keys.keys.map(({ x }) => x).toSorted(),
  old.map(({ key, until }) => [key.x, until]),
]

const sideAsTold = ({ node, keys }: PairingSide): unknown => [node, keysAsTold(keys)]
const partsOf = ({ id, first, second }: PairingParties): unknown => [
  id,
  sideAsTold(first),
  sideAsTold(second),
]

/** JSON keeps apart what stands side by side. */
const hashed = (what: 'commitment' | 'code', ...parts: readonly unknown[]): Buffer =>
  createHash('sha256')
    .update(JSON.stringify(['inkland-pairing', what, ...parts]))
    .digest()
