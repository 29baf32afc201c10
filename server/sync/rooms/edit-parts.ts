// A large edit of the node, judged in parts, between which everybody else is served. It is written as a whole,
// or not at all.
import * as Y from 'yjs'
import type { MemberId } from '../../../shared/world/address.ts'
import { piecesOf } from '../../../shared/yjs/update-pieces.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import { DIRECT_PARTS } from '../../../shared/yjs/work-steps.ts'
import { WorkTurns } from '../document/chunked-apply.ts'
import { ComingDocument } from '../validation/coming-document.ts'
import { judge } from '../validation/update-guard.ts'
import { DIRECT_BYTES } from '../validation/work-bounds.ts'
import type { DocumentRoom } from './document-room.ts'
import type { RoomAddition } from './room-events.ts'
import { cut, wrongWith, type NodeEdit } from './node-judging.ts'

/** About so many bytes are a part: some 400 letters that stand alone. */
export const PART_BYTES = 4 * 1024
/** So often edits are judged anew, where what they rest on was on its way. */
const TRIES = 3

/** The parts of what edits add: each rests on those before it, and on what is on the disk. */
export async function judgeInParts(
  room: DocumentRoom,
  edits: readonly NodeEdit[],
  member: MemberId,
): Promise<readonly RoomAddition[]> {
  for (let tried = 0; tried < TRIES; tried++) {
    const parts = await tryParts(room, edits, member)
    if (parts !== null) return parts
  }
  throw new Error('others write what this edit rests on, or in its name')
}

/** Null where the document changed meanwhile so that they are to be judged anew. */
async function tryParts(
  room: DocumentRoom,
  edits: readonly NodeEdit[],
  member: MemberId,
): Promise<readonly RoomAddition[] | null> {
  await room.ready()
  const { document } = room
  const coming = new ComingDocument(document, member)
  const work = new WorkTurns(room.turns)
  const parts: RoomAddition[] = []
  for await (const bytes of partsOf(room, edits)) {
    await work.pauseIfLong()
    if (room.document !== document) return null
    const verdict = judge(bytes, member, coming, { isTrusted: true, types: coming.types })
    if (verdict.type === 'nothing') continue
    if (verdict.type === 'wait') return null
    if (verdict.type !== 'adds') throw wrongWith(verdict)
    coming.add(verdict.reading)
    parts.push(verdict)
  }
  return room.document === document && coming.isStill ? parts : null
}

/** The edits as updates of about as many bytes: small ones are joined, large ones are cut. */
async function* partsOf(room: DocumentRoom, edits: readonly NodeEdit[]): AsyncGenerator<Uint8Array> {
  let small: Uint8Array[] = []
  let bytes = 0
  for (const { update } of edits) {
    if (small.length > 0 && bytes + update.length > PART_BYTES) {
      yield joined(small)
      small = []
      bytes = 0
    }
    if (update.length > PART_BYTES) yield* await piecesIn(room, update)
    else small.push(update)
    bytes += small.length === 0 ? 0 : update.length
  }
  if (small.length > 0) yield joined(small)
}

const joined = (updates: readonly Uint8Array[]): Uint8Array =>
  updates.length === 1 && updates[0] !== undefined ? updates[0] : Y.mergeUpdates([...updates])

/** A very large one is read in a process of its own. */
async function piecesIn(room: DocumentRoom, update: Uint8Array): Promise<readonly Uint8Array[]> {
  if (update.length > DIRECT_BYTES) return cut(room, update, room.world.id)
  const reading = readUpdate(update)
  const pieces = reading && piecesOf(reading, DIRECT_PARTS)
  if (pieces === null) throw new Error('an update of the node cannot be read')
  return pieces
}
