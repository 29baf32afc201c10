// Values of things as history says them: "Width: 64 px", "in limbo".
import { shortened } from '../../words/passage-words.ts'
import type { DraftConflict } from '../../../shared/wire/api/draft-bodies.ts'
import type { Json } from '../../../shared/json/json-value.ts'
import { parsePlace } from '../../../shared/world/place.ts'
import { SCHEMA, type PropertySchema } from '../../../shared/world/property-schema.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { nameInWords } from '../../../shared/world/artifact.ts'

/** The setting of a world, in its settings and in what changed. */
export const SHOWS_MAKING = 'Players see how things are made'

const isProperty = (key: string): key is PropertySchema => Object.hasOwn(SCHEMA, key)

/** What a value is called. */
export function valueLabel(key: string): string {
  if (isProperty(key)) return SCHEMA[key].label
  if (key === 'place') return 'Place'
  if (key === 'title') return 'Title'
  if (key === 'lang') return 'Language'
  if (key === 'showsMaking') return SHOWS_MAKING
  if (key === 'text') return 'Page'
  return settingOf(key) ?? key
}

/** The name of a setting that a key is of; null: it is of none. */
export const settingOf = (key: string): string | null =>
  key.startsWith('settings.') ? key.slice('settings.'.length) : null

/** A value in words; `view` knows the names of floors. Absent is "default". */
export function valueWords(key: string, value: Json | undefined, view: View): string {
  if (key === 'place') return placeWords(value, view)
  if (key === 'text' && typeof value === 'string') return value === '' ? 'nothing' : `“${shortened(value)}”`
  if (value === undefined || value === null) return 'default'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  const kind = isProperty(key) ? SCHEMA[key].kind : null
  if (typeof value === 'number' && kind?.type === 'number' && kind.unit !== '') return `${value} ${kind.unit}`
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
}

/** What one side of a conflict has, in words; `isCut`: it may have more than is told. */
export const sideWords = (
  { key, isCut }: Pick<DraftConflict, 'key' | 'isCut'>,
  value: Json | undefined,
  view: View,
): string =>
  isCut === true && value === undefined ? 'something that is not shown here' : valueWords(key, value, view)

function placeWords(value: Json | undefined, view: View): string {
  const place = parsePlace(value)
  if (place === null) return 'nowhere'
  if (place.host === 'limbo') return 'in limbo'
  const where = `${place.x} across, ${place.y} down`
  return place.host === view.root ? where : `${where} in ${nameIn(view, place.host)}`
}

/** The name of a thing as it was; one that is gone has none. */
export const nameIn = (view: View, id: Parameters<View['artifact']>[0]): string =>
  nameInWords(view.artifact(id)?.name ?? '')
