// The HTTP API's bodies about drafts, both ways. A draft is a world of its own; these tell which world it is
// a draft of. Times are ms since 1970.
import * as z from 'zod/mini'
import { parseThingId, type ThingId } from '../../history/rows/row-summary.ts'
import type { Json } from '../../json/json-value.ts'
import { NAME_MAX } from '../../world/limits.ts'
import { RIGHTS } from '../../world/rights.ts'
import { ChangedThing, HistoryAuthor } from './history-bodies.ts'
import { line } from './body-fields.ts'
import { words } from './draft-offer-bodies.ts'
import { PersonRef } from './sharing-bodies.ts'

/** Most drafts of one world: more than anybody can tell apart. */
export const DRAFTS_MAX = 200

/**
 * `POST …/drafts`, answered by {@link DraftMade}: a draft of the world as it is, or as it was at a revision.
 */
export const NewDraft = z.object({
  title: line.check(
    z.trim(),
    z.minLength(1, 'Give the draft a name.'),
    z.maxLength(NAME_MAX, `The name of a draft has at most ${NAME_MAX} characters.`),
  ),
  revision: z.optional(z.int().check(z.gte(0, 'There is no revision below 0.'))),
})
export type NewDraft = z.infer<typeof NewDraft>

export const DraftMade = z.object({ address: z.string() })
export type DraftMade = z.infer<typeof DraftMade>

export const DraftSummary = z.object({
  address: z.string(),
  title: z.string(),
  /** Its maker; null: they are not known any more. */
  by: z.nullable(PersonRef),
  createdAt: z.number(),
  changedAt: z.number(),
  /** The parent's revision that it starts from, or was last updated to. */
  base: z.number(),
  /** What the sender may do in it. */
  right: z.enum(RIGHTS),
  /** Its maker asks since then to have it looked at. */
  reviewAskedAt: z.exactOptional(z.number()),
})
export type DraftSummary = z.infer<typeof DraftSummary>

/** `GET …/drafts`: the drafts of a world that the sender may see, newest first. */
export const DraftList = z.object({ drafts: z.array(DraftSummary) })
export type DraftList = z.infer<typeof DraftList>

/**
 * `GET …/draft`: which draft a world is; `draft` null: it is none. `parent` null: the sender may not see it.
 */
export const DraftOf = z.object({
  draft: z.nullable(
    z.object({
      title: z.string(),
      parent: z.nullable(z.object({ address: z.string(), title: z.string() })),
      /** The node of the parent, if that is another one: the draft is offered there. */
      node: z._default(z.nullable(z.string()), null),
      by: z.nullable(PersonRef),
      createdAt: z.number(),
      base: z.number(),
      /** Its base was older than a day, so programs began in it as after a reset. */
      isReset: z._default(z.boolean(), false),
      /**
       * How many things differ from its base, with `?differs=1` and for people who may edit it. Of very
       * much, those that are listed in the review.
       */
      differs: z.optional(z.number()),
      /** The parent's revision now, with `?behind=1` and for people who may edit the draft. */
      parentRevision: z.optional(z.number()),
      /** A person of another node offers it, with these words: nobody edits it, and nothing runs in it. */
      offer: z._default(z.nullable(z.object({ words: z.string() })), null),
      /** The parent is written in it: merging it is publishing. */
      isWorking: z._default(z.boolean(), false),
      /**
       * Its maker asked to have it looked at, for people who may edit it; without an `answer` they still
       * ask. `isChanged`: since then.
       */
      review: z.exactOptional(
        z.object({
          askedAt: z.number(),
          isChanged: z.boolean(),
          answer: z.nullable(z.object({ by: z.nullable(PersonRef), at: z.number(), words: z.string() })),
        }),
      ),
      /** Whom the sender can ask to look at it. */
      reviewer: z.exactOptional(PersonRef),
      /** Whether the sender can say that they looked at it. */
      mayAnswer: z._default(z.boolean(), false),
    }),
  ),
})
export type DraftOf = z.infer<typeof DraftOf>

/** Most differences, conflicts and comments in one answer: more than anybody looks through at once. */
export const REVIEW_THINGS_MAX = 2_000
export const COMMENTS_MAX = 500
/** Most characters of a comment. */
const COMMENT_MAX = 2_000

const thing = z.custom<ThingId>((raw) => parseThingId(raw) !== null)
/** Whatever stands in a scene; an answer is JSON. */
const json = z.custom<Json>((raw) => raw !== undefined)

/** Where a conflict is. Of `kind` text: it begins at that letter of the base's page. */
const placeFields = {
  id: thing,
  key: z.string(),
  kind: z.exactOptional(z.literal('text')),
  at: z.exactOptional(z.number()),
}
export const ListedConflict = z.object(placeFields)
export type ListedConflict = z.infer<typeof ListedConflict>

/**
 * What draft and parent both changed since the base, to different values; absent: there is none, or with
 * `isCut` perhaps that it is not kept or too much to tell. Of `kind` text: words of a page that both changed
 * at one place.
 */
