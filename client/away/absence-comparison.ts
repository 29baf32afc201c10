// What others did while this device was away, and where that met what one did oneself: the comparison of a
// merge, whose base is the last state that both sides knew. One's own work is the draft, theirs the parent.
import * as Y from 'yjs'
import { ChangeTracker } from '../../shared/history/changes/change-tracker.ts'
import { changesSince } from '../../shared/history/changes/changes-between.ts'
import type { TextChange, ThingChange } from '../../shared/history/changes/thing-change.ts'
import { conflictsApart, type WordsApart } from '../../shared/history/merge/conflicts-apart.ts'
import type { Conflict } from '../../shared/history/merge/merge-types.ts'
import { parsePlace } from '../../shared/world/place.ts'
import { writtenIn } from '../../shared/world/scene/scene-fields.ts'
import { sceneArtifact, textOf } from '../../shared/world/scene/scene.ts'
import type { Client } from '../../shared/yjs/entry-id.ts'
import type { ItemId } from '../../shared/yjs/id-ranges.ts'
import { letterAt } from '../../shared/yjs/texts/text-items.ts'
import { readUpdate } from '../../shared/yjs/update-reader.ts'
import { spotAfter } from '../parts/changes/listed-changes.ts'
import type { Absence } from '../replica/contract/replica.ts'
import { isConflict, jsonOf, spotOf, type AbsenceConflict } from './absence-conflicts.ts'

/** A spot of a page, and its first letter now, by which it is found again; null: the page ends there. */
type MissedSpot<By> = TextChange<By> & { readonly letter: ItemId | null }
export interface MissedChange<By = Client> extends ThingChange<By> {
  readonly text: readonly MissedSpot<By>[]
}

export interface AbsenceComparison {
  /** When one was back, in ms since 1970, and for how long one was away, in ms. */
  readonly until: number
  readonly lengthMs: number
  readonly changes: readonly MissedChange[]
  readonly conflicts: readonly AbsenceConflict[]
}

/** Places of one page that are told of: more than anybody settles one by one. */
const PLACES_MAX = 20
/** Who did something, where that is no other client: oneself; or nobody knows, as with what was deleted. */
const ME = -1
const NOBODY = -2

/** Null when others did nothing that anybody would notice. */
export function compareAbsence(absence: Absence): AbsenceComparison | null {
  const told = absence.map(compareOne).filter((one) => one.changes.length > 0)
  const last = told.at(-1)
  if (last === undefined) return null
  // Of two conflicts at one spot the later one counts.
  const conflicts = new Map(told.flatMap((one) => one.conflicts.map((met) => [spotOf(met), met])))
  return {
    until: last.until,
    lengthMs: told.reduce((sum, { lengthMs }) => sum + lengthMs, 0),
    changes: told.flatMap(({ changes }) => changes),
    conflicts: [...conflicts.values()],
  }
}

function compareOne({ since, until, before, mine, theirs }: Absence[number]): AbsenceComparison {
  const [base, draft, parent] = [stateOf(before), stateOf(before), stateOf(before)]
  const [ours, others] = [new ChangeTracker<number>(draft), new ChangeTracker<number>(parent)]
  ours.applyMany(mine, () => ME, ME)
  // The server may have had some of one's own already: that is no news.
  const own = new Set(Y.parseUpdateMeta(mine).to.keys())
  others.claimDeleted(readUpdate(mine, 'clocks')?.deleted ?? [], ME)
  others.applyMany(theirs, (client) => (own.has(client) ? ME : client), NOBODY)
  const changes = changesSince(others).flatMap((change) => missedIn(change, parent) ?? [])
  const apart = conflictsApart({ base, mine: draft, theirs: parent })
  const ownChanges = new Map(changesSince(ours).map((change) => [change.id, change]))
  const conflicts = changes.flatMap((theirChange) => {
    const ownChange = ownChanges.get(theirChange.id)
    const name = theirChange.id === 'world' ? '' : writtenIn(sceneArtifact(parent, theirChange.id), 'name')
    return ownChange === undefined ? [] : conflictsOn({ name, ownChange, theirChange, ...apart })
  })
  for (const scene of [base, draft, parent]) scene.destroy()
  return { until, lengthMs: until - since, changes, conflicts }
}

function stateOf(update: Uint8Array): Y.Doc {
  // What is deleted since must be there to be told of.
  const scene = new Y.Doc({ gc: false })
  Y.applyUpdate(scene, update)
  return scene
}

