// Nodes nearby, and linking with one by a code that both screens show: the messages of the two nodes, and
// what an admin sees and does. Times are ms since 1970.
import * as z from 'zod/mini'
import { NODE_TITLE_MAX } from '../api/admin-bodies.ts'

/** 16 random bytes, and a SHA-256, in the one spelling of base64url. */
const bytes16 = z.string().check(z.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/))
const bytes32 = z.string().check(z.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/))

/** Names a linking; the node that begins makes it. */
export const PAIRING_ID = /^[A-Za-z0-9_-]{21}[AQgw]$/

/** `POST /api/peers/pairing`, by a node: begins a linking. Answer: {@link PairingCommitment}. */
export const PairingBegin = z.object({ id: bytes16 })
/** The next answer of the other node, as its hash alone. */
export const PairingCommitment = z.object({ commitment: bytes32 })
/**
 * `POST …/ID/nonce`: the beginning node's number for the code. Answer: that of the other node, which fits its
 * commitment.
 */
export const PairingNonce = z.object({ nonce: bytes16 })
/**
 * `POST …/ID/word`: whether the beginning node's admin said that the codes are the same. Answer: the same of
 * the other one.
 */
export const PairingWord = z.object({ agreed: z.boolean() })
// `DELETE …/ID`: the linking ends, whatever was said.

/** A node that announces itself in the network. Anybody there can announce anything. */
export const NearbyNode = z.object({
  node: z.string(),
  /** Its own title. */
  title: z.string().check(z.maxLength(NODE_TITLE_MAX)),
  /** Whether it was met, and the admins' decision; null: it never was met. */
  trust: z.nullable(z.enum(['unknown', 'allowed', 'blocked'])),
})
export type NearbyNode = z.infer<typeof NearbyNode>

/** The one linking that is under way, or that just ended. */
export const PairingInfo = z.discriminatedUnion('state', [
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('beginning'), id: z.string(), node: z.string() }),
  z.object({
    state: z.literal('comparing'),
    id: z.string(),
    node: z.string(),
    /** Six digits. */
    code: z.string(),
    /** Whether somebody here said that they are the same, and somebody there. */
    isAgreedHere: z.boolean(),
    isAgreedThere: z.boolean(),
    /** Whether the other node began it. */
    isTheirs: z.boolean(),
    until: z.number(),
  }),
  z.object({ state: z.literal('linked'), id: z.string(), node: z.string() }),
  /** `why`: for people. */
  z.object({ state: z.literal('over'), id: z.string(), node: z.string(), why: z.string() }),
])
export type PairingInfo = z.infer<typeof PairingInfo>

/**
 * `GET /api/admin/nearby`. `looking`: `off` if the node was not started with `--nearby`; `trouble` says, for
 * people, why nothing is found.
 */
export const Nearby = z.object({
  looking: z.enum(['off', 'on', 'trouble']),
  trouble: z.nullable(z.string()),
  found: z.array(NearbyNode),
  pairing: PairingInfo,
})
export type Nearby = z.infer<typeof Nearby>

/** `POST /api/admin/pairing`: begins with the node of this address. Answer: {@link PairingInfo}. */
export const StartPairing = z.object({ address: z.string().check(z.maxLength(2048)) })
/**
 * `POST /api/admin/pairing/word`: an admin's answer about the code that they see. Answer: {@link
 * PairingInfo}.
 */
export const SayPairing = z.object({
  id: z.string().check(z.regex(PAIRING_ID)),
  code: z.string().check(z.regex(/^\d{6}$/)),
  isSame: z.boolean(),
})
export type SayPairing = z.infer<typeof SayPairing>
