// Places on other nodes, as one's own node reports them over HTTP.
import * as z from 'zod/mini'
import { RIGHTS } from '../../world/rights.ts'

/** Whether a node answers; `unknown`: nobody has asked it. */
export const HostState = z.enum(['awake', 'asleep', 'unknown'])
export type HostState = z.infer<typeof HostState>

/**
 * `GET /api/peers/place/ACCOUNT@NODE/WORLD`: the state of a place for the sender, for a door that leads
 * there.
 */
export const ForeignPlaceBody = z.object({
  /** `closed`: nobody can go there now, and waiting does not help. */
  state: z.enum(['awake', 'asleep', 'closed', 'unknown']),
  title: z.nullable(z.string()),
  /** Null: nobody has said. */
  right: z.nullable(z.enum(RIGHTS)),
  /** How much of it is here, while it is fetched for the first time. */
  fetching: z.nullable(z.object({ bytes: z.number() })),
  /** In words, where it cannot be gone to now. */
  why: z.nullable(z.string()),
})
export type ForeignPlaceBody = z.infer<typeof ForeignPlaceBody>

/**
 * `GET /api/admin/copies`: the copies of other nodes' worlds that are kept here, those used longest ago
 * first.
 */
export const WorldCopies = z.object({
  copies: z.array(
    z.object({
      address: z.string(),
      title: z.string(),
      bytes: z.number(),
      usedAt: z.number(),
      /** Why it is not thrown away; null: it is when there are too many. */
      needed: z.nullable(z.enum(['used', 'waiting'])),
    }),
  ),
})
export type WorldCopies = z.infer<typeof WorldCopies>
