// Versions of a world, bringing its past back, and taking edits back, over HTTP. Times are ms since 1970. A
// revision is a number, of the world's current line.
import * as z from 'zod/mini'
import { parseRevision, type Revision } from '../../history/revision.ts'
import { parseThingId, type ThingId } from '../../history/rows/row-summary.ts'
import { parseArtifactId, type ArtifactId } from '../../world/address.ts'
import { IMPORT_FILES_MAX } from '../../world/author.ts'
import { VERSION_NAME_MAX, VERSION_NOTE_MAX } from '../../world/limits.ts'
import { HistoryAuthor } from './history-bodies.ts'

/** Most things that are named in one request. */
const RESTORED_THINGS_MAX = 1_000

const REVISION_WORDS = 'A revision is a whole number from 0 on.'

const revision = z.custom<Revision>(
  (raw) => typeof raw === 'number' && parseRevision(raw) !== null,
  REVISION_WORDS,
)
const thing = z.custom<ThingId>(
  (raw) => parseThingId(raw) !== null,
  'A thing is named by its id, the world as `world`.',
)
const artifact = z.custom<ArtifactId>(
  (raw) => parseArtifactId(raw) !== null,
  'A page is named by the id of its thing.',
)

/**
 * A revision with a name. `at`: when it was made; `lastAt`: when the last edit before it was stored. `by` is
 * null where the node made it by itself.
 */
export const VersionAnswer = z.object({
  id: z.string(),
  name: z.string(),
  note: z.string(),
  revision,
  at: z.number(),
  lastAt: z.number(),
  by: z.nullable(HistoryAuthor),
  isAutomatic: z.boolean(),
})
export type VersionAnswer = z.infer<typeof VersionAnswer>

/** `GET …/versions`: newest revision first. */
export const VersionsAnswer = z.object({ versions: z.array(VersionAnswer) })
export type VersionsAnswer = z.infer<typeof VersionsAnswer>

/** `POST …/versions` answers with it; of the present, unless a revision is named. */
export const NewVersionBody = z.object({
  name: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, 'Give the version a name.'),
      z.maxLength(VERSION_NAME_MAX, `The name of a version has at most ${VERSION_NAME_MAX} characters.`),
    ),
  note: z.optional(
    z
      .string()
      .check(
        z.maxLength(VERSION_NOTE_MAX, `The note on a version has at most ${VERSION_NOTE_MAX} characters.`),
      ),
  ),
  revision: z.optional(revision),
})
export type NewVersionBody = z.infer<typeof NewVersionBody>

/**
 * `POST …/restore`: everything, or some things, or the page of one, or a passage of it: the characters `from`
 * up to, but not including, `to` of the page as it was then.
 */
export const Restore = z.object({
  revision,
  things: z.optional(
    z
      .array(thing)
      .check(z.maxLength(RESTORED_THINGS_MAX, `At most ${RESTORED_THINGS_MAX} things are restored at once.`)),
  ),
  page: z.optional(artifact),
  passage: z.optional(z.object({ id: artifact, from: z.int().check(z.nonnegative()), to: z.int() })),
})
export type Restore = z.infer<typeof Restore>

const FILES_WORDS = `An import has 1 to ${IMPORT_FILES_MAX} files.`

/** `POST …/imports`: files are about to be brought into the world. */
export const NewImport = z.object({
  files: z.int(FILES_WORDS).check(z.positive(FILES_WORDS), z.maximum(IMPORT_FILES_MAX, FILES_WORDS)),
})

/** The mark to name before the frame that brings them. */
export const ImportAnswer = z.object({ mark: z.string() })

/** The revision that the world has now, and how many things changed. */
export const RestoreAnswer = z.object({ revision, changed: z.number() })
export type RestoreAnswer = z.infer<typeof RestoreAnswer>
