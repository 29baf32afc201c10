// When backups are made by themselves, and how many are kept.
import { z } from 'zod'
import { BACKUP_EVERY_HOURS, BACKUPS_KEPT_MAX, type BackupPlan } from '../../shared/wire/api/backup-bodies.ts'
import { HOUR_MS } from '../../shared/time/durations.ts'

export const PlanRecord: z.ZodType<BackupPlan> = z.object({
  everyHours: z.union(BACKUP_EVERY_HOURS.map((hours) => z.literal(hours))),
  atHour: z.number().int().min(0).max(23),
  keep: z.number().int().min(1).max(BACKUPS_KEPT_MAX),
})

/** Nobody's disk is filled unasked. */
export const USUAL_PLAN: BackupPlan = { everyHours: 0, atHour: 3, keep: 14 }

/**
 * When the next backup is due, in ms since 1970, after one at `last` (null: there was none, and it is due
 * now); null: never. One from a time to come was made while the clock was wrong, and says nothing. Days and
 * weeks go by the machine's own time of day, also over a change to summer time.
 */
export function nextBackup(
  { everyHours, atHour }: BackupPlan,
  last: number | null,
  now: number,
): number | null {
  if (everyHours === 0) return null
  if (last === null || last > now + HOUR_MS) return now
  if (everyHours < 24) return last + everyHours * HOUR_MS
  // A week after a backup that somebody made at noon is the night before.
  const earliest = last + (everyHours - 24) * HOUR_MS
  const next = new Date(earliest)
  next.setHours(atHour, 0, 0, 0)
  if (next.getTime() <= earliest) next.setDate(next.getDate() + 1)
  return next.getTime()
}
