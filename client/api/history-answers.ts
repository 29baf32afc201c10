// The answers about versions and restoring, as the interface reads them. Times are ms since 1970.
import * as z from 'zod/mini'
import { parseRevision, type Revision } from '../../shared/history/revision.ts'
import { ChangedThing, HistoryAuthor } from '../../shared/wire/api/history-bodies.ts'

const revision = z.custom<Revision>((raw) => typeof raw === 'number' && parseRevision(raw) !== null)

export const VersionAnswer = z.object({
  id: z.string(),
  name: z.string(),
  note: z.optional(z.nullable(z.string())),
  revision,
  /** When its creator gave it its name. */
  at: z.number(),
  by: z.optional(z.nullable(z.union([HistoryAuthor, z.string()]))),
  isAutomatic: z.optional(z.boolean()),
  /** When the last edit in it was made. */
  lastAt: z.optional(z.nullable(z.number())),
})
export type Version = z.infer<typeof VersionAnswer>

/** `GET …/versions` */
export const VersionsAnswer = z.object({ versions: z.array(VersionAnswer) })

/** `POST …/restore` */
export const RestoredAnswer = z.object({ revision, changed: z.number() })
export type Restored = z.infer<typeof RestoredAnswer>

/** `POST …/revert`: what came, or would come, of taking edits back. `things`: of a trial. */
export const TakenBackAnswer = z.object({
  changed: z.number(),
  removed: z.number(),
  restored: z.number(),
  letters: z.number(),
  things: z.optional(z.array(ChangedThing)),
})
export type TakenBack = z.infer<typeof TakenBackAnswer>
