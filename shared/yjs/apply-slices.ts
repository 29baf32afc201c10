// Applies an update in slices, none of which takes long: as large as they may be, as small as they must be.
import type * as Y from 'yjs'
import { applyCutting } from './apply-cutting.ts'
import { writeUpdate } from './update-writer.ts'
import { partsIn, readUpdate, type UpdateReading } from './update-reader.ts'
import { costOf } from './apply-cost.ts'
import { piecesOf } from './update-pieces.ts'
import { DIRECT_PARTS, TURN_STEPS, WHOLE_STEPS, type ApplyCost } from './work-steps.ts'

/** The part that was applied in one go, and its work. */
export interface AppliedSlice {
  readonly reading: UpdateReading
  readonly cost: ApplyCost
}

const TOO_MUCH: ApplyCost = { steps: Infinity, cuts: 0 }

/**
 * Most steps of a slice that can be divided: some 10 ms. Where many letters were put in at one spot a step
 * takes several times as long as a look.
 */
const SLICE_STEPS = TURN_STEPS / 4

/** How a slice that takes too long is divided: into so many. */
const DIVIDED = 8

/**
 * Applies an update whose structs rest on those in the document; yields each slice once it is applied.
 * Returns false when something in it takes too long and cannot be divided: then it was applied up to there.
 */
export function* applySlices(doc: Y.Doc, reading: UpdateReading): Generator<AppliedSlice, boolean> {
  const parts = partsIn(reading)
  if (parts === 0) return true
  const most = parts > 1 ? SLICE_STEPS : WHOLE_STEPS
  const cost = parts > DIRECT_PARTS ? TOO_MUCH : costOf(doc, reading, most)
  if (cost === 'unknown') return false
  const smaller = cost.steps > SLICE_STEPS ? divided(reading) : null
  if (smaller === null) {
    if (cost.steps > WHOLE_STEPS) return false
    applyCutting(doc, reading.bytes)
    yield { reading, cost }
    return true
  }
  for (const bytes of smaller) {
    const slice = readUpdate(bytes)
    if (slice === null || !(yield* applySlices(doc, slice))) return false
  }
  return true
}

/**
 * An update as smaller ones, in an order in which they can be applied; null when it is one struct, or one
 * deletion of one item.
 */
export function divided(reading: UpdateReading): Uint8Array[] | null {
  const parts = partsIn(reading)
  if (parts > 1) return piecesOf(reading, Math.min(DIRECT_PARTS, Math.ceil(parts / DIVIDED)))
  const [range] = reading.deleted
  if (range === undefined || range.length === 1) return null
  const half = Math.floor(range.length / 2)
  return [
    writeUpdate([], [{ ...range, length: half }]),
    writeUpdate([], [{ ...range, clock: range.clock + half, length: range.length - half }]),
  ]
}
