// What the admins of a node see and do about others, over HTTP. Times are ms since 1970.
import * as z from 'zod/mini'

const trust = z.enum(['unknown', 'allowed', 'blocked'])
export type PeerTrust = z.infer<typeof trust>

/** A node that was met. Counts begin at this node's start. */
export const PeerInfo = z.object({
  node: z.string(),
  /** Its own title. */
  title: z.string(),
  metAt: z.number(),
  trust,
  /** Why this node itself blocked it, for people; null: it did not. */
  trouble: z.nullable(z.string()),
  state: z.enum(['awake', 'asleep', 'unknown']),
  /** When anything of it was heard last; null: not since this node's start. */
  heardAt: z.nullable(z.number()),
  /** How long its last answer took, in ms. */
  latencyMs: z.nullable(z.number()),
  bytesIn: z.number(),
  bytesOut: z.number(),
  /** Updates of people here that wait for it. */
  queue: z.number(),
  /** `isSilence`: it did not answer; `isClock`: its clock and the one of this node differ. */
  lastError: z.nullable(
    z.object({ at: z.number(), sentence: z.string(), isSilence: z.boolean(), isClock: z.boolean() }),
  ),
  retryAt: z.nullable(z.number()),
  /** How many of its people are known here, those among them who never came. */
  people: z.number(),
})
export type PeerInfo = z.infer<typeof PeerInfo>

/** `GET /api/admin/peers`: this node as others know it, which of them may come, and all nodes that it met. */
export const PeerList = z.object({
  name: z.string(),
  openness: z.enum(['open', 'closed', 'off']),
  peers: z.array(PeerInfo),
})
export type PeerList = z.infer<typeof PeerList>

/**
 * `POST /api/admin/peers`: meets a node, by its name, the address of one of its pages, or somebody there; and
 * allows it. Answer: {@link PeerInfo}.
 */
export const MeetPeer = z.object({ address: z.string().check(z.maxLength(2048)) })
export type MeetPeer = z.infer<typeof MeetPeer>

/**
 * `PATCH /api/admin/peers/NODE`. Answer: {@link PeerInfo}. `POST …/retry` asks it at once, and answers
 * likewise.
 */
export const PeerChange = z.object({ trust })
export type PeerChange = z.infer<typeof PeerChange>
