// `POST /api/worlds/ACCOUNT/WORLD/revert`: takes edits of the scene back, where nobody wrote since; for
// owners of the world. With `isTrial` nothing is done yet.
import * as z from 'zod/mini'
import { parseRevision, type Revision } from '../../history/revision.ts'
import { ChangedThing } from './history-bodies.ts'

const revision = z.custom<Revision>(
  (raw) => typeof raw === 'number' && parseRevision(raw) !== null,
  'A revision is a whole number from 0 on.',
)

/**
 * One of these: what a person wrote since a time, and the things that they carried off (`account`); what an
 * author wrote since a time (`id`: an account, the artifact of a program, the session of an agent, the node
 * whose people are meant); what was written after a revision, up to another (`session`; with `author`, what
 * that author wrote of it); one merge; what was taken back once (`revert`), which stands again.
 */
export const Revert = z.object({
  account: z.optional(z.string()),
  author: z.optional(
    z.object({ kind: z.enum(['person', 'program', 'agent', 'owner', 'node']), id: z.optional(z.string()) }),
  ),
  since: z.optional(z.number()),
  session: z.optional(z.object({ from: revision, to: revision })),
  merge: z.optional(z.string()),
  revert: z.optional(z.string()),
  isTrial: z.optional(z.boolean()),
})
export type Revert = z.infer<typeof Revert>

export const Reverted = z.object({
  /** Things that were or would be changed, put into limbo, and brought back; and letters of pages. */
  changed: z.number(),
  removed: z.number(),
  restored: z.number(),
  letters: z.number(),
  /** Things that a person carried off since then, and that were or would be called back. */
  carried: z.number(),
  /**
   * When the first of it was written; null: there was nothing. Rows of a log that are older than a day are
   * merged, so this may be before the time that was asked for.
   */
  from: z.nullable(z.number()),
  /** Of a trial: what would change, about 1 MB of it at most, and whether there is more. */
  things: z.optional(z.array(ChangedThing)),
  hasMore: z.optional(z.boolean()),
  /** By which it is undone (`revert`); absent where nothing was written, and of a merge. */
  id: z.optional(z.string()),
  /** The revision that the world has now; of a trial, the one that `things` are changes of. */
  revision: z.optional(revision),
})
export type Reverted = z.infer<typeof Reverted>
