// One thing of a clip: an artifact as plain data, with everything that it has. Unknown keys (of other
// programs or newer versions) go along unchanged.
import * as Y from 'yjs'
import type { Json } from '../../json/json-value.ts'
import { isPlainJson } from '../../json/plain-json.ts'
import type { Artifact } from '../artifact.ts'
import { isField, parseField, plainOf, RULES, valueOf } from '../scene/scene-fields.ts'
import type { Facing } from '../place.ts'
import { mapIn } from '../scene/scene.ts'

type Plains = Readonly<Record<string, Json>>

/** The value of an unknown key: a plain value, or one of Yjs' shared types. */
export type UnknownValue =
  | readonly ['plain', Json]
  | readonly ['text', string]
  | readonly ['map', Readonly<Record<string, UnknownValue>>]
  | readonly ['list', readonly UnknownValue[]]

export interface ClipThing {
  /** Its id where it was copied; a paste gives it another. */
  readonly id: string
  /**
   * The index of the thing that it is in, earlier in the list; absent for things that were copied themselves.
   */
  readonly in?: number | undefined
  readonly name: string
  /** On the floor it was on, in pixels. */
  readonly x: number
  readonly y: number
  readonly facing: Facing
  readonly text: string
  readonly look: Plains
  readonly colors: Plains
  readonly settings: Plains
  readonly properties: Plains
  readonly more: Readonly<Record<string, UnknownValue>>
}

/** Deepest plain value, and deepest shared type, that goes along; a scene needs 1. */
export const KEPT_DEPTH_MAX = 12

const INNER = ['look', 'colors', 'settings'] as const
/** The keys of an artifact that have a place of their own in a clip. */
const OWN: ReadonlySet<string> = new Set(['name', 'place', 'text', ...INNER])

/** True for a key that may be written past what is known; `__proto__` would be none in an object. */
export const isFree = (key: string): boolean => !OWN.has(key) && !isField(key) && key !== '__proto__'

/** A thing as it is shown, live over scene, with all that the scene has of it besides. */
export function thingOf(artifact: Artifact, map: Y.Map<unknown> | null, text: string): Omit<ClipThing, 'in'> {
  const { id, name, place } = artifact
  const inner = { look: plainsIn(map, 'look'), colors: plainsIn(map, 'colors'), properties: fieldsIn(map) }
  for (const field of artifact.live) {
    const [first, second] = RULES[field].keys
    const value = plainOf(field, valueOf(artifact, field))
    if (field === 'place' || field === 'name' || !isKeepable(value)) continue
    if (second === undefined) inner.properties[first] = value
    else if (first === 'look' || first === 'colors') inner[first][second] = value
  }
  return {
    id,
    name,
    x: place?.x ?? 0,
    y: place?.y ?? 0,
    facing: place?.facing ?? 'down',
    text,
    ...inner,
    settings: plainsIn(map, 'settings'),
    more: moreIn(map),
  }
}

function plainsIn(map: Y.Map<unknown> | null, key: string): Record<string, Json> {
  const plains: Record<string, Json> = {}
  for (const [name, value] of mapIn(map, key) ?? []) {
    if (name !== '__proto__' && isKeepable(value)) plains[name] = value
  }
  return plains
}

/** The properties that are written and can be read. */
function fieldsIn(map: Y.Map<unknown> | null): Record<string, Json> {
  const fields: Record<string, Json> = {}
  for (const [key, value] of map ?? []) {
    if (!isField(key) || OWN.has(key) || parseField(key, value) === null || !isKeepable(value)) continue
    fields[key] = value
  }
  return fields
}

function moreIn(map: Y.Map<unknown> | null): Record<string, UnknownValue> {
  const more: Record<string, UnknownValue> = {}
  for (const [key, value] of map ?? []) {
    const carried = isFree(key) ? unknownValueOf(value, KEPT_DEPTH_MAX) : null
    if (carried !== null) more[key] = carried
  }
  return more
}

/** Null for values that no text can hold: bytes, subdocuments, nesting that is too deep. */
function unknownValueOf(value: unknown, depth: number): UnknownValue | null {
  if (depth === 0) return null
  if (value instanceof Y.Text) return ['text', value.toJSON()]
  if (value instanceof Y.Map) {
    const entries: Record<string, UnknownValue> = {}
    for (const [key, inner] of value) {
      const carried = key === '__proto__' ? null : unknownValueOf(inner, depth - 1)
      if (carried !== null) entries[key] = carried
    }
    return ['map', entries]
  }
  if (value instanceof Y.Array) {
    return [
      'list',
      value.map((inner) => unknownValueOf(inner, depth - 1)).filter((carried) => carried !== null),
    ]
  }
  return isKeepable(value) ? ['plain', value] : null
}

/** The value to write for a kept one. */
export function writtenOf([kind, value]: UnknownValue): unknown {
  if (kind === 'plain') return value
  if (kind === 'text') return new Y.Text(value.toWellFormed())
  if (kind === 'map') return new Y.Map(Object.entries(value).map(([key, inner]) => [key, writtenOf(inner)]))
  const list = new Y.Array<unknown>()
  list.push(value.map(writtenOf))
  return list
}

/** True for values that JSON can express and a document can hold, not too deep. */
export const isKeepable = (value: unknown): value is Json => isPlainJson(value, KEPT_DEPTH_MAX)
