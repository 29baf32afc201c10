// What met, in words: which property, and each side's value.
import type { Field } from '../../shared/world/artifact.ts'
import { parsePlace } from '../../shared/world/place.ts'
import { SCHEMA } from '../../shared/world/schema.ts'
import type { View } from '../../shared/world/view.ts'
import type { MetValue, Value } from './met.ts'

export function labelOf(met: MetValue): string {
  switch (met.kind) {
    case 'title':
      return 'Title of the world'
    case 'setting':
      return met.setting
    case 'field':
      return met.field === 'place' ? 'Place' : SCHEMA[met.field].label
  }
}

/** The value of one side. */
export function wordsOf(view: View, met: MetValue, side: 'mine' | 'theirs'): string {
  if (met.kind === 'field') return fieldWords(view, met.field, met[side])
  return plainWords(met[side])
}

function fieldWords(view: View, field: Field, value: Value): string {
  if (field === 'place') return placeWords(view, value)
  const { kind } = SCHEMA[field]
  const unit = kind.type === 'number' && kind.unit !== '' ? ` ${kind.unit}` : ''
  return `${plainWords(value)}${value === null ? '' : unit}`
}

function plainWords(value: Value): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return value
  return typeof value === 'number' ? value.toLocaleString('en-GB') : 'default'
}

function placeWords(view: View, value: Value): string {
  const place = parsePlace(value)
  if (place === null || place.host === 'limbo') return 'in limbo'
  const spot = `${place.x} across, ${place.y} down`
  const host = view.artifact(place.host)
  return place.host === view.root || host === null ? spot : `${spot} in “${host.name}”`
}
