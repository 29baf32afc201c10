// Parts of answers about the past, as JSON.
import type { ThingChange } from '../../../shared/history/changes/thing-change.ts'
import type { AuthorId } from '../../../shared/world/author.ts'
import type { ChangedThing, HistoryAuthor, HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import type { RowSession } from '../../history/row-sessions.ts'

export function sessionOf(session: RowSession, ref: (id: AuthorId) => HistoryAuthor): HistorySession {
  const { from, to, firstAt, lastAt, authors, letters, things, note, hasMore, isPartial, isCut } = session
  return {
    from,
    to,
    firstAt,
    lastAt,
    authors: authors.map(ref),
    letters: [...letters],
    things: [...things],
    ...(note !== null && { note }),
    ...(hasMore && { hasMore }),
    ...(isPartial && { isPartial }),
    ...(isCut && { isCut }),
  }
}

/** Everybody who is named in changes. */
export const authorsOf = (changes: readonly ThingChange[]): AuthorId[] =>
  changes.flatMap(({ values, text }) => [...values, ...text].map(({ by }) => by))

export const changedThing = (
  { id, kind, values, text }: ThingChange,
  ref: (id: AuthorId) => HistoryAuthor,
): ChangedThing => ({
  id,
  kind,
  values: values.map(({ path, ...value }) => ({
    ...value,
    ...(path && { path: [...path] }),
    by: ref(value.by),
  })),
  text: text.map((change) => ({ ...change, by: ref(change.by) })),
})