export const DraftConflict = z.object({
  ...placeFields,
  isCut: z.exactOptional(z.literal(true)),
  base: z.exactOptional(json),
  parent: z.exactOptional(json),
  draft: z.exactOptional(json),
})
export type DraftConflict = z.infer<typeof DraftConflict>

export const ReviewComment = z.object({
  id: z.string(),
  /** The thing that it is about. */
  thing,
  words: z.string(),
  /** Null: they are not known any more. */
  by: z.nullable(PersonRef),
  at: z.number(),
})
export type ReviewComment = z.infer<typeof ReviewComment>

/** `GET …/review` on a draft: its differences from the base, and what the parent changed as well. */
export const DraftReview = z.object({
  base: z.number(),
  /** Whether the parent changed since the base: then the draft can be updated. */
  isBehind: z.boolean(),
  things: z.array(ChangedThing),
  conflicts: z.array(DraftConflict),
  comments: z.array(ReviewComment),
  /** There are more than are listed. */
  isCut: z.optional(z.boolean()),
})
export type DraftReview = z.infer<typeof DraftReview>

/**
 * `POST …/review/comments` on a draft, answered by the comment; `DELETE …/review/comments/ID` has no answer.
 */
export const NewComment = z.object({
  thing,
  words: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, 'Write something first.'),
      z.maxLength(COMMENT_MAX, `A comment has at most ${COMMENT_MAX} characters.`),
    ),
})
export type NewComment = z.infer<typeof NewComment>

/** Letters of a page as the draft shows it, from one up to another. */
const Passage = z.object({ id: thing, from: z.int().check(z.gte(0)), to: z.int().check(z.gte(0)) })

/** Most drafts that one person asks to have looked at, at once: more than anybody can wait for. */
export const REVIEWS_OF_ONE_MAX = 10

/**
 * `POST …/review/ask` on a draft, by its maker, asks the owner of its parent to look at it. `DELETE` takes
 * that back; by somebody who could merge it, it says that they looked at it and did not merge it.
 */
export const ReviewAnswer = z.object({ words: z.optional(words) })
export type ReviewAnswer = z.infer<typeof ReviewAnswer>

/**
 * `POST …/merge` on a draft: all of it, or the things, pages and passages that are named. A conflict without
 * a choice keeps the parent's value.
 */
export const MergeAsk = z.object({
  take: z.optional(z.array(thing).check(z.maxLength(REVIEW_THINGS_MAX))),
  pages: z.optional(z.array(thing).check(z.maxLength(REVIEW_THINGS_MAX))),
  passages: z.optional(z.array(Passage).check(z.maxLength(REVIEW_THINGS_MAX))),
  choices: z.optional(
    z
      .array(
        z.object({
          id: thing,
          key: z.string(),
          /** Of words: which of the page's. */
          at: z.exactOptional(z.int().check(z.gte(0))),
          /** `both`, of words alone: the draft's behind the parent's. */
          side: z.enum(['draft', 'parent', 'both']),
        }),
      )
      .check(z.maxLength(REVIEW_THINGS_MAX)),
  ),
})
export type MergeAsk = z.infer<typeof MergeAsk>

/** The parent's revision after the merge, and all conflicts, those with a choice, too. */
export const MergeMade = z.object({
  merge: z.string(),
  revision: z.number(),
  conflicts: z.array(DraftConflict),
})
export type MergeMade = z.infer<typeof MergeMade>

/** `POST …/update` on a draft: what the parent is now comes into it. */
export const DraftUpdated = z.object({ base: z.number(), conflicts: z.array(DraftConflict) })
export type DraftUpdated = z.infer<typeof DraftUpdated>

export const MergeSummary = z.object({
  id: z.string(),
  /** The name of the draft, and where it is, if it is there and the sender may see it. */
  draft: z.object({ title: z.string(), address: z.nullable(z.string()) }),
  by: z.nullable(PersonRef),
  at: z.number(),
  revision: z.number(),
  conflicts: z.array(ListedConflict),
  isReverted: z.boolean(),
})
export type MergeSummary = z.infer<typeof MergeSummary>

/** `GET …/merges/ID`: the conflicts that a merge had, with the values that are kept. */
export const MergeConflictsAnswer = z.object({ conflicts: z.array(DraftConflict) })
export type MergeConflictsAnswer = z.infer<typeof MergeConflictsAnswer>

/**
 * `GET …/merges/ID/late`: values that people wrote since that merge, without having seen it, where it had
 * conflicts. `isShown`: it stands there now.
 */
export const LateWritesAnswer = z.object({
  late: z.array(
    z.object({
      id: thing,
      key: z.string(),
      value: z.exactOptional(json),
      by: HistoryAuthor,
      at: z.number(),
      isShown: z.boolean(),
    }),
  ),
})
export type LateWritesAnswer = z.infer<typeof LateWritesAnswer>

/** Most merges in one answer, as many as a screen or two show. */
export const MERGES_PAGE = 50

/**
 * `GET …/merges?before=ID`: what was merged into a world, newest first. `next` is the `before` of the next
 * page; null: there is no more. `POST …/revert` takes one back (`{ merge }`).
 */
export const MergeList = z.object({ merges: z.array(MergeSummary), next: z.nullable(z.string()) })
export type MergeList = z.infer<typeof MergeList>
