// A meeting in words: which property, and each side's value.
import type { Field } from '../../../shared/world/artifact.ts'
import { writtenIn } from '../../../shared/world/scene/scene-fields.ts'
import { parsePlace } from '../../../shared/world/place.ts'
import { sceneArtifact } from '../../../shared/world/scene/scene.ts'
import { SCHEMA } from '../../../shared/world/property-schema.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import type {
  FieldConflict,
  SettingConflict,
  TitleConflict,
  ConflictValue,
  FieldValue,
} from '../compare/conflicts.ts'

/** The place of a meeting: of a thing, or of the world. */
export type ConflictPlace =
  | Pick<TitleConflict, 'kind' | 'id'>
  | Pick<FieldConflict, 'kind' | 'id' | 'field'>
  | Pick<SettingConflict, 'kind' | 'id' | 'setting'>

export function labelOf(met: ConflictPlace): string {
  switch (met.kind) {
    case 'title':
      return 'Title of the world'
    case 'setting':
      return met.setting
    case 'field':
      return met.field === 'place' ? 'Place' : SCHEMA[met.field].label
  }
}

/** A thing that one put away, and another one changed meanwhile. */
export const awayWords = (name: string, putter: string, changer: string): string =>
  `${putter} put “${name}” into limbo, and ${changer} changed it meanwhile. It is in limbo with what ${changer} changed.`

/** The present value there. */
export function wordsNow(view: View, met: ConflictPlace): string {
  if (met.kind === 'title') return plainWords(view.title)
  if (met.kind === 'setting') return plainWords(view.settings(met.id)[met.setting] ?? null)
  return fieldWords(view, met.field, writtenIn(sceneArtifact(view.scene, met.id), met.field))
}

/** The value of one side. */
export function wordsOf(view: View, met: ConflictValue, side: 'mine' | 'theirs'): string {
  if (met.kind === 'field') return fieldWords(view, met.field, met[side])
  return plainWords(met[side])
}

function fieldWords(view: View, field: Field, value: FieldValue): string {
  if (field === 'place') return placeWords(view, value)
  const { kind } = SCHEMA[field]
  const unit = kind.type === 'number' && kind.unit !== '' ? ` ${kind.unit}` : ''
  return `${plainWords(value)}${value === null ? '' : unit}`
}

function plainWords(value: FieldValue): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  return typeof value === 'number' ? value.toLocaleString('en-GB') : 'default'
}

function placeWords(view: View, value: FieldValue): string {
  const place = parsePlace(value)
  if (place === null || place.host === 'limbo') return 'in limbo'
  const spot = `${place.x} across, ${place.y} down`
  const host = view.artifact(place.host)
  return place.host === view.root || host === null ? spot : `${spot} in “${host.name}”`
}
