// Brings back how a scene was: all of it, some things, the page of one, or a passage of a page. That is a new
// edit like any other, and it deletes no thing: what was not there then goes to limbo.
import type * as Y from 'yjs'
import type { Json } from '../../json/json-value.ts'
import { isPlainJson } from '../../json/plain-json.ts'
import type { ArtifactId } from '../../world/address.ts'
import { isPlain, ownValue, replaced } from '../../world/place.ts'
import { mapIn, artifactMaps, textOf } from '../../world/scene/scene.ts'
import { wholeAfter, wholeBefore } from '../../world/text-difference.ts'
import type { ThingId } from '../rows/row-summary.ts'
import { applyChanges } from './apply-changes.ts'
import { stateDifference, type PlainChange } from './state-difference.ts'
import type { TextChange } from './thing-change.ts'

/** What is brought back. */
export type RestoreChoice =
  | { readonly kind: 'everything' }
  | { readonly kind: 'things'; readonly things: readonly ThingId[] }
  | { readonly kind: 'page'; readonly id: ArtifactId }
  | PassageChoice

interface PassageChoice {
  readonly kind: 'passage'
  readonly id: ArtifactId
  /** The letters `from` up to, but not including, `to` of the page as it was then. */
  readonly from: number
  readonly to: number
}

/** Brings it back in one transaction, and answers what that changed: nothing where all is as it was. */
export function restoreScene(scene: Y.Doc, past: Y.Doc, choice: RestoreChoice): readonly PlainChange[] {
  const whole = choice.kind === 'passage' ? wholePassage(past, choice) : choice
  const changes = stateDifference(scene, past).flatMap((change) =>
    chosen(withoutDeletion(scene, change), whole),
  )
  applyChanges(scene, changes, 'forward')
  return changes
}

/** An emoji of which half was asked for is brought back whole. */
function wholePassage(past: Y.Doc, choice: PassageChoice): PassageChoice {
  const page = textOf(past, choice.id)?.toJSON() ?? ''
  return { ...choice, from: wholeBefore(page, choice.from), to: wholeAfter(page, choice.to) }
}

/** A thing that was not there then goes to limbo; null for one that is there already. */
function withoutDeletion(scene: Y.Doc, change: PlainChange): PlainChange | null {
  if (change.kind !== 'removed' || change.id === 'world') return change
  const place = mapIn(artifactMaps(scene), change.id)?.get('place')
  const then = change.values.find(({ key }) => key === 'place')
  if (then?.to !== undefined) return change
  if (!isJson(place) || !isPlain(place) || ownValue(place, 'host') === 'limbo') return null
  const limbo: unknown = replaced(place, { host: 'limbo', was: place })
  if (!isJson(limbo)) return null
  return { ...change, values: [{ key: 'place', from: place, to: limbo, by: null }], text: [] }
}

const isJson = (value: unknown): value is Json => isPlainJson(value, Infinity)

function chosen(change: PlainChange | null, choice: RestoreChoice): readonly PlainChange[] {
  if (change === null) return []
  switch (choice.kind) {
    case 'everything':
      return [change]
    case 'things':
      return choice.things.includes(change.id) ? [change] : []
    case 'page':
      return change.id === choice.id ? onlyText(change, change.text) : []
    case 'passage':
      return change.id === choice.id ? onlyText(change, passageOf(change.text, choice)) : []
  }
  return choice satisfies never
}

/** A page is brought back where its thing is; a thing that is gone has to come back itself. */
function onlyText(change: PlainChange, text: readonly TextChange<null>[]): readonly PlainChange[] {
  if (text.length === 0 || change.kind === 'added') return []
  return [{ id: change.id, kind: 'changed', values: [], text }]
}

/** The changes within a passage of the earlier text, cut to it. */
function passageOf(
  changes: readonly TextChange<null>[],
  { from, to }: PassageChoice,
): readonly TextChange<null>[] {
  let shift = 0
  return changes.flatMap(({ at, out = '', in: wrote = '', by }) => {
    const start = at + shift
    const end = start + wrote.length
    shift += wrote.length - out.length
    const said = wrote.slice(Math.max(0, from - start), Math.max(0, to - start))
    const isInside = from <= start && end <= to && (wrote !== '' || (from < start && start < to))
    const goes = isInside ? out : ''
    if (said + goes === '') return []
    return [{ at, ...(goes === '' ? {} : { out: goes }), ...(said === '' ? {} : { in: said }), by }]
  })
}
