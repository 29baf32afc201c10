// How often backups are made, in words.
import type { BackupPlan } from '../../../shared/wire/api/backup-bodies.ts'

export const EVERY: Readonly<Record<number, string>> = {
  0: 'never',
  1: 'every hour',
  6: 'every 6 hours',
  24: 'every day',
  168: 'every week',
} satisfies Record<BackupPlan['everyHours'], string>

/** Of an hour of the day, as clocks show it. */
export const clockTime = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

/** A time as one writes it down, in the reader's own time zone. */
export const timeWords = (at: number): string =>
  new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
