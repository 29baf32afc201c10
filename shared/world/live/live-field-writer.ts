// How the owner writes present values. A value stands over the scene's current entry. A value that equals the
// written one is not stored, and a value that no longer counts is removed.
import * as Y from 'yjs'
import { entryOf } from '../../yjs/entry-id.ts'
import type { ArtifactId } from '../address.ts'
import { plainBroughtFrom, type BroughtFrom } from './brought-from.ts'
import type { Field } from '../artifact.ts'
import {
  isField,
  parseField,
  plainOf,
  RULES,
  sameValue,
  writtenIn,
  type FieldValues,
} from '../scene/scene-fields.ts'
import { TEXT_MAX } from '../limits.ts'
import { isGone, liveArtifacts, liveRoot, liveTextIn, liveValueOver } from './live-document.ts'
import { entryOfFieldIn } from '../scene/entry-names.ts'
import type { ProgramVisitor } from './taken-from.ts'
import type { Place, Spot } from '../place.ts'
import { artifactMaps, innerMap, mapIn, sceneArtifact } from '../scene/scene.ts'
import { parseWalk, sameWalk, type Walk } from '../walk.ts'
import type { SettingValues } from './setting-values.ts'

/** The values that can stand over the scene. */
interface LiveValues extends FieldValues {
  readonly walk: Walk | null
}
type LiveField = keyof LiveValues

/** A thing that code makes; values that are left out are the defaults. */
export interface MadeThing extends Partial<Omit<LiveValues, 'name' | 'place'>> {
  readonly name: string
  readonly place: Place
  readonly text?: string
  /** It is on another node, `node/id`: here it only stands for it, in somebody's hand. */
  readonly link?: string
  /** The person who brought it from another node, and when. For a link, the lender. */
  readonly came?: BroughtFrom
  /** Somebody brought it here: a reset does not end it. */
  readonly brought?: true
  /** The body of the person with whom it came: the thing is theirs, also once it is put down. */
  readonly bringer?: ArtifactId
  /** With whose programs its program counts, where that is not the world's. */
  readonly visitor?: ProgramVisitor
  /** The settings that people had chosen where it came from. */
  readonly settings?: SettingValues
}

/** Each answers false, and writes nothing, where it cannot be. */
export interface FieldWriter {
  /** Null: absent, which reads as usual. False: there is no such thing, or no such value. */
  setField<F extends LiveField>(id: ArtifactId, field: F, value: LiveValues[F] | null): boolean
  /** Goes back to the written value. */
  clearField(id: ArtifactId, field: LiveField): void
  /** The page of a thing that exists only here. */
  setText(id: ArtifactId, text: string): boolean
  /** Makes a thing that exists only here. False: the id is taken, or a value malformed. */
  make(id: ArtifactId, made: MadeThing): boolean
  /** Where somebody took it whose hand it is in; null: nobody's. */
  setTaken(id: ArtifactId, taken: Spot | null): boolean
  /** The thing was carried away: nothing brings it back. */
  gone(id: ArtifactId): void
  /** Ends a thing that exists only here. */
  remove(id: ArtifactId): boolean
}

/** Where an existing thing is written. */
interface WrittenThing {
  readonly id: ArtifactId
  readonly written: Y.Map<unknown> | null
  readonly values: Y.Map<unknown> | null
}

