// Facts that nodes tell each other about themselves, and claims that they sign. Times are ms since 1970, but
// in signed claims they are s, as in any JWT. A signed text has exactly these claims, in any order; other
// versions of the protocol have other ones.
import * as z from 'zod/mini'
import {
  parseAccountName,
  parseArtifactId,
  parseMemberId,
  parseNodeName,
  type AccountName,
  type ArtifactId,
  type MemberId,
  type NodeName,
} from '../../world/address.ts'
import { PERSON_NAME_MAX } from '../../world/limits.ts'
import { NODE_TITLE_MAX } from '../api/admin-bodies.ts'
import { look } from '../api/body-fields.ts'
import { parsePeerPath, peersPath, type PeerPath } from './peer-path.ts'

/** The version of all that nodes say to each other. Nodes of different ones do not link. */
export const PROTOCOL = 1
/** `GET`, by anybody: a {@link Card}. */
export const CARD_PATH = '/.well-known/inkland'
/** Below it a node answers other nodes. */
export const PEERS_PATH = peersPath()
/** Largest card, in bytes: one with as many old keys as there may be is a fifth of it. */
export const CARD_BYTES_MAX = 32 * 1024
/** Keys that a node signs with at once: one, and room for a node of several processes. */
const KEYS_MAX = 4
/**
 * Most old keys on a card. A node that missed more changes than that does not know the node again. With these
 * a card still fits into a header, for a node that has no address to fetch it from.
 */
export const OLD_KEYS_MAX = 8
/** Largest thing signed, in characters. A request's path is the longest part of any. */
export const SIGNED_MAX = 4096

/** The one spelling of 32 bytes in base64url. */
const bytes32 = z.string().check(z.regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/))
/** A name as it is signed: in its one spelling. */
const nodeName = z.custom<NodeName>((raw) => typeof raw === 'string' && parseNodeName(raw) === raw)
const accountName = z.custom<AccountName>((raw) => typeof raw === 'string' && parseAccountName(raw) === raw)
const memberId = z.custom<MemberId>((raw) => parseMemberId(raw) !== null)
const artifactId = z.custom<ArtifactId>((raw) => parseArtifactId(raw) !== null)
const personName = z.string().check(
  z.refine((text) => text.isWellFormed() && text.trim() === text),
  z.minLength(1),
  z.maxLength(PERSON_NAME_MAX),
)
const seconds = z.number().check(z.int(), z.gte(0))
const signed = z.string().check(z.maxLength(SIGNED_MAX))

/** An Ed25519 key as a JWK (RFC 8037); `kid` is its thumbprint (RFC 7638). */
export const PublicKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: bytes32,
  kid: bytes32,
})
export type PublicKey = z.infer<typeof PublicKey>

/**
 * A key that a node signed with before: its signatures count `until` then, and `successor` is its signature
 * of the next key.
 */
export const OldKey = z.object({ key: PublicKey, until: z.number(), successor: signed })
export type OldKey = z.infer<typeof OldKey>

/** A node's facts about itself. */
export const Card = z.object({
  inkland: z.literal(PROTOCOL),
  name: nodeName,
  title: z.string().check(
    z.overwrite((text) => text.toWellFormed()),
    z.maxLength(NODE_TITLE_MAX),
  ),
  keys: z.object({ keys: z.array(PublicKey).check(z.minLength(1), z.maxLength(KEYS_MAX)) }),
  /** The last one first. */
  old: z.array(OldKey).check(z.maxLength(OLD_KEYS_MAX)),
  /** Paths on the node's own host. */
  endpoints: z.object({ peers: z.string().check(z.regex(/^(\/[a-z0-9-]{1,40}){1,4}$/)) }),
})
export type Card = z.infer<typeof Card>

/** Enough of a card of any version to tell which one it is. */
export const AnyCard = z.object({ inkland: z.number().check(z.int(), z.gte(0)) })

/** How a run is named; '' is none. */
export const RUN = /^[A-Za-z0-9_-]{0,64}$/

/** A request, for one receiver, in one run of it, once: `Authorization: Inkland JWS`. */
export const RequestClaims = z.strictObject({
  iss: nodeName,
  aud: nodeName,
  /** Which run of the receiver it is for; '' where the sender does not know yet. */
  run: z.string().check(z.regex(RUN)),
  htm: z.string().check(z.regex(/^[A-Z]{1,10}$/)),
  /** Letter by letter. */
  htu: z.custom<PeerPath>((raw) => typeof raw === 'string' && parsePeerPath(raw) !== null),
  /** The body's SHA-256. */
  bh: bytes32,
  iat: seconds,
  exp: seconds,
  jti: z.string().check(z.regex(/^[A-Za-z0-9_-]{16,64}$/)),
})
export type RequestClaims = z.infer<typeof RequestClaims>

/** Somebody's own node says who they are, to one other node. */
export const VoucherClaims = z.strictObject({
  iss: nodeName,
  aud: nodeName,
  /** The person's id for life. */
  sub: memberId,
  /** Their account there; it can change. */
  account: accountName,
  /** Their name, their look, and the artifact that is their body. */
  name: personName,
  look: z.nullable(look),
  body: z.nullable(artifactId),
  iat: seconds,
  exp: seconds,
})
export type VoucherClaims = z.infer<typeof VoucherClaims>

/** An old key's last word: the key after it. */
export const SuccessorClaims = z.strictObject({ x: bytes32, iat: seconds })
export type SuccessorClaims = z.infer<typeof SuccessorClaims>
