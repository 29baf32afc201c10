// Tells and applies a large addition that is on the disk part by part, in turns. A part that takes long is
// divided, as far as it can be.
import type { MemberId } from '../../../shared/world/address.ts'
import { costOf } from '../../../shared/yjs/apply-cost.ts'
import { divided } from '../../../shared/yjs/apply-slices.ts'
import { piecesOf } from '../../../shared/yjs/update-pieces.ts'
import { partsIn, readUpdate, type UpdateReading } from '../../../shared/yjs/update-reader.ts'
import { joinUpdates } from '../../../shared/yjs/update-writer.ts'
import {
  DIRECT_PARTS,
  TURN_STEPS,
  UNCOUNTED,
  WHOLE_STEPS,
  type ApplyCost,
} from '../../../shared/yjs/work-steps.ts'
import { WorkTurns, type EventLoop } from '../document/chunked-apply.ts'
import type { SharedDocument } from '../document/shared-document.ts'
import type { LogAddition } from './log-entries.ts'

/** Work of one turn, in ms. */
const TURN_MS = 5
/**
 * Code within the node that follows the document is told of so many structs and deletions at once: after each
 * time, a world that runs reads anew the pages that changed.
 */
const FOLLOWED_PARTS = 2_500

export interface PartListener {
  /** A part is on the disk: readers are told. Called before it is applied. */
  told(update: Uint8Array): void
  /** Readers were told of these: those within the node are, too. */
  followed(update: Uint8Array): void
}

interface PartTurns {
  readonly document: SharedDocument
  readonly member: MemberId
  readonly turns: EventLoop
  readonly listener: PartListener
}

/** Resolves when all parts are told and applied. Nothing else is told or applied meanwhile. */
export async function takeInTurns(parts: readonly LogAddition[], options: PartTurns): Promise<void> {
  const { document, member, turns, listener } = options
  const work = new WorkTurns(turns, TURN_MS)
  let told: UpdateReading[] = []
  let toldParts = 0
  const followTold = async (): Promise<void> => {
    listener.followed(joinUpdates(told))
    told = []
    toldParts = 0
    // They have the next turn for themselves.
    await work.pause()
    await work.pause()
  }
  document.expectMuch(parts.map(({ reading }) => reading))
  for (const part of parts) {
    for (const { reading, claims, cost } of slicesOf(document, part)) {
      await work.pauseIfLong()
      document.expect(reading, claims, member)
      listener.told(reading.bytes)
      document.settle([{ reading, cost }], reading)
      document.doc()
      told.push(reading)
      toldParts += partsIn(reading)
      if (toldParts >= FOLLOWED_PARTS) await followTold()
    }
  }
  if (told.length > 0) await followTold()
}

/** Each is to be applied before the next one is asked for. */
function* slicesOf(document: SharedDocument, part: LogAddition): Generator<LogAddition> {
  const { slices, cost } = slicesAt(document, part.reading)
  if (slices === null) yield { ...part, cost }
  for (const bytes of slices ?? []) yield* slicesOf(document, { ...part, reading: readingOf(bytes) })
}

/** What applying a part takes, and what it is divided into: null where it is soon done, or one struct. */
function slicesAt(
  document: SharedDocument,
  reading: UpdateReading,
): { readonly slices: readonly Uint8Array[] | null; readonly cost: ApplyCost } {
  const parts = partsIn(reading)
  if (parts > DIRECT_PARTS) return { slices: piecesOf(reading, DIRECT_PARTS), cost: UNCOUNTED }
  const cost = costOf(document.doc(), reading, parts > 1 ? TURN_STEPS : WHOLE_STEPS)
  if (cost === 'unknown') throw new Error('a part of an update rests on what is missing')
  return { slices: cost.steps > TURN_STEPS ? divided(reading) : null, cost }
}

function readingOf(bytes: Uint8Array): UpdateReading {
  const reading = readUpdate(bytes)
  if (reading === null) throw new Error('a part of an update cannot be read')
  return reading
}
