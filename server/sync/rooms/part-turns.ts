// Applies and tells a large addition that is on the disk part by part, in turns. A part that takes long is
// divided, as far as it can be.
import type { MemberId } from '../../../shared/world/address.ts'
import { costInPass } from '../../../shared/yjs/apply-cost.ts'
import { divided } from '../../../shared/yjs/apply-slices.ts'
import { piecesOf } from '../../../shared/yjs/update-pieces.ts'
import { partsIn, readUpdate, type UpdateReading } from '../../../shared/yjs/update-reader.ts'
import { joinUpdates } from '../../../shared/yjs/update-writer.ts'
import { TURN_STEPS, UNCOUNTED, WHOLE_STEPS, type ApplyCost } from '../../../shared/yjs/work-steps.ts'
import { WorkTurns, type EventLoop } from '../document/chunked-apply.ts'
import type { SettledUpdate } from '../document/pending-updates.ts'
import type { SharedDocument } from '../document/shared-document.ts'
import type { LogAddition } from './log-entries.ts'

/** Work of one turn, in ms, and most structs and deletions that are applied in one go: some 3 ms. */
const TURN_MS = 5
const SLICE_PARTS = 300
/**
 * Readers, and code within the node that follows the document, are told of so many structs and deletions at
 * once. After each time a browser draws, and a world that runs reads anew the pages that changed.
 */
const TOLD_PARTS = 1_500

export interface PartListener {
  /** A part is on the disk, and applied: readers are told, and those who follow within the node. */
  told(update: Uint8Array): void
}

interface PartTurns {
  readonly document: SharedDocument
  readonly member: MemberId
  readonly turns: EventLoop
  readonly listener: PartListener
}

/**
 * Resolves when all parts are applied and told. Nothing else is told or applied meanwhile. Who comes
 * meanwhile is given what is applied, and may be told of it again.
 */
export async function takeInTurns(parts: readonly LogAddition[], options: PartTurns): Promise<void> {
  const { document, member, turns, listener } = options
  const work = new WorkTurns(turns, TURN_MS)
  let untold: UpdateReading[] = []
  let untoldParts = 0
  const tell = async (): Promise<void> => {
    listener.told(joinUpdates(untold))
    untold = []
    untoldParts = 0
    // Those within the node have the next turn for themselves.
    await work.pause()
    await work.pause()
  }
  document.expectMuch(parts.map(({ reading }) => reading))
  await work.pause()
  for (const {
    reading: { bytes },
    claims,
  } of parts) {
    for (const { reading, cost } of slicesOf(document, bytes)) {
      await work.pauseIfLong()
      document.expect(reading, claims, member)
      document.settle([{ reading, cost }], reading)
      document.doc()
      untold.push(reading)
      untoldParts += partsIn(reading)
      if (untoldParts >= TOLD_PARTS) await tell()
    }
  }
  if (untold.length > 0) await tell()
}

/** Each is to be applied before the next one is asked for. */
function* slicesOf(document: SharedDocument, bytes: Uint8Array): Generator<SettledUpdate> {
  const reading = readingOf(bytes)
  const { slices, cost } = slicesAt(document, reading)
  if (slices === null) yield { reading, cost }
  for (const slice of slices ?? []) yield* slicesOf(document, slice)
}

/** What applying a part takes, and what it is divided into: null where it is soon done, or one struct. */
function slicesAt(
  document: SharedDocument,
  reading: UpdateReading,
): { readonly slices: readonly Uint8Array[] | null; readonly cost: ApplyCost } {
  const parts = partsIn(reading)
  if (parts > SLICE_PARTS) return { slices: piecesOf(reading, SLICE_PARTS), cost: UNCOUNTED }
  const counted = costInPass(document.doc(), reading, parts > 1 ? TURN_STEPS : WHOLE_STEPS)
  if (counted === 'unknown') throw new Error('a part of an update rests on what is missing')
  return { slices: counted.steps > TURN_STEPS ? divided(reading) : null, cost: counted.cost }
}

function readingOf(bytes: Uint8Array): UpdateReading {
  const reading = readUpdate(bytes)
  if (reading === null) throw new Error('a part of an update cannot be read')
  return reading
}
