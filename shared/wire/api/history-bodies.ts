// A world's past over HTTP: `GET /api/worlds/ACCOUNT/WORLD/history` and the routes below it, and `…/changes`.
// Times are ms since 1970. A revision is a number, of the world's current line.
import * as z from 'zod/mini'
import type { ChangeKind } from '../../history/changes/thing-change.ts'
import { parseThingId, type ThingId } from '../../history/rows/row-summary.ts'
import { parseRevision, type Revision } from '../../history/revision.ts'
import type { Json } from '../../json/json-value.ts'

/** Most sessions, and most steps, in one answer. */
export const SESSIONS_MAX = 200
export const STEPS_MAX = 500

/**
 * `GET|PUT …/history/settings`: how far back people may look who may see the world and not edit it. `since`:
 * from when that was chosen.
 */
export const HistorySetting = z.object({ lookBack: z.enum(['everything', 'since', 'nothing']) })
export type HistorySetting = z.infer<typeof HistorySetting>

/**
 * `POST /api/worlds/ACCOUNT/WORLD/erase`: what was deleted before a time, or what one person wrote and is
 * deleted. A trial erases nothing.
 */
export const Erase = z.object({
  before: z.optional(z.number()),
  account: z.optional(z.string()),
  isTrial: z.optional(z.boolean()),
})
export type Erase = z.infer<typeof Erase>

/**
 * How many letters and values. `backups`: of those that the node makes by itself; `kept`: they still hold
 * what was erased, since no new one could be made.
 */
export const Erased = z.object({ erased: z.number(), backups: z.enum(['none', 'renewed', 'kept']) })
export type Erased = z.infer<typeof Erased>

/** `POST …/room`: makes room. With `isTrial` it is only counted what that leaves. */
export const MakeRoom = z.object({ isTrial: z.optional(z.boolean()) })
const SceneCounts = z.object({ writers: z.number(), pieces: z.number() })
/** The client ids that wrote in a world, and its pieces, deleted ones among them; before and after. */
export const RoomMade = z.object({ before: SceneCounts, after: SceneCounts })
export type RoomMade = z.infer<typeof RoomMade>

/** A state: `GET …/history/REVISION` answers with one Yjs update (v1) of this type. */
export const STATE_TYPE = 'application/octet-stream'

/** Beside a state: the revision that it is of, since it is rounded up to the end of its row. */
export const REVISION_HEADER = 'Inkland-Revision'

const revision = z.custom<Revision>((raw) => parseRevision(raw) !== null)
const thing = z.custom<ThingId>((raw) => parseThingId(raw) !== null)
/** Whatever stands in a scene; an answer is JSON. */
const json = z.custom<Json>((raw) => raw !== undefined)

/**
 * Who wrote something. `account`: of a person who has one, and of the person for whom an agent wrote; `id`:
 * the artifact of a program, or the session of an agent. `body` and `color` are the person's, as in presence.
 */
export const HistoryAuthor = z.object({
  kind: z.enum(['person', 'program', 'agent', 'owner']),
  name: z.string(),
  account: z.optional(z.string()),
  id: z.optional(z.string()),
  body: z.optional(z.string()),
  color: z.optional(z.string()),
})
export type HistoryAuthor = z.infer<typeof HistoryAuthor>

/**
 * What was written without a pause of two minutes, between the revisions `from` and `to`. `letters`: written
 * and deleted. `hasMore`: it touched more things than are listed. `isPartial`: what some of its edits did is
 * not known yet; ask again. `isCut`: it began before `from`; ask for the history up to there. `note`: the
 * edits are of one merge, restore, revert or import.
 */
export const HistorySession = z.object({
  from: revision,
  to: revision,
  firstAt: z.number(),
  lastAt: z.number(),
  authors: z.array(HistoryAuthor),
  letters: z.tuple([z.number(), z.number()]),
  things: z.array(thing),
  hasMore: z.optional(z.boolean()),
  isPartial: z.optional(z.boolean()),
  isCut: z.optional(z.boolean()),
  note: z.optional(z.object({ kind: z.string(), id: z.string(), name: z.optional(z.string()) })),
})
export type HistorySession = z.infer<typeof HistorySession>

/**
 * `GET …/history?from=&to=&limit=&author=KIND:ID&thing=ID`: newest first. `revision`: the last one; `line`:
 * of the world, for addresses of states. `since`: nothing before it may be, or can be, looked at. `hasMore`:
 * there may be older sessions; ask with `to` as the last one's `from`, or as `reached` where none was found
 * in time. An author is `person:ACCOUNT`, `program:ARTIFACT`, `agent:SESSION`, `owner`, or `node:HOST` for
 * all people of a node. With `soon=1` it does not wait for what the last rows did: their sessions are partial
 * then.
 */
export const HistoryAnswer = z.object({
  revision,
  line: z.string(),
  sessions: z.array(HistorySession),
  hasMore: z.boolean(),
  reached: z.optional(revision),
  since: z.optional(z.object({ revision, at: z.number() })),
})
export type HistoryAnswer = z.infer<typeof HistoryAnswer>

const ChangedValue = z.object({
  key: z.string(),
  path: z.exactOptional(z.array(z.string())),
  from: z.exactOptional(json),
  to: z.exactOptional(json),
  by: HistoryAuthor,
})
const ChangedText = z.object({
  at: z.number(),
  out: z.exactOptional(z.string()),
  in: z.exactOptional(z.string()),
  by: HistoryAuthor,
})
/** What became of one thing; `values` and `text` say what was there before, too. */
export const ChangedThing = z.object({
  id: thing,
  kind: z.enum(['added', 'removed', 'restored', 'moved', 'changed'] satisfies ChangeKind[]),
  values: z.array(ChangedValue),
  text: z.array(ChangedText),
})
export type ChangedThing = z.infer<typeof ChangedThing>

/** `GET …/changes?from=REV&to=REV`. */
export const ChangesAnswer = z.object({ from: revision, to: revision, things: z.array(ChangedThing) })
export type ChangesAnswer = z.infer<typeof ChangesAnswer>

/**
 * Successive changes: each begins where the one before ends. `things` is null where they are too many: then
 * ask for the state at `to`.
 */
export const HistoryStep = z.object({
  from: revision,
  to: revision,
  at: z.number(),
  authors: z.array(HistoryAuthor),
  things: z.nullable(z.array(ChangedThing)),
})
export type HistoryStep = z.infer<typeof HistoryStep>

/**
 * `GET …/history/steps?from=REV&to=REV&limit=`: with `to`, the stretch is `limit` steps at most; without,
 * each step is what one author wrote in one go. About 1 MB at most: the rest comes from the last one's `to`
 * on.
 */
export const StepsAnswer = z.object({ steps: z.array(HistoryStep) })
export type StepsAnswer = z.infer<typeof StepsAnswer>

/** Null where nobody knows. `within`: it was written in so many ms up to `at`; when, is not known. */
const written = {
  author: z.nullable(HistoryAuthor),
  at: z.nullable(z.number()),
  within: z.optional(z.number()),
}

/** `GET …/history/REVISION/authors?thing=ID`: of each stretch of its page, in order, and of each value. */
export const AuthorsAnswer = z.object({
  text: z.array(z.object({ length: z.number(), ...written })),
  values: z.array(z.object({ key: z.string(), ...written })),
})
export type AuthorsAnswer = z.infer<typeof AuthorsAnswer>
