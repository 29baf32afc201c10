// What others did while a replica was away, and where that met what its own person did: the comparison of a
// merge. Its base is the last state that both knew, its draft that with one's own work, its parent theirs.
import * as Y from 'yjs'
import type { Json } from '../../json/json-value.ts'
import { isPlainJson } from '../../json/plain-json.ts'
import { parsePlace, samePlace } from '../../world/place.ts'
import { writtenIn } from '../../world/scene/scene-fields.ts'
import { metaOf, sceneArtifact, textOf } from '../../world/scene/scene.ts'
import type { Client } from '../../yjs/entry-id.ts'
import type { ItemId } from '../../yjs/id-ranges.ts'
import { letterAt } from '../../yjs/texts/text-items.ts'
import { readUpdate } from '../../yjs/update-reader.ts'
import { ChangeTracker } from '../changes/change-tracker.ts'
import { changesSince } from '../changes/changes-between.ts'
import { spotAfter, type TextChange, type ThingChange } from '../changes/thing-change.ts'
import { conflictsApart, type WordsApart } from './conflicts-apart.ts'
import type { Conflict, ThingId } from './merge-types.ts'

/** One absence: three states of a scene, as Yjs updates. */
export interface AbsenceStates {
  /** When the server was last there, and when all that it has was here again: ms since 1970. */
  readonly since: number
  readonly until: number
  /** The last state that both sides knew. */
  readonly before: Uint8Array
  /** One's own edits since, of all tabs; they rest on `before`. */
  readonly mine: Uint8Array
  /** What the server came back with beyond `before`. */
  readonly theirs: Uint8Array
}

export interface AbsenceComparison {
  readonly until: number
  /** For how long one was away, in ms. */
  readonly lengthMs: number
  readonly changes: readonly MissedChange[]
  readonly conflicts: readonly AbsenceConflict[]
}

/** What one client did to a thing; null: nobody knows which one, as with what was deleted. */
interface MissedChange extends ThingChange<null> {
  readonly client: Client
  readonly text: readonly MissedSpot<null>[]
}

/** A spot of a page, and its first letter now, by which it is found again; null: the page ends there. */
type MissedSpot<By> = TextChange<By> & { readonly letter: ItemId | null }

interface MetThing {
  readonly id: ThingId
  /** What it was called; '' for the world. */
  readonly name: string
  /** Who did what one's own work met. */
  readonly client: Client
}

/** Both wrote a value, under a key as of `Conflict`: one of the two stands. */
export type ValueConflict = MetThing & {
  readonly kind: 'value'
  readonly key: string
  /** Undefined: the usual one. */
  readonly base: Json | undefined
  readonly parent: Json | undefined
  readonly draft: Json | undefined
}
/** Both wrote at one place of a page, so that letters of both are joined there. */
export type WordsConflict = MetThing & WordsApart & { readonly kind: 'words' }
/** Both wrote on one page, apart from each other. */
type PageConflict = MetThing & { readonly kind: 'page'; readonly letter: ItemId | null }
/** One put it into limbo, and the other changed it: it is there with what that one changed. */
type LimboConflict = MetThing & { readonly kind: 'limbo'; readonly by: 'mine' | 'theirs' }
export type AbsenceConflict = ValueConflict | WordsConflict | PageConflict | LimboConflict

/** Places of one page that are told of: more than anybody settles one by one. */
const PLACES_MAX = 20
/** Who did something, where that is no other client. */
const ME = -1
const NOBODY = -2

