// A list of changes within a number of bytes: as many things as fit, the last of them with as many of its
// spots.
import type { ThingChange } from './thing-change.ts'

export interface CutChanges {
  readonly things: readonly ThingChange[]
  /** There are more. */
  readonly isCut: boolean
}

/** `bytesMax`: as JSON. Every thing in it has all of its values. */
export function cutChanges(changes: readonly ThingChange[], bytesMax: number): CutChanges {
  const things: ThingChange[] = []
  let left = bytesMax
  for (const change of changes) {
    left -= bytesOf({ ...change, text: [] })
    if (left < 0) return { things, isCut: true }
    let spots = 0
    for (const spot of change.text) {
      left -= bytesOf(spot) + 1
      if (left < 0) break
      spots += 1
    }
    if (spots > 0 || change.text.length === 0 || change.values.length > 0)
      things.push(spots === change.text.length ? change : { ...change, text: change.text.slice(0, spots) })
    if (left < 0) return { things, isCut: true }
  }
  return { things, isCut: false }
}

const encoder = new TextEncoder()
const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length
