// What the process that leads and those that have worlds open ask of each other.
import { z } from 'zod'
import { UsageReport } from '../accounts/usage/reported-usage.ts'
import { memberId } from '../records/record-shapes.ts'
import type { WorldKey } from '../contracts/world-record.ts'

const worldKey = z.int().transform((key) => key as WorldKey)

/**
 * Of one that has worlds open: to let go of a world, for the one that leads. It is answered once that is
 * done.
 */
export const LeaderQuestion = z.object({ letGo: worldKey })
export type LeaderQuestion = z.infer<typeof LeaderQuestion>

/** Who is in the worlds of a process, each connection, and what it counts. */
const HolderState = z.object({
  here: z.array(z.object({ member: memberId, world: worldKey })),
  leasesTaken: z.number(),
  writesRefused: z.number(),
})
export type HolderState = z.infer<typeof HolderState>

/** Of the one that leads. */
export const HolderQuestion = z.union([
  /** Whether it will ask for worlds: one of an earlier version does not. It is answered at once. */
  z.object({ hello: z.literal(true) }),
  /** To look after a world which needs its owner. */
  z.object({ attend: worldKey }),
  /** To know what it tells admins. */
  z.object({ state: HolderState }),
  /** To count what was written. */
  z.object({ usage: UsageReport }),
])
export type HolderQuestion = z.infer<typeof HolderQuestion>
