// What one state of a scene differs by from another state of the same scene, earlier or later. Letters are
// the same where their ids are, so no rows in between are needed, and nobody knows who wrote what.
import type * as Y from 'yjs'
import { parseThingId, type ThingId } from '../rows/row-summary.ts'
import { standingThing, standsNow, type SceneThing } from '../rows/scene-values.ts'
import { artifactMaps, mapIn, metaMap } from '../../world/scene/scene.ts'
import { textDifference } from '../../world/text-difference.ts'
import { endOf, type IdRange } from '../../yjs/id-ranges.ts'
import { IdSet } from '../../yjs/id-set.ts'
import { textItemsOf } from '../../yjs/texts/text-items.ts'
import { comparedValues, thingChange } from './compared-things.ts'
import type { TextChange, ThingChange } from './thing-change.ts'

/** A change of which nobody asks who made it. */
export type PlainChange = ThingChange<null>

/** From the first state to the second: what must change so that it is as that. */
export function stateDifference(from: Y.Doc, to: Y.Doc): readonly PlainChange[] {
  const ids = new Set<ThingId>(['world'])
  for (const scene of [from, to]) {
    for (const key of artifactMaps(scene).keys()) {
      const id = parseThingId(key)
      if (id !== null) ids.add(id)
    }
  }
  return [...ids].flatMap((id) => thingDifference(thingIn(from, id), thingIn(to, id), id) ?? [])
}

function thingIn(scene: Y.Doc, id: ThingId): SceneThing | null {
  const map = id === 'world' ? metaMap(scene) : mapIn(artifactMaps(scene), id)
  return map && standingThing(map, standsNow)
}

function thingDifference(before: SceneThing | null, now: SceneThing | null, id: ThingId): PlainChange | null {
  const values = comparedValues(before, now, () => null)
  const text = pageDifference(before?.page ?? null, now?.page ?? null)
  return thingChange(id, before, now, { values, text })
}

/** Letters that stand, of one item or a part of it. */
interface Letters extends IdRange {
  readonly said: string
  /** Whether they stand in the other page, too. */
  readonly isCommon: boolean
}

function pageDifference(from: Y.Text | null, to: Y.Text | null): readonly TextChange<null>[] {
  const [before, now] = [lettersOf(from), lettersOf(to)]
  const [old, next] = [parted(before, idsOf(now)), parted(now, idsOf(before))]
  const changes: TextChange<null>[] = []
  let at = 0
  let [out, wrote] = ['', '']
  let [left, right] = [old.next(), next.next()]
  while (left.done !== true || right.done !== true) {
    for (; left.done !== true && !left.value.isCommon; left = old.next()) out += left.value.said
    for (; right.done !== true && !right.value.isCommon; right = next.next()) wrote += right.value.said
    // Both are at letters that both have, in the same order; the items may be cut elsewhere.
    if (left.done === true || right.done === true) break
    const length = Math.min(left.value.length, right.value.length)
    const [was, is] = [left.value.said.slice(0, length), right.value.said.slice(0, length)]
    if (was === is) {
      changes.push(...changeAt(at, out, wrote))
      at += out.length + length
      ;[out, wrote] = ['', '']
    } else {
      // A stock editor cut an emoji: the half that stays says U+FFFD since.
      out += was
      wrote += is
    }
    left = left.value.length > length ? { done: false, value: rest(left.value, length) } : old.next()
    right = right.value.length > length ? { done: false, value: rest(right.value, length) } : next.next()
  }
  return [...changes, ...changeAt(at, out, wrote)]
}

/** Letters that were brought back before have other ids, and say the same. */
function changeAt(at: number, out: string, wrote: string): readonly TextChange<null>[] {
  if (out === wrote) return []
  const { start, before, after } = textDifference(out, wrote)
  const [goes, comes] = [out.slice(start, before), wrote.slice(start, after)]
  return [
    {
      at: at + start,
      ...(goes === '' ? {} : { out: goes }),
      ...(comes === '' ? {} : { in: comes }),
      by: null,
    },
  ]
}

const rest = ({ clock, length, said, ...letters }: Letters, from: number): Letters => ({
  ...letters,
  clock: clock + from,
  length: length - from,
  said: said.slice(from),
})

function lettersOf(page: Y.Text | null): readonly (IdRange & { readonly said: string })[] {
  if (page === null) return []
  return [...textItemsOf(page)].flatMap(({ said, isDeleted, ...range }) =>
    typeof said === 'string' && !isDeleted ? [{ ...range, said }] : [],
  )
}

function idsOf(letters: readonly IdRange[]): IdSet {
  const ids = new IdSet()
  for (const range of letters) ids.add(range)
  return ids
}

function* parted(
  letters: readonly (IdRange & { readonly said: string })[],
  others: IdSet,
): Generator<Letters, undefined> {
  for (const each of letters) {
    for (const { isIn, ...part } of others.parts(each)) {
      const said = each.said.slice(part.clock - each.clock, endOf(part) - each.clock)
      yield { ...part, said, isCommon: isIn }
    }
  }
}
