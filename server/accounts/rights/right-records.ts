// The records of rights: one for each world that is shared, one for each of its links, one for each knock,
// one for each world that is offered to somebody. Of a secret only its SHA-256 is kept, so that nobody gets
// in by reading the disk.
import { z } from 'zod'
import { RIGHTS } from '../../../shared/world/rights.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { groupId, memberId, nodeName, worldId } from '../../records/record-shapes.ts'

/** A world as rights know it. */
export type RightsRecordWorld = Pick<WorldRecord, 'key' | 'id' | 'owner'>

/** There is as much of something as there may be. */
export class TooMany extends Error {
  override readonly name = 'TooMany'
}

const openRight = z.enum(['none', 'see', 'act', 'edit'])

/** Of one world, under its id. Pairs and no objects: the id of a member may be any word, `__proto__` too. */
export const SharedRecord = z.object({
  everyone: openRight,
  public: openRight,
  people: z.array(z.tuple([memberId, z.enum(RIGHTS)])),
  /** Search engines may find it, while anybody may see it; older records say no. */
  isFound: z.boolean().default(false),
  /** Origins whose pages may show it at work, while anybody may see it; older records have none. */
  sites: z.array(z.string()).default([]),
  /** The right of everybody of another node; older records have none. */
  nodes: z.array(z.tuple([nodeName, openRight])).default([]),
  /** The right of everybody of a group; older records have none. */
  groups: z.array(z.tuple([groupId, openRight])).default([]),
  /** Until when, in ms since 1970; null: for good. */
  bans: z.array(z.tuple([memberId, z.number().nullable()])),
  mutes: z.array(memberId),
  /** Since when rights are given (right-times.ts); older records have none. */
  times: z.array(z.tuple([z.string(), z.number()])).default([]),
})
export type SharedRecord = z.infer<typeof SharedRecord>

/** Of one link, under its id. */
export const LinkRecord = z.object({
  world: worldId,
  /** SHA-256 of the secret, base64url. */
  hash: z.string(),
  label: z.string(),
  right: openRight,
  since: z.number(),
  until: z.number().nullable(),
  /** Its maker; null in links of before that was noted. */
  by: memberId.nullable().default(null),
  /** The people who came with it: they have its right for as long as it holds. */
  people: z.array(memberId),
  /** When each of them came; of those in older records it was not noted. */
  came: z.array(z.tuple([memberId, z.number()])).default([]),
})
export type LinkRecord = z.infer<typeof LinkRecord>

/** Of one knock, under an id of its own. */
export const KnockRecord = z.object({
  world: worldId,
  member: memberId,
  words: z.string(),
  at: z.number(),
})
export type KnockRecord = z.infer<typeof KnockRecord>

/** Of a world that is offered to somebody, under the id of the world. */
export const OfferRecord = z.object({
  to: memberId,
  /** Who offers it; null: they left, and left it to somebody. */
  by: memberId.nullable(),
  /** The owner then: once it is somebody else's, the offer is void. */
  owner: memberId.nullable(),
  at: z.number(),
  isDeclined: z.boolean(),
})
export type OfferRecord = z.infer<typeof OfferRecord>

/** A world that nobody was let into yet. */
export const NOT_SHARED: SharedRecord = {
  everyone: 'none',
  public: 'none',
  isFound: false,
  sites: [],
  people: [],
  nodes: [],
  groups: [],
  bans: [],
  mutes: [],
  times: [],
}
