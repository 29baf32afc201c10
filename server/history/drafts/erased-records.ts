// The records about a world that hold words of people: names of versions and drafts, comments, and the values
// of conflicts. When words are erased from the world, they are blanked there; its new line is noted in the
// same step.
import type { Json } from '../../../shared/json/json-value.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { CommentTable } from '../../drafts/comment-table.ts'
import type { DraftRecord, Drafts } from '../../drafts/draft-table.ts'
import type { MergeRecord, MergeTable } from './merge-table.ts'
import type { ErasedRecords } from '../erasing.ts'
import type { WorldVersions } from '../version-table.ts'

interface RecordParts {
  readonly drafts: Drafts
  readonly versions: Pick<WorldVersions, 'of' | 'relined'>
  readonly comments: CommentTable
  readonly merges: MergeTable
}

export function createErasedRecords({ drafts, versions, comments, merges }: RecordParts): ErasedRecords {
  const commentsOf = (world: WorldRecord) =>
    [...comments.entries()].filter(([, { draft }]) => draft === world.id)
  const mergesOf = (world: WorldRecord) =>
    [...merges.entries()].filter(([, { parent, draft }]) => parent === world.id || draft === world.id)

  return {
    texts(world) {
      const texts = new Set<string>()
      const note = (text: string): string => {
        texts.add(text)
        return text
      }
      for (const { name, note: more, isAutomatic } of versions.of(world))
        if (!isAutomatic) [name, more].forEach(note)
      for (const [, { words }] of commentsOf(world)) note(words)
      for (const [, merge] of mergesOf(world)) inMerge(merge, note)
      const draft = drafts.of(world.id)
      if (draft !== null) inDraft(draft, note)
      return [...texts]
    },
    changed(world, line, blank) {
      const own = drafts.of(world.id)
      const begun = drafts
        .ofParent(world.id)
        .filter(([, draft]) => draft.baseLine === world.line)
        .map(([id, draft]) => drafts.changed(id, { ...draft, baseLine: line }))
      return [
        ...begun,
        ...(own === null ? [] : [drafts.changed(world.id, inDraft(own, blank))]),
        ...versions.relined(world, line, blank),
        ...commentsOf(world).map(([id, comment]) =>
          comments.set(id, { ...comment, words: blank(comment.words) }),
        ),
        ...mergesOf(world).map(([id, merge]) => merges.set(id, inMerge(merge, blank))),
      ]
    },
  }
}

const inDraft = (draft: DraftRecord, each: (text: string) => string): DraftRecord => ({
  ...draft,
  title: each(draft.title),
  ...(draft.open !== undefined && {
    open: draft.open.map((conflict) => conflictWith(conflict, each)),
  }),
  ...(draft.review?.answer !== undefined && {
    review: { ...draft.review, answer: { ...draft.review.answer, words: each(draft.review.answer.words) } },
  }),
})

const inMerge = (merge: MergeRecord, each: (text: string) => string): MergeRecord => ({
  ...merge,
  title: each(merge.title),
  conflicts: merge.conflicts.map((conflict) => conflictWith(conflict, each)),
})

/** The sides of a conflict are somebody's words; what else it says is none. */
function conflictWith<Conflict extends Partial<Record<'base' | 'parent' | 'draft', Json>>>(
  conflict: Conflict,
  each: (text: string) => string,
): Conflict {
  const { base, parent, draft } = conflict
  return {
    ...conflict,
    ...(base !== undefined && { base: jsonWith(base, each) }),
    ...(parent !== undefined && { parent: jsonWith(parent, each) }),
    ...(draft !== undefined && { draft: jsonWith(draft, each) }),
  }
}

function jsonWith(value: Json, each: (text: string) => string): Json {
  if (typeof value === 'string') return each(value)
  if (Array.isArray(value)) return value.map((one: Json) => jsonWith(one, each))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, jsonWith(one, each)]))
}