export function createFieldWriter(scene: Y.Doc, live: Y.Doc): FieldWriter {
  const maps = artifactMaps(scene)
  const valueMaps = (): Y.Map<unknown> => innerMap(innerMap(liveRoot(live), 'now'), 'artifacts')
  const valuesOf = (id: ArtifactId): Y.Map<unknown> | null => mapIn(liveArtifacts(live), id)
  const isInScene = (id: ArtifactId): boolean => entryOf(maps, id) !== null

  function find(id: ArtifactId): WrittenThing | null {
    const written = sceneArtifact(scene, id)
    const values = valuesOf(id)
    if (written === null && (values === null || isInScene(id))) return null
    return isGone(values) ? null : { id, written, values }
  }

  function put(
    { id, values }: WrittenThing,
    key: string,
    pair: readonly [unknown, string | null] | null,
  ): true {
    if (pair !== null) (values ?? innerMap(valueMaps(), id)).set(key, pair)
    else if (values?.has(key) === true) values.delete(key)
    return true
  }

  function putField(found: WrittenThing, field: Field, raw: unknown): boolean {
    const value = parseField(field, raw)
    if (value === null && raw !== null) return false
    const shown = value ?? RULES[field].usual
    const { written, values } = found
    if (written !== null && sameValue(field, shown, writtenIn(written, field))) return put(found, field, null)
    const entry = entryOfFieldIn(written, field)
    const before = liveValueOver<FieldValues[Field]>(values?.get(field), entry, RULES[field].parse)
    if (before !== undefined && sameValue(field, shown, before ?? RULES[field].usual)) return true
    return put(found, field, [value === null ? null : plainOf(field, value), entry])
  }

  function putWalk(found: WrittenThing, raw: unknown): boolean {
    if (raw === null) return put(found, 'walk', null)
    const walk = parseWalk(raw)
    if (walk === null) return false
    const entry = entryOfFieldIn(found.written, 'place')
    const before = liveValueOver(found.values?.get('walk'), entry, parseWalk)
    if (before !== undefined && sameWalk(walk, before)) return true
    return put(found, 'walk', [walk, entry])
  }

  return {
    setField(id, field, value) {
      const found = find(id)
      if (found === null) return false
      return isField(field) ? putField(found, field, value) : putWalk(found, value)
    },
    clearField(id, field) {
      const found = find(id)
      // A thing that exists only here has its name and place nowhere else.
      const isItsOwn = found?.written === null && (field === 'name' || field === 'place')
      if (found !== null && !isItsOwn) put(found, field, null)
    },
    setText(id, text) {
      const found = find(id)
      if (found === null || found.written !== null || text.length > TEXT_MAX) return false
      if (liveTextIn(found.values) === text) return true
      return put(found, 'text', [text.toWellFormed(), null])
    },
    setTaken(id, taken) {
      const found = find(id)
      return found !== null && put(found, 'taken', taken && [{ ...taken }, null])
    },
    make(id, made) {
      const pairs = pairsOf(made)
      if (pairs === null || isInScene(id) || valuesOf(id) !== null) return false
      valueMaps().set(id, new Y.Map(pairs))
      return true
    },
    gone(id) {
      const values = innerMap(valueMaps(), id)
      for (const key of values.keys()) if (key !== 'gone') values.delete(key)
      if (!isGone(values)) values.set('gone', [true, null])
    },
    remove(id) {
      if (valuesOf(id) === null || isInScene(id)) return false
      valueMaps().delete(id)
      return true
    },
  }
}

/** A made thing in the form of live; null when something of it is malformed. */
function pairsOf(made: MadeThing): (readonly [string, readonly [unknown, null]])[] | null {
  const { text = '', walk = null, brought, bringer, visitor, link, came, settings = {}, ...values } = made
  if (text.length > TEXT_MAX) return null
  const pairs: (readonly [string, readonly [unknown, null]])[] = [['text', [text.toWellFormed(), null]]]
  if (Object.keys(settings).length > 0) pairs.push(['settings', [{ ...settings }, null]])
  if (brought) pairs.push(['brought', [true, null]])
  if (bringer !== undefined) pairs.push(['bringer', [bringer, null]])
  if (visitor !== undefined) pairs.push(['visitor', [visitor, null]])
  if (link !== undefined) pairs.push(['link', [link, null]])
  if (came !== undefined) pairs.push(['came', [plainBroughtFrom(came), null]])
  if (walk !== null) {
    const leg = parseWalk(walk)
    if (leg === null) return null
    pairs.push(['walk', [leg, null]])
  }
  for (const [field, raw] of Object.entries(values)) {
    if (!isField(field) || raw === null || raw === undefined) continue
    const value = parseField(field, raw)
    if (value === null) return null
    // Default values are not written; a name and a place say that the thing is there.
    if (value !== RULES[field].usual || field === 'name') pairs.push([field, [plainOf(field, value), null]])
  }
  return pairs
}
