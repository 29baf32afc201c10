// Every field that a live value can stand over: where the scene has it, how it is read, and where an artifact
// has it.
import type * as Y from 'yjs'
import {
  DEFAULT_PROPERTIES,
  PROPERTY,
  parseFlag,
  type Artifact,
  type Field,
  type Properties,
} from '../artifact.ts'
import { COLOR, DEFAULT_COLORS, DEFAULT_LOOK, LOOK, type Parse, parseName } from '../look.ts'
import { parsePlace, samePlace, type Place } from '../place.ts'
import { mapIn } from './scene.ts'

/** The value type of each field. */
export interface FieldValues extends Properties {
  readonly name: string
  readonly place: Place | null
  readonly pinned: boolean
  readonly 'look.sprite': string
  readonly 'look.width': number
  readonly 'look.height': number
  readonly 'look.order': number
  readonly 'look.tint': string | null
  readonly 'look.angle': number
  readonly 'look.opacity': number
  readonly 'look.scale': number
  readonly 'colors.paper': string | null
  readonly 'colors.ink': string | null
  readonly 'colors.title': string | null
}

interface SceneFieldRule<T> {
  /** Where the scene has it: a key of the artifact's map, or a key of a map in that. */
  readonly keys: readonly [string] | readonly [string, string]
  readonly parse: Parse<NonNullable<T>>
  /** The value that an absent one reads as. */
  readonly usual: T
  readonly of: (artifact: Artifact) => T
}

type Rules = { readonly [F in Field]: SceneFieldRule<FieldValues[F]> }

export const RULES: Rules = {
  name: rule(['name'], parseName, '', ({ name }) => name),
  place: rule<Place | null>(['place'], parsePlace, null, ({ place }) => place),
  pinned: rule(['pinned'], parseFlag, false, ({ pinned }) => pinned),
  'look.sprite': rule(['look', 'sprite'], LOOK.sprite, DEFAULT_LOOK.sprite, ({ look }) => look.sprite),
  'look.width': rule(['look', 'width'], LOOK.width, DEFAULT_LOOK.width, ({ look }) => look.width),
  'look.height': rule(['look', 'height'], LOOK.height, DEFAULT_LOOK.height, ({ look }) => look.height),
  'look.order': rule(['look', 'order'], LOOK.order, DEFAULT_LOOK.order, ({ look }) => look.order),
  'look.tint': rule(['look', 'tint'], LOOK.tint, DEFAULT_LOOK.tint, ({ look }) => look.tint),
  'look.angle': rule(['look', 'angle'], LOOK.angle, DEFAULT_LOOK.angle, ({ look }) => look.angle),
  'look.opacity': rule(['look', 'opacity'], LOOK.opacity, DEFAULT_LOOK.opacity, ({ look }) => look.opacity),
  'look.scale': rule(['look', 'scale'], LOOK.scale, DEFAULT_LOOK.scale, ({ look }) => look.scale),
  'colors.paper': rule(['colors', 'paper'], COLOR.paper, DEFAULT_COLORS.paper, ({ colors }) => colors.paper),
  'colors.ink': rule(['colors', 'ink'], COLOR.ink, DEFAULT_COLORS.ink, ({ colors }) => colors.ink),
  'colors.title': rule(['colors', 'title'], COLOR.title, DEFAULT_COLORS.title, ({ colors }) => colors.title),
  passable: rule(
    ['passable'],
    PROPERTY.passable,
    DEFAULT_PROPERTIES.passable,
    ({ properties }) => properties.passable,
  ),
  pushable: rule(
    ['pushable'],
    PROPERTY.pushable,
    DEFAULT_PROPERTIES.pushable,
    ({ properties }) => properties.pushable,
  ),
  pickable: rule(
    ['pickable'],
    PROPERTY.pickable,
    DEFAULT_PROPERTIES.pickable,
    ({ properties }) => properties.pickable,
  ),
  takeable: rule(
    ['takeable'],
    PROPERTY.takeable,
    DEFAULT_PROPERTIES.takeable,
    ({ properties }) => properties.takeable,
  ),
  locked: rule(['locked'], PROPERTY.locked, DEFAULT_PROPERTIES.locked, ({ properties }) => properties.locked),
  speed: rule(['speed'], PROPERTY.speed, DEFAULT_PROPERTIES.speed, ({ properties }) => properties.speed),
  power: rule(['power'], PROPERTY.power, DEFAULT_PROPERTIES.power, ({ properties }) => properties.power),
  weight: rule(['weight'], PROPERTY.weight, DEFAULT_PROPERTIES.weight, ({ properties }) => properties.weight),
  portal: rule(['portal'], PROPERTY.portal, DEFAULT_PROPERTIES.portal, ({ properties }) => properties.portal),
}

export const FIELDS = Object.keys(RULES) as readonly Field[]

export function isField(name: string): name is Field {
  return Object.hasOwn(RULES, name)
}

/** A field as it is on an artifact. */
export function valueOf<F extends Field>(artifact: Artifact, field: F): FieldValues[F] {
  return RULES[field].of(artifact)
}

/** Reads a raw value; null when it is absent or malformed. */
export function parseField<F extends Field>(field: F, raw: unknown): FieldValues[F] | null {
  return RULES[field].parse(raw)
}

/** The written value, whatever stands over it. */
export function writtenIn<F extends Field>(artifact: Y.Map<unknown> | null, field: F): FieldValues[F] {
  const { keys, parse, usual } = RULES[field]
  const [first, second] = keys
  const raw = second === undefined ? artifact?.get(first) : mapIn(artifact, first)?.get(second)
  return parse(raw) ?? usual
}

export function sameValue<F extends Field>(field: F, a: FieldValues[F], b: FieldValues[F]): boolean {
  if (a === b) return true
  return field === 'place' && samePlace(parsePlace(a), parsePlace(b))
}

/** A value as documents have it: a place has `was` only in limbo. */
export function plainOf<F extends Field>(field: F, value: FieldValues[F]): unknown {
  const place = field === 'place' ? parsePlace(value) : null
  if (place === null) return value
  const { host, x, y, facing, was } = place
  return was === null ? { host, x, y, facing } : { host, x, y, facing, was: { ...was } }
}

function rule<T>(
  keys: SceneFieldRule<T>['keys'],
  parse: SceneFieldRule<T>['parse'],
  usual: T,
  of: (artifact: Artifact) => T,
): SceneFieldRule<T> {
  return { keys, parse, usual, of }
}
