// Where a value of one's own met a value of theirs: both wrote the same field while neither knew of the
// other. One of the two is the present one; the other is a click away.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Field } from '../../../shared/world/artifact.ts'
import { FIELDS, writtenIn, type FieldValues } from '../../../shared/world/scene/scene-fields.ts'
import { parsePlace, samePlace } from '../../../shared/world/place.ts'
import { entryOfFieldIn } from '../../../shared/world/scene/entry-names.ts'
import { settingsIn, type SettingValue } from '../../../shared/world/live/setting-values.ts'
import { type Client, clientOf } from '../../../shared/yjs/entry-id.ts'
import type { PlaceApart } from '../../../shared/history/merge/places-apart.ts'
import { isWritten, settingEntry, settingNames, type WrittenFields } from './scene-states.ts'
import type { At } from './page-authors.ts'

interface Sides<T> {
  readonly mine: T
  readonly theirs: T
}

interface ConflictThing {
  readonly id: ArtifactId
  /** Their name for the thing. */
  readonly name: string
  /** The writer of theirs. */
  readonly client: Client
}

export type FieldValue = FieldValues[Field]
export type TitleConflict = ConflictThing & Sides<string> & { readonly kind: 'title' }
export type FieldConflict = ConflictThing &
  Sides<FieldValue> & { readonly kind: 'field'; readonly field: Field }
/** Null: default. */
export type SettingConflict = ConflictThing &
  Sides<SettingValue | null> & { readonly kind: 'setting'; readonly setting: string }
/** Both wrote on one page, apart from each other: there is nothing to choose. */
export type PageConflict = ConflictThing & { readonly kind: 'page'; readonly at: At | null }
/** Both wrote at one place of a page, so that letters of both are joined there until somebody chooses. */
export type WordsConflict = ConflictThing &
  Sides<string> &
  Pick<PlaceApart, 'before' | 'next'> & { readonly kind: 'words' }
/** One put it into limbo, and the other changed it, or wrote on it: it is there with those edits. */
export type PutAwayConflict = ConflictThing & { readonly kind: 'away'; readonly by: 'mine' | 'theirs' }
export type ConflictValue = TitleConflict | FieldConflict | SettingConflict
export type AbsenceConflict = ConflictValue | PageConflict | WordsConflict | PutAwayConflict

/** The place of the meeting: two meetings there are one. */
export function placeOf(met: AbsenceConflict): string {
  return `${met.kind} ${met.id} ${partOf(met)}`
}

function partOf(met: AbsenceConflict): string {
  if (met.kind === 'field') return met.field
  if (met.kind === 'setting') return met.setting
  return met.kind === 'words' ? JSON.stringify(met.before) : ''
}

interface ConflictSearch {
  readonly id: ArtifactId
  readonly was: WrittenFields
  readonly mine: WrittenFields
  readonly theirs: WrittenFields
}

/**
 * Whether two values of a field are equal to people. In limbo a thing is in limbo, whatever it remembers of
 * its earlier place.
 */
export function isSame(field: Field, one: FieldValue, other: FieldValue): boolean {
  if (field !== 'place') return one === other
  const [a, b] = [parsePlace(one), parsePlace(other)]
  return (a?.host === 'limbo' && b?.host === 'limbo') || samePlace(a, b)
}

/** The fields and settings of a thing that both wrote, and not the same. */
export function conflictsOn({ id, was, mine, theirs }: ConflictSearch): AbsenceConflict[] {
  // A thing that one of the two has made or ended cannot meet an edit of the other.
  if (!was || !mine || !theirs) return []
  const name = writtenIn(theirs, 'name')
  const met: AbsenceConflict[] = []
  for (const field of FIELDS) {
    if (!isWritten(was, mine, field) || !isWritten(was, theirs, field)) continue
    const sides = { mine: writtenIn(mine, field), theirs: writtenIn(theirs, field) }
    if (isSame(field, sides.mine, sides.theirs)) continue
    met.push({ kind: 'field', id, name, field, client: clientOf(entryOfFieldIn(theirs, field)), ...sides })
  }
  for (const setting of settingNames(mine, theirs)) {
    const set = (map: WrittenFields): SettingValue | null => settingsIn(map)[setting] ?? null
    const sides = { mine: set(mine), theirs: set(theirs) }
    if (sides.mine === sides.theirs || sides.mine === set(was) || sides.theirs === set(was)) continue
    met.push({
      kind: 'setting',
      id,
      name,
      setting,
      client: clientOf(settingEntry(theirs, setting)),
      ...sides,
    })
  }
  return met
}

/** Whether it was put into limbo by one side. */
export const isPutAway = (was: WrittenFields, now: WrittenFields): boolean =>
  !isInLimbo(was) && isInLimbo(now) && isWritten(was, now, 'place')

const isInLimbo = (map: WrittenFields): boolean => parsePlace(writtenIn(map, 'place'))?.host === 'limbo'

/**
 * The client that changed anything of it except its place; undefined if nobody did. A deleted thing names
 * nobody.
 */
export function changerOf(was: WrittenFields, now: WrittenFields): Client | undefined {
  const field = FIELDS.find((one) => one !== 'place' && isWritten(was, now, one))
  return field && clientOf(entryOfFieldIn(now, field))
}
