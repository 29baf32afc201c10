// The message of somebody who came back, about edits that met, to the people who were there. It is a part of
// their presence, which anybody can forge. So it has no value that anybody could be led to write: only the
// place, and both sides in words.
import * as z from '../../shared/json/schema.ts'
import { parseThingId } from '../../shared/history/rows/row-summary.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { settingOf, valueWords } from '../parts/changes/value-words.ts'
import type { AbsenceConflict, ValueConflict } from '../../shared/history/merge/compare-absence.ts'
import { isField } from '../../shared/world/scene/scene-fields.ts'
import { valueIn } from './settle-conflict.ts'

/** Most of it that is told, and most characters of a value: a presence has room for some thousand. */
const TOLD_MAX = 6
const WORDS_MAX = 60

const words = z.custom((raw): raw is string => typeof raw === 'string' && raw.length <= WORDS_MAX)
const where = { id: z.parsedBy(parseThingId), client: z.number }
const both = { yours: words, theirs: words }
/** As the people who were there see it; `client` is the tab whose writing was met. */
const Announced = z.union(
  z.object({ kind: z.literal('value'), ...where, key: words, ...both }),
  z.object({ kind: z.literal('words'), ...where, ...both }),
  z.object({ kind: z.literal('page'), ...where }),
  z.object({ kind: z.literal('limbo'), ...where, by: z.literal('yours', 'theirs') }),
)
const State = z.object({ met: z.array(Announced) })

export type AnnouncedConflict = z.Infer<typeof Announced>

/**
 * The message about conflicts; null: none of them concerns anybody else. Nobody can say who deleted
 * something.
 */
export function announcementOf(
  view: View,
  conflicts: readonly AbsenceConflict[],
): readonly AnnouncedConflict[] | null {
  const told = conflicts.flatMap((met) => announced(view, met) ?? []).slice(0, TOLD_MAX)
  return told.length === 0 ? null : told
}

function announced(view: View, met: AbsenceConflict): AnnouncedConflict | null {
  const { id, client } = met
  if (client === null) return null
  switch (met.kind) {
    case 'page':
      return { kind: 'page', id, client }
    case 'limbo':
      return { kind: 'limbo', id, client, by: met.by === 'mine' ? 'theirs' : 'yours' }
    case 'words':
      return { kind: 'words', id, client, yours: cut(met.parent), theirs: cut(met.draft) }
    case 'value': {
      const said = (value: ValueConflict['base']): string => cut(valueWords(met.key, value, view))
      return { kind: 'value', id, client, key: met.key, yours: said(met.parent), theirs: said(met.draft) }
    }
  }
}

/** Read with suspicion; null: they tell nothing of the kind. */
export function parseAnnouncement(state: unknown): readonly AnnouncedConflict[] | null {
  const met = State.safeParse(state).data?.met
  if (met === undefined || met.length > TOLD_MAX) return null
  return met.some((one) => one.kind === 'value' && !isValue(one)) ? null : met
}

const isValue = ({ id, key }: Pick<ValueConflict, 'id' | 'key'>): boolean =>
  id === 'world'
    ? key === 'title' || key === 'lang' || key === 'showsMaking'
    : isField(key) || settingOf(key) !== null

/** The present value, as it would be told. */
export const wordsNow = (view: View, met: Pick<ValueConflict, 'id' | 'key'>): string =>
  cut(valueWords(met.key, valueIn(view, met), view))

const cut = (said: string): string =>
  said.length <= WORDS_MAX ? said : `${said.slice(0, WORDS_MAX - 1).toWellFormed()}…`
