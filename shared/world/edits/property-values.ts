// A property by the schema: its value on one thing, the common value of several, the written value under a
// live one, and the value that people type.
import { parseAnyAddress, type ArtifactId } from '../address.ts'
import type { Artifact, Field } from '../artifact.ts'
import { COLOR } from '../look.ts'
import { checkName } from './name-edits.ts'
import { valueOf, writtenIn } from '../scene/scene-fields.ts'
import type { Place } from '../place.ts'
import { sceneArtifact } from '../scene/scene.ts'
import { SCHEMA, type PropertyKind, type PropertySchema, type PropValue } from '../property-schema.ts'
import type { View } from '../view/world-view.ts'

type PlaceProp = Exclude<PropertySchema, Field>

function isPlaceProp(prop: PropertySchema): prop is PlaceProp {
  return prop.startsWith('place.')
}

/** The field that is written when a property is set. */
export function fieldOf(prop: PropertySchema): Field {
  return isPlaceProp(prop) ? 'place' : prop
}

/** A property as a thing has it now. */
export function propOf(artifact: Artifact, prop: PropertySchema): PropValue {
  return isPlaceProp(prop) ? partOf(artifact.place, prop) : valueOf(artifact, prop)
}

/** The written value where code has put another one over it; undefined where nothing is over it. */
export function writtenProp(view: View, id: ArtifactId, prop: PropertySchema): PropValue | undefined {
  if (!view.artifact(id)?.live.has(fieldOf(prop))) return undefined
  const map = sceneArtifact(view.scene, id)
  return isPlaceProp(prop) ? partOf(writtenIn(map, 'place'), prop) : writtenIn(map, prop)
}

function partOf(place: Place | null, prop: PlaceProp): PropValue {
  const { x, y, facing } = place ?? NOWHERE
  return { 'place.x': x, 'place.y': y, 'place.facing': facing }[prop]
}

const NOWHERE = { x: 0, y: 0, facing: 'down' }

/** The common value of several things. */
export type Common =
  | { readonly isMixed: false; readonly value: PropValue }
  | { readonly isMixed: true; readonly value: null }

export function commonOf(artifacts: readonly Artifact[], prop: PropertySchema): Common {
  const [first, ...others] = artifacts
  const value = first === undefined ? null : propOf(first, prop)
  if (others.every((artifact) => propOf(artifact, prop) === value)) return { isMixed: false, value }
  return { isMixed: true, value: null }
}

type Checked =
  | { readonly ok: true; readonly value: PropValue }
  | { readonly ok: false; readonly text: string }

/**
 * Reads what was typed; says what is allowed when it is not. An empty text is the usual value, where there is
 * one.
 */
export function readProp(prop: PropertySchema, typed: string): Checked {
  const { kind, usual } = SCHEMA[prop]
  const text = typed.trim()
  if (text === '' && usual !== undefined) return { ok: true, value: usual }
  return checkProp(prop, parsed(kind, text))
}

function parsed(kind: PropertyKind, text: string): PropValue {
  if (kind.type === 'number') return /^[-+−]?\d+$/.test(text) ? Number(text.replace('−', '-')) : Number.NaN
  return kind.type === 'colour' ? asColour(text) : text
}

/** Says whether a property can have a value, and what is allowed when not. */
export function checkProp(prop: PropertySchema, value: PropValue): Checked {
  const { kind, usual } = SCHEMA[prop]
  return value === null && usual !== undefined ? { ok: true, value: usual } : checkKind(kind, value)
}

// oxlint-disable-next-line typescript/consistent-return -- every kind returns.
function checkKind(kind: PropertyKind, value: PropValue): Checked {
  const ok = { ok: true, value } as const
  switch (kind.type) {
    case 'flag':
      return typeof value === 'boolean' ? ok : no('Choose yes or no.')
    case 'number': {
      const isFit =
        typeof value === 'number' && Number.isInteger(value) && value >= kind.min && value <= kind.max
      return isFit ? ok : no(`Enter a whole number from ${words(kind.min)} to ${words(kind.max)}.`)
    }
    case 'colour':
      return COLOR.paper(value) === null ? no('A colour is # and six digits, such as #fbf8f1.') : ok
    case 'text':
    case 'sprite': {
      const line = checkName(String(value ?? ''))
      return line.ok ? { ok: true, value: line.text } : no(line.text)
    }
    case 'address': {
      const address = typeof value === 'string' ? parseAnyAddress(value) : null
      return address === null
        ? no('Enter the address of a world, such as ada/garden.')
        : { ok: true, value: address }
    }
    case 'choice':
      return kind.choices.some((choice) => choice.value === value) ? ok : no('Choose one from the list.')
  }
}

/** The nearest value that is allowed. */
export function clampProp(prop: PropertySchema, value: number): number {
  const { kind } = SCHEMA[prop]
  return kind.type === 'number' ? Math.min(kind.max, Math.max(kind.min, Math.round(value))) : value
}

const no = (text: string): Checked => ({ ok: false, text })
const words = (number: number): string => number.toLocaleString('en-GB').replace('-', '−')

/** `fbf8f1`, `#FBF8F1` and `#fff` as people write them. */
function asColour(text: string): string {
  const digits = text.replace(/^#/, '').toLowerCase()
  if (/^[0-9a-f]{3}$/.test(digits)) return `#${digits.replaceAll(/./g, '$&$&')}`
  return `#${digits}`
}
