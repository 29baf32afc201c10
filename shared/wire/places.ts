// Places on other nodes, as one's own node tells of them over HTTP.
import * as z from 'zod/mini'
import { RIGHTS } from '../world/rights.ts'

/** Whether a node answers; `unknown`: nobody has asked it. */
export const HostState = z.enum(['awake', 'asleep', 'unknown'])
export type HostState = z.infer<typeof HostState>

/** `GET /api/peers/place/ACCOUNT@NODE/WORLD`: what a place is like for who asks, for a door that leads there. */
export const Place = z.object({
  /** `closed`: it cannot be gone to, whoever waits. */
  state: z.enum(['awake', 'asleep', 'closed', 'unknown']),
  title: z.nullable(z.string()),
  /** Null: nobody has said. */
  right: z.nullable(z.enum(RIGHTS)),
  /** How much of it is here, while it is fetched for the first time. */
  fetching: z.nullable(z.object({ bytes: z.number() })),
  /** In words, where it cannot be gone to now. */
  why: z.nullable(z.string()),
})
export type Place = z.infer<typeof Place>
