// Does a list of changes in a scene, or undoes it, so that a timeline goes from one revision to the next and
// back without asking anybody. The scene is a plain copy to look at: it is written to, and never sent.
import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'
import { isPlain, ownValue } from '../../world/place.ts'
import { artifactMap, artifactMaps, innerMap, mapIn, metaMap } from '../../world/scene/scene.ts'
import type { Json } from '../../json/json-value.ts'
import type { TextChange, ThingChange, ValueChange } from './thing-change.ts'

type ChangeDirection = 'forward' | 'backward'

/**
 * Goes over the changes, from their earlier revision to their later one, or back. False when the scene is not
 * what they begin with: then it is to be fetched anew.
 */
export function applyChanges(
  scene: Y.Doc,
  changes: readonly ThingChange<unknown>[],
  direction: ChangeDirection,
): boolean {
  let fits = true
  scene.transact(() => {
    for (const change of changes) fits = applyChange(scene, change, direction) && fits
  })
  return fits
}

function applyChange(scene: Y.Doc, change: ThingChange<unknown>, direction: ChangeDirection): boolean {
  const { id, values, text } = change
  const artifacts = artifactMaps(scene)
  const [comes, goes] = direction === 'forward' ? [isAdded, isDeleted] : [isDeleted, isAdded]
  if (id !== 'world' && goes(change)) {
    const isThere = artifacts.has(id)
    artifacts.delete(id)
    return isThere
  }
  const isNew = id !== 'world' && comes(change)
  if (isNew && artifacts.has(id)) return false
  if (isNew) artifacts.set(id, artifactMap([], ''))
  const map = id === 'world' ? metaMap(scene) : mapIn(artifacts, id)
  if (map === null) return false
  const areValuesFitting = applyValues(map, values, direction)
  if (text.length === 0) return areValuesFitting
  const page = map.get('text')
  const target = page instanceof Y.Text ? page : map.set('text', new Y.Text())
  return applyText(target, text, direction) && areValuesFitting
}

const isAdded = ({ kind }: ThingChange<unknown>): boolean => kind === 'added'

/** Whether nothing was left of a removed thing, not even in limbo. */
function isDeleted({ kind, values }: ThingChange<unknown>): boolean {
  return kind === 'removed' && !values.some(({ key, to }) => key === 'place' && isLimbo(to))
}

const isLimbo = (place: Json | undefined): boolean => isPlain(place) && ownValue(place, 'host') === 'limbo'

function applyValues(
  thing: Y.Map<unknown>,
  values: readonly ValueChange<unknown>[],
  direction: ChangeDirection,
): boolean {
  let fits = true
  const writes = values.map((value) => ({
    path: value.path ?? value.key.split('.'),
    old: direction === 'forward' ? value.from : value.to,
    next: direction === 'forward' ? value.to : value.from,
  }))
  // First what goes: a map may take the place of a value of the same name, and the other way round.
  for (const { path, old, next } of writes.toSorted(
    (a, b) => Number(b.next === undefined) - Number(a.next === undefined),
  )) {
    const last = path.at(-1)
    const map = next === undefined ? mapAt(thing, path.slice(0, -1)) : innerMapAt(thing, path.slice(0, -1))
    if (last === undefined || map === null) fits = false
    else {
      fits = (old === undefined ? !map.has(last) : equalityDeep(map.get(last), old)) && fits
      if (next === undefined) map.delete(last)
      else map.set(last, next)
    }
  }
  return fits
}

function mapAt(thing: Y.Map<unknown>, keys: readonly string[]): Y.Map<unknown> | null {
  return keys.reduce<Y.Map<unknown> | null>((map, key) => mapIn(map, key), thing)
}

function innerMapAt(thing: Y.Map<unknown>, keys: readonly string[]): Y.Map<unknown> {
  return keys.reduce((map, key) => innerMap(map, key), thing)
}

/** All spots at once: then a long page with many spots takes no longer than its letters. */
function applyText(
  page: Y.Text,
  changes: readonly TextChange<unknown>[],
  direction: ChangeDirection,
): boolean {
  const places = placesIn(page)
  const before = page.toJSON()
  const delta: { retain?: number; delete?: number; insert?: string }[] = []
  let fits = true
  let at = 0
  let shift = 0
  for (const change of changes) {
    const [goes, comes] = [change.out ?? '', change.in ?? '']
    const [out, put] = direction === 'forward' ? [goes, comes] : [comes, goes]
    const from = Math.max(at, change.at + shift)
    const to = from + out.length
    if (direction === 'backward') shift += comes.length - goes.length
    fits = fits && before.slice(from, to) === out && to <= before.length
    if (to > before.length) break
    if (from > at) delta.push({ retain: places(from) - places(at) })
    if (to > from) delta.push({ delete: places(to) - places(from) })
    if (put !== '') delta.push({ insert: put })
    at = to
  }
  if (delta.length > 0) page.applyDelta(delta)
  return fits
}

/** From a character of a page to its place there: what is embedded has a place, and no character. */
function placesIn(page: Y.Text): (character: number) => number {
  const embedded: number[] = []
  const delta: readonly { readonly insert: unknown }[] = page.toDelta()
  let at = 0
  for (const { insert } of delta) {
    if (typeof insert === 'string') at += insert.length
    else embedded.push(at)
  }
  return (character) => character + embedded.filter((before) => before < character).length
}
