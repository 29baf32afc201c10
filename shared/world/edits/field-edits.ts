// Commands for a thing's look and properties. A value is written also when it equals the old one: it is an
// edit, and wins over a value that code has put over it.
import type * as Y from 'yjs'
import type { ArtifactId } from '../address.ts'
import { PROPERTY, PROPERTY_KEYS, type Properties } from '../artifact.ts'
import { COLOR, type Colors, LOOK, type Look } from '../look.ts'
import { editable, refuseEdit, write, type Edit, type Edited, type Refused } from './scene-edit.ts'
import { ORDER_MAX, PERCENT_MAX, SCALE_MAX, SCALE_MIN, SIZE_MAX, SPRITE_MAX } from '../limits.ts'
import { innerMap } from '../scene/scene.ts'

/** New values for some keys; null goes back to the usual one. */
type Some<T> = { readonly [Key in keyof T]?: T[Key] | null }
export type LookChange = Some<Look>
type ColorsChange = Some<Colors>
export type PropertiesChange = Some<Properties>

/** Writes one property; null resets it. */
export function setProperty<Key extends keyof Properties>(
  edit: Edit,
  id: ArtifactId,
  key: Key,
  value: Properties[Key],
): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  if (value === null) return resetProperty(edit, id, key)
  if (PROPERTY[key](value) === null) return refuseProperty(key)
  return write(edit, () => found.map.set(key, value))
}

/** Restores the default of a property, also over a value of code. */
export function resetProperty(edit: Edit, id: ArtifactId, key: keyof Properties): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  return write(edit, () => erase(found.map, key))
}

export function setLook(edit: Edit, id: ArtifactId, change: LookChange): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  const refused = checkLook(change)
  if (refused !== null) return refused
  return write(edit, () => assign(innerMap(found.map, 'look'), change))
}

/** Pins a thing where it is, or lets go of it. */
export function setPinned(edit: Edit, id: ArtifactId, pinned: boolean): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  return write(edit, () => (pinned ? found.map.set('pinned', true) : erase(found.map, 'pinned')))
}

export function setColors(edit: Edit, id: ArtifactId, change: ColorsChange): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  for (const color of [change.paper, change.ink, change.title]) {
    if (color !== undefined && color !== null && COLOR.paper(color) === null) {
      return refuseEdit('value', 'A colour is # and six digits, such as #fbf8f1.')
    }
  }
  return write(edit, () => assign(innerMap(found.map, 'colors'), change))
}

export function checkLook(change: LookChange): Refused | null {
  const { sprite, width, height, order } = change
  if (sprite !== undefined && sprite !== null && LOOK.sprite(sprite) === null) {
    return refuseEdit('value', `A sprite's name has 1 to ${SPRITE_MAX} characters.`)
  }
  for (const size of [width, height]) {
    if (size !== undefined && size !== null && LOOK.width(size) === null) {
      return refuseEdit('value', `A thing is 1 to ${SIZE_MAX} pixels wide and high, in whole pixels.`)
    }
  }
  if (order !== undefined && order !== null && LOOK.order(order) === null) {
    return refuseEdit('value', `The layer of a thing is a whole number from -${ORDER_MAX} to ${ORDER_MAX}.`)
  }
  for (const [key, words] of DRAWN) {
    const value = change[key]
    if (value !== undefined && value !== null && LOOK[key](value) === null) return refuseEdit('value', words)
  }
  return null
}

const DRAWN = [
  ['tint', 'A tint is # and six digits, such as #d2452d.'],
  ['angle', 'A drawing is turned by 0 to 359 whole degrees.'],
  ['opacity', 'The opacity of a drawing is 0 to 100 percent, in whole percent.'],
  ['scale', `The scale of a drawing is ${SCALE_MIN} to ${SCALE_MAX} percent, in whole percent.`],
] as const satisfies readonly (readonly [keyof Look, string])[]

export function checkProperties(change: PropertiesChange): Refused | null {
  for (const key of PROPERTY_KEYS) {
    const value = change[key]
    if (value !== undefined && value !== null && PROPERTY[key](value) === null) return refuseProperty(key)
  }
  return null
}

function refuseProperty(key: keyof Properties): Refused {
  if (key === 'portal') return refuseEdit('value', 'A portal leads to an address such as ada/garden.')
  const isPercent = key === 'speed' || key === 'power' || key === 'weight'
  return refuseEdit(
    'value',
    `“${key}” is ${isPercent ? `a percentage from 0 to ${PERCENT_MAX}` : 'yes or no'}.`,
  )
}

function assign(map: Y.Map<unknown>, change: object): void {
  for (const [key, value] of Object.entries(change)) {
    if (value === null) erase(map, key)
    else if (value !== undefined) map.set(key, value)
  }
}

/**
 * Deletes a key. Where there is nothing to delete, writes it first: else a live value would go on to stand
 * there.
 */
export function erase(map: Y.Map<unknown>, key: string): void {
  if (!map.has(key)) map.set(key, null)
  map.delete(key)
}