/** Several absences, oldest first; null when others did nothing that anybody would notice. */
export function compareAbsence(absence: readonly AbsenceStates[]): AbsenceComparison | null {
  const told = absence.map(compareStates).filter((one) => one.changes.length > 0)
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

/** Names the spot of a conflict. */
export function spotOf(met: AbsenceConflict): string {
  const at = met.kind === 'words' ? [met.before, met.next] : met.kind === 'value' ? met.key : null
  return JSON.stringify([met.kind, met.id, at])
}

function compareStates({ since, until, before, mine, theirs }: AbsenceStates): AbsenceComparison {
  const [base, draft, parent] = [stateOf(before), stateOf(before), stateOf(before)]
  const [ours, others] = [new ChangeTracker<number>(draft), new ChangeTracker<number>(parent)]
  ours.applyMany(mine, () => ME, ME)
  // The server may have had some of one's own already: that is no news.
  const own = new Set(Y.parseUpdateMeta(mine).to.keys())
  others.claimDeleted(readUpdate(mine, 'clocks')?.deleted ?? [], ME)
  others.applyMany(theirs, (client) => (own.has(client) ? ME : client), NOBODY)
  const ownChanges = new Map(changesSince(ours).map((change) => [change.id, change]))
  const { root } = metaOf(parent)
  const changes = changesSince(others)
    // The world's own page first.
    .toSorted((a, b) => Number(b.id === root) - Number(a.id === root))
    .flatMap((change) => missedIn(change, ownChanges.get(change.id) ?? null, parent))
  const conflicts = conflictsIn({ base, draft, parent, ownChanges, changes })
  for (const scene of [base, draft, parent]) scene.destroy()
  return { until, lengthMs: until - since, changes, conflicts }
}

function stateOf(update: Uint8Array): Y.Doc {
  // What is deleted since must be there to be told of.
  const scene = new Y.Doc({ gc: false })
  Y.applyUpdate(scene, update)
  return scene
}

/** What others did of a change, each of them; `own`: what one did to the same thing. */
function missedIn(
  change: ThingChange<number>,
  own: ThingChange<number> | null,
  scene: Y.Doc,
): readonly MissedChange[] {
  const { id } = change
  // A thing that came and went meanwhile is nobody's news.
  if (change.kind === 'added' && isPutAway(change)) return []
  const page = id === 'world' ? null : textOf(scene, id)
  const spots = change.text.map((spot, index) => {
    return { ...spot, letter: page && letterAt(page, spotAfter(change, index).from) }
  })
  const isOurs = ({ key, to, by }: ThingChange<number>['values'][number]): boolean =>
    by === ME && (to !== undefined || own?.values.find((value) => value.key === key)?.to === undefined)
  // Who writes a value deletes the one before, too: one that is gone was not deleted by that.
  const values = change.values.flatMap((value) =>
    isOurs(value) ? [] : { ...value, by: value.by === ME ? NOBODY : value.by },
  )
  const text = replacedIn(spots.filter(({ by }) => by !== ME))
  return [...new Set([...values, ...text].map(({ by }) => by))].map((client) => {
    const theirs = {
      values: values.filter(({ by }) => by === client).map(unsigned),
      text: text.filter(({ by }) => by === client).map(unsigned),
    }
    const kind = theirs.values.some(({ key }) => key === 'place') ? change.kind : 'changed'
    return { id, kind, ...theirs, client: client === NOBODY ? null : client }
  })
}

const unsigned = <Part extends { readonly by: number }>(part: Part) => ({ ...part, by: null })

/** Who wrote words where others went has replaced those. */
function replacedIn(spots: readonly MissedSpot<number>[]): readonly MissedSpot<number>[] {
  const joined: MissedSpot<number>[] = []
  for (const spot of spots) {
    const last = joined.at(-1)
    const isBeside = last !== undefined && last.at + (last.out?.length ?? 0) === spot.at
    if (!isBeside || (last.by !== NOBODY && spot.by !== NOBODY)) {
      joined.push(spot)
      continue
    }
    const [out, wrote] = [(last.out ?? '') + (spot.out ?? ''), (last.in ?? '') + (spot.in ?? '')]
    const by = last.by === NOBODY ? spot.by : last.by
    joined[joined.length - 1] = { ...last, by, out, ...(wrote !== '' && { in: wrote }) }
  }
  return joined
}

const isPutAway = ({ values }: ThingChange<unknown>): boolean =>
  values.some(({ key, to }) => key === 'place' && parsePlace(to)?.host === 'limbo')

const wasPutAway = (change: ThingChange<unknown>): boolean => change.kind === 'removed' && isPutAway(change)

interface MetScenes {
  readonly base: Y.Doc
  readonly draft: Y.Doc
  readonly parent: Y.Doc
  readonly ownChanges: ReadonlyMap<ThingId, ThingChange<number>>
  readonly changes: readonly MissedChange[]
}

function conflictsIn({ base, draft, parent, ownChanges, changes }: MetScenes): readonly AbsenceConflict[] {
  const both = Map.groupBy(
    changes.filter(({ id }) => ownChanges.has(id)),
    ({ id }) => id,
  )
  const apart = conflictsApart({ base, mine: draft, theirs: parent }, new Set(both.keys()))
  return [...both].flatMap(([id, missed]) => {
    const own = ownChanges.get(id)
    const name = id === 'world' ? '' : writtenIn(sceneArtifact(parent, id), 'name')
    return own === undefined ? [] : conflictsOn(own, missed, { name, ...apart })
  })
}

interface ApartThing {
  readonly name: string
  readonly values: readonly Conflict[]
  readonly words: readonly WordsApart[]
}

/** Where what one did to a thing met what others did to it. */
function conflictsOn(
  own: ThingChange<number>,
  missed: readonly MissedChange[],
  { name, values, words }: ApartThing,
): readonly AbsenceConflict[] {
  const { id } = own
  const writers = missed.filter(({ text }) => text.length > 0)
  const [writer] = writers
  const found: AbsenceConflict[] = values.flatMap((conflict) => {
    const { key } = conflict
    const by = missed.find((change) => change.values.some((value) => value.key === key))
    if (conflict.id !== id || by === undefined || !isChoice(conflict)) return []
    const [base, parent, draft] = [conflict.base, conflict.parent, conflict.draft].map(jsonOf)
    return { kind: 'value', id, name, client: by.client, key, base, parent, draft }
  })
  if (writer !== undefined && own.text.length > 0) {
    const places = words.filter((place) => place.id === id).slice(0, PLACES_MAX)
    for (const place of places) {
      const by = writers.find(({ text }) => text.some((spot) => isAt(spot, place))) ?? writer
      found.push({ kind: 'words', name, client: by.client, ...place })
    }
    const letter = writer.text[0]?.letter ?? null
    if (places.length === 0) found.push({ kind: 'page', id, name, client: writer.client, letter })
  }
  const putter = missed.find(wasPutAway)
  const changer = missed.find(isChanged)
  if (putter !== undefined && isChanged(own))
    found.push({ kind: 'limbo', id, name, client: putter.client, by: 'theirs' })
  else if (putter === undefined && changer !== undefined && wasPutAway(own))
    found.push({ kind: 'limbo', id, name, client: changer.client, by: 'mine' })
  return found
}

const isAt = ({ at, out = '' }: TextChange<unknown>, place: WordsApart): boolean =>
  at <= place.at + place.base.length && at + out.length >= place.at

/** Whether anything of a thing but its place was changed. */
const isChanged = ({ values, text }: ThingChange<unknown>): boolean =>
  text.length > 0 || values.some(({ key }) => key !== 'place')

/** Whether there are two values to choose from: not where one side ended the thing for good. */
const isChoice = ({ key, draft, parent }: Conflict): boolean =>
  (key !== 'place' || (draft !== undefined && parent !== undefined)) && !isSameValue(key, draft, parent)

/** To people: in limbo a thing is in limbo, whatever it remembers of its earlier place. */
export function isSameValue(key: string, one: unknown, other: unknown): boolean {
  if (key !== 'place') return one === other
  const [a, b] = [parsePlace(one), parsePlace(other)]
  return (a?.host === 'limbo' && b?.host === 'limbo') || samePlace(a, b)
}

const jsonOf = (raw: unknown): Json | undefined => (isPlainJson(raw, Infinity) ? raw : undefined)
