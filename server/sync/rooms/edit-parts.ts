// A large edit of the node, judged in parts, between which everybody else is served. It is written as a
// whole, or not at all.
import type { MemberId } from '../../../shared/world/address.ts'
import { piecesOf } from '../../../shared/yjs/update-pieces.ts'
import { readUpdate, type UpdateReading } from '../../../shared/yjs/update-reader.ts'
import { joinUpdates } from '../../../shared/yjs/update-writer.ts'
import { DIRECT_PARTS } from '../../../shared/yjs/work-steps.ts'
import { WorkTurns } from '../document/chunked-apply.ts'
import { ComingDocument } from '../validation/coming-document.ts'
import { judge, type Verdict } from '../validation/update-guard.ts'
import { DIRECT_BYTES } from '../validation/work-bounds.ts'
import type { DocumentRoom } from './document-room.ts'
import type { RoomAddition } from './room-events.ts'
import { cut, wrongWith, type NodeEdit } from './node-judging.ts'

/** About so many bytes are a part: some 400 letters that stand alone. */
export const PART_BYTES = 4 * 1024
/** Work of one turn, in ms: with the garbage that it leaves, it is twice as much. */
const TURN_MS = 5
/** How often edits are judged anew, where what they rest on was on its way. */
const TRIES = 3

/** The parts of what edits add: each rests on those before it, and on what is on the disk. */
export interface JudgedParts {
  /** Without their structs: all of them at once would be much. */
  readonly parts: readonly RoomAddition[]
  /** Whether what was judged is still so. */
  isStill(): boolean
}

export async function judgeInParts(
  room: DocumentRoom,
  edits: readonly NodeEdit[],
  member: MemberId,
): Promise<JudgedParts> {
  for (let tried = 0; tried < TRIES; tried++) {
    const judged = await tryParts(room, edits, member)
    if (judged?.isStill() === true) return judged
  }
  throw new Error('others write what this edit rests on, or in its name')
}

/** Null where the document changed meanwhile so that they are to be judged anew. */
async function tryParts(
  room: DocumentRoom,
  edits: readonly NodeEdit[],
  member: MemberId,
): Promise<JudgedParts | null> {
  await room.ready()
  const { document } = room
  const coming = new ComingDocument(document, member)
  const work = new WorkTurns(room.turns, TURN_MS)
  const parts: RoomAddition[] = []
  const judgePart = (bytes: Uint8Array): Verdict =>
    judge(bytes, member, coming, { isTrusted: true, types: coming.types })
  for await (const bytes of partsOf(room, edits)) {
    await work.pauseIfLong()
    if (room.document !== document) return null
    let verdict = judgePart(bytes)
    if (verdict.type === 'wait') {
      for (const _ of coming.types.lookInto()) await work.pauseIfLong()
      verdict = judgePart(bytes)
    }
    if (verdict.type === 'nothing') continue
    if (verdict.type === 'wait') return null
    if (verdict.type !== 'adds') throw wrongWith(verdict)
    coming.add(verdict.reading)
    parts.push({ ...verdict, reading: withoutStructs(verdict.reading) })
  }
  return { parts, isStill: () => room.document === document && coming.isStill }
}

const withoutStructs = ({ sections, ...reading }: UpdateReading): UpdateReading => ({
  ...reading,
  sections: sections.map((section) => ({ ...section, structs: [] })),
})

/** The edits as updates of about as many bytes: small ones are joined, large ones are cut. */
async function* partsOf(room: DocumentRoom, edits: readonly NodeEdit[]): AsyncGenerator<Uint8Array> {
  let small: UpdateReading[] = []
  let bytes = 0
  for (const { update, parts } of edits) {
    const isLarge = update.length > PART_BYTES
    const reading = isLarge ? null : readingOf(update, 'clocks')
    const goesOn = reading !== null && bytes + update.length <= PART_BYTES && followsAll(reading, small)
    if (!goesOn && small.length > 0) {
      yield joinUpdates(small)
      small = []
      bytes = 0
    }
    if (reading === null) yield* parts ?? (await piecesIn(room, update))
    else small.push(reading)
    bytes += reading === null ? 0 : update.length
  }
  if (small.length > 0) yield joinUpdates(small)
}

/** Whether the structs of each client go on where the last of them end, so that their bytes can be joined. */
function followsAll({ sections }: UpdateReading, before: readonly UpdateReading[]): boolean {
  return sections.every(({ client, clock }) => {
    const last = before.findLast((each) => each.sections.some((section) => section.client === client))
    return last?.sections.every((section) => section.client !== client || section.end === clock) ?? true
  })
}

/** A very large one is read in a process of its own. */
async function piecesIn(room: DocumentRoom, update: Uint8Array): Promise<readonly Uint8Array[]> {
  if (update.length > DIRECT_BYTES) return cut(room, update, room.world.id)
  const pieces = piecesOf(readingOf(update), DIRECT_PARTS)
  if (pieces === null) throw new Error(UNREADABLE)
  return pieces
}

const UNREADABLE = 'an update of the node cannot be read'

function readingOf(update: Uint8Array, keep: 'structs' | 'clocks' = 'structs'): UpdateReading {
  const reading = readUpdate(update, keep)
  if (reading === null) throw new Error(UNREADABLE)
  return reading
}
