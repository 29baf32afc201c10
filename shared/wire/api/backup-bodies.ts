// Backups that a node makes by itself, as its admins see and set them: `/api/admin/backups`. Times are ms
// since 1970.
import * as z from 'zod/mini'
import { parseMemberId } from '../../world/address.ts'
import { worldId } from './world-bodies.ts'

/** How often: 0 is never. */
export const BACKUP_EVERY_HOURS = [0, 1, 6, 24, 168] as const
/** Most that are kept: more is most likely a slip. */
export const BACKUPS_KEPT_MAX = 1_000

export const BackupPlan = z.object({
  everyHours: z.literal(BACKUP_EVERY_HOURS),
  /** The hour of the machine's day, for those of each day and week. */
  atHour: z.number().check(z.int(), z.minimum(0), z.maximum(23)),
  keep: z
    .number()
    .check(
      z.int('Keep a whole number of backups.'),
      z.minimum(1, 'Keep at least 1 backup.'),
      z.maximum(BACKUPS_KEPT_MAX, `Keep at most ${BACKUPS_KEPT_MAX} backups.`),
    ),
})
export type BackupPlan = z.infer<typeof BackupPlan>
export const BackupPlanChange = z.partial(BackupPlan)
export type BackupPlanChange = z.infer<typeof BackupPlanChange>

export const BackupLine = z.object({ name: z.string(), madeAt: z.number(), worlds: z.number() })
export type BackupLine = z.infer<typeof BackupLine>

/** A world in a backup: `GET /api/admin/backups/NAME/worlds`. */
export const BackedUpWorld = z.object({
  id: worldId,
  address: z.string(),
  title: z.string(),
  changedAt: z.number(),
  /** Its owner then, as a member. */
  owner: z.nullable(
    z.pipe(
      z.string(),
      z.transform((text) => parseMemberId(text)),
    ),
  ),
})
export type BackedUpWorld = z.infer<typeof BackedUpWorld>
export const BackedUpWorlds = z.object({
  worlds: z.array(
    z.object({ id: z.string(), address: z.string(), title: z.string(), changedAt: z.number() }),
  ),
})
export type BackedUpWorlds = z.infer<typeof BackedUpWorlds>
// `POST /api/admin/backups/NAME/worlds/ID`: makes a new world of it, owned by its owner of then, or by the
// sender if that owner has left. Answer: WorldSummary.

/**
 * `GET /api/admin/backups`; `PATCH` takes a {@link BackupPlanChange}, `POST` makes one now. Each answers
 * with all of this. `failed`: why the last one could not be made; null if it was made. `isFixed`: the plan
 * was set when the node was started, and cannot be changed here. `instead`: the node makes none, and this
 * says how its data is saved.
 */
export const Backups = z.object({
  folder: z.string(),
  instead: z.optional(z.nullable(z.string())),
  plan: BackupPlan,
  isFixed: z.boolean(),
  nextAt: z.nullable(z.number()),
  isRunning: z.boolean(),
  failed: z.nullable(z.object({ at: z.number(), text: z.string() })),
  /** Those in the folder, the last first. */
  backups: z.array(BackupLine),
})
export type Backups = z.infer<typeof Backups>