/** What of a change others did. */
function missedIn(change: ThingChange<number>, scene: Y.Doc): MissedChange | null {
  // A thing that came and went meanwhile is nobody's news.
  if (change.kind === 'added' && isPutAway(change)) return null
  const page = change.id === 'world' ? null : textOf(scene, change.id)
  const spots = change.text.map((spot, index) => {
    return { ...spot, letter: page && letterAt(page, spotAfter(change, index).from) }
  })
  const values = change.values.filter(({ by }) => by !== ME).map(signed)
  const text = replacedIn(spots.filter(({ by }) => by !== ME)).map(signed)
  if (values.length + text.length === 0) return null
  const kind = values.some(({ key }) => key === 'place') ? change.kind : 'changed'
  return { ...change, kind, values, text }
}

const signed = <Part extends { readonly by: number }>(part: Part): Part & { readonly by: Client } => ({
  ...part,
  by: part.by === NOBODY ? null : part.by,
})

/** Who wrote words where others went has replaced those. */
function replacedIn(spots: readonly MissedSpot<number>[]): readonly MissedSpot<number>[] {
  const joined: MissedSpot<number>[] = []
  for (const spot of spots) {
    const last = joined.at(-1)
    const isOne =
      last !== undefined &&
      last.at + (last.out?.length ?? 0) === spot.at &&
      (last.by === NOBODY || spot.by === NOBODY)
    if (!isOne) {
      joined.push(spot)
      continue
    }
    const [out, wrote] = [(last.out ?? '') + (spot.out ?? ''), (last.in ?? '') + (spot.in ?? '')]
    const by = last.by === NOBODY ? spot.by : last.by
    joined[joined.length - 1] = {
      ...last,
      by,
      ...(out !== '' && { out }),
      ...(wrote !== '' && { in: wrote }),
    }
  }
  return joined
}

const isPutAway = ({ values }: ThingChange<unknown>): boolean =>
  values.some(({ key, to }) => key === 'place' && parsePlace(to)?.host === 'limbo')

interface MetChanges {
  readonly name: string
  readonly ownChange: ThingChange<number>
  readonly theirChange: MissedChange
  readonly values: readonly Conflict[]
  readonly words: readonly WordsApart[]
}

/** Where what one did to a thing met what others did to it. */
function conflictsOn({ name, ownChange, theirChange, values, words }: MetChanges): AbsenceConflict[] {
  const { id, text } = theirChange
  const met = (client: Client) => ({ id, name, client })
  const found: AbsenceConflict[] = values.flatMap((conflict) => {
    const { key } = conflict
    const [base, parent, draft] = [conflict.base, conflict.parent, conflict.draft].map(jsonOf)
    const theirs = theirChange.values.find((value) => value.key === key)
    if (conflict.id !== id || theirs === undefined || !isConflict(conflict)) return []
    return [{ kind: 'value', ...met(theirs.by), key, base, parent, draft }]
  })
  if (text.length > 0 && ownChange.text.length > 0) {
    const places = words.filter((place) => place.id === id).slice(0, PLACES_MAX)
    for (const place of places) {
      const end = place.at + place.base.length
      const there = text.filter(({ at, out = '' }) => at <= end && at + out.length >= place.at)
      found.push({ kind: 'words', ...place, ...met(writerOf(there) ?? writerOf(text)) })
    }
    if (places.length === 0)
      found.push({ kind: 'page', ...met(writerOf(text)), letter: text[0]?.letter ?? null })
  }
  const [mine, theirs] = [isPutAway(ownChange), isPutAway(theirChange)]
  const changer = changerIn(theirChange)
  if (theirs && changerIn(ownChange) !== undefined) {
    const put = theirChange.values.find(({ key }) => key === 'place')
    found.push({ kind: 'limbo', ...met(put?.by ?? null), by: 'theirs' })
  } else if (mine && !theirs && changer !== undefined)
    found.push({ kind: 'limbo', ...met(changer), by: 'mine' })
  return found
}

const writerOf = (spots: readonly MissedSpot<Client>[]): Client =>
  spots.find(({ by }) => by !== null)?.by ?? null

/** Who changed anything of a thing but its place, or wrote on it; undefined: nobody did. */
function changerIn<By>({ values, text }: ThingChange<By>): By | undefined {
  return (values.find(({ key }) => key !== 'place') ?? text[0])?.by
}
