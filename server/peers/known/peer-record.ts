// The record of a node that was met, under its name.
import { z } from 'zod'
import { SIGNED_MAX } from '../../../shared/wire/peers/peer-claims.ts'

const PublicKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
})
const OldKey = z.object({ key: PublicKey, until: z.number(), successor: z.string().max(SIGNED_MAX) })

export const PeerRecord = z.object({
  title: z.string(),
  /** ms since 1970. */
  metAt: z.number(),
  trust: z.enum(['unknown', 'allowed', 'blocked']),
  /** Why this node itself blocked it. */
  trouble: z.string().nullable(),
  /** Its keys at the last look; null: any that it shows next. */
  keys: z.object({ keys: z.object({ keys: z.array(PublicKey) }), old: z.array(OldKey) }).nullable(),
  /** Whether it was met over https: then it is never asked without. */
  isSecure: z.boolean(),
  /** When its card was read last, in ms since 1970. */
  readAt: z.number(),
})
export type PeerRecord = z.infer<typeof PeerRecord>
