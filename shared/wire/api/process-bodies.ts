// `GET /api/admin/processes`: the processes that are one node. `POST /api/admin/processes/ID/drain`: one of
// them hands over what it has, and ends.
import * as z from 'zod/mini'

const ProcessInfo = z.object({
  id: z.string(),
  /** Where the others reach it, `HOST:PORT`; null where there are no others. */
  address: z.nullable(z.string()),
  /** When it came, in ms since 1970. */
  since: z.number(),
  /** Worlds that are open in it. */
  worlds: z.number(),
  /** Sockets that came in there. */
  connections: z.number(),
  /** How many changes it has still to learn of. */
  behind: z.number(),
  /** Leases of worlds that it took since it began. A process of an earlier version leaves these out. */
  leasesTaken: z.optional(z.number()),
  /** What it wrote under a lease that was over, and the database refused, since it began. */
  writesRefused: z.optional(z.number()),
  /** Worlds that it plays. A process of an earlier version leaves this out. */
  playedWorlds: z.optional(z.number()),
  /** The share of a core that it used in the last 5 s; left out where it did not say within a second. */
  load: z.optional(z.number()),
  /** How long it took to answer the one that leads just now; that one leaves it out. */
  answerSeconds: z.optional(z.number()),
  /** It serves the node; the others pass on what comes to them, and take over. */
  leads: z.boolean(),
})
export type ProcessInfo = z.infer<typeof ProcessInfo>

export const ProcessList = z.array(ProcessInfo)
export type ProcessList = z.infer<typeof ProcessList>
