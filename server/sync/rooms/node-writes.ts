// Writes into a room from within the node, judged like a frame. An update of another node is taken like a
// stranger's, in pieces and by its cost. The cost of what the owner of a world writes is not asked.
import * as Y from 'yjs'
import { HOST, type MemberId } from '../../../shared/world/address.ts'
import { DOCUMENT_BYTES_MAX, FRAME_BYTES_MAX } from '../../../shared/world/limits.ts'
import { divided } from '../../../shared/yjs/apply-slices.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import { DIRECT_PARTS, TURN_STEPS, WHOLE_STEPS } from '../../../shared/yjs/work-steps.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import type { RowOrigin } from '../../storage/log-rows.ts'
import { WorkTurns } from '../document/chunked-apply.ts'
import { TOO_MUCH_WORK } from '../document/document-size.ts'
import type { JudgingOptions, Verdict } from '../validation/update-guard.ts'
import type { JointAppend } from './joint-append.ts'
import type { DocumentRoom } from './document-room.ts'
import { WriteRefused, type RoomAddition } from './room-events.ts'
import type { RowBatch } from './log-entries.ts'
import { DIRECT_BYTES } from '../validation/work-bounds.ts'

const TOO_LARGE = 'This is more than can be changed at once. Do a part of it first, then the rest.'

/** A write from within the node rests on something that is not in the log: its writer has more to give. */
export class RestsOnMissing extends Error {
  override readonly name = 'RestsOnMissing'
}

/**
 * Writes an update; resolves when it is on the disk, told and applied. Rejects with the disk's fault, or with
 * what is wrong with it: of what another node has, the pieces before that are written.
 */
export async function writeWithin(
  room: DocumentRoom,
  bytes: Uint8Array,
  member: MemberId,
  under: { readonly epoch?: number; readonly joint?: JointAppend },
): Promise<void> {
  if (member === HOST) return writeOfHost(room, bytes)
  if (bytes.length > FRAME_BYTES_MAX) throw new Error('this update is too large')
  const verdict = await judgeWhenReady(room, bytes, member, { isTrusted: true })
  switch (verdict.type) {
    case 'nothing':
      return
    case 'adds':
      return room.commit(verdict, member, under)
    case 'missing':
    case 'refused':
    case 'large':
      throw wrongWith(verdict)
  }
}

/** One row, as it is written from within the node. */
export interface NodeEdit extends RowOrigin {
  /** Rests on nothing that neither the log nor an edit before it has. */
  readonly update: Uint8Array
}

/**
 * Writes several rows and changes of records, in one transaction or not at all; resolves with the rows'
 * places in the log when they are on the disk, told as one update, and applied. Nothing is written, beside
 * the records, where the log has all of it already.
 */
export async function writeAllWithin(
  room: DocumentRoom,
  edits: readonly NodeEdit[],
  member: MemberId,
  { epoch, records = [] }: { readonly epoch?: number; readonly records?: readonly RecordChange[] },
): Promise<readonly number[]> {
  const addition = await additionOf(room, edits, member)
  return commitAll(room, addition, { edits: addition === null ? [] : edits, member, epoch, records })
}

/**
 * Rejects where the document, as it is now, or their writer has no room for edits; writes nothing. They are looked
 * at in turns: there may be many.
 */
export async function judgeAllWithin(
  room: DocumentRoom,
  edits: readonly NodeEdit[],
  member: MemberId,
): Promise<void> {
  await room.ready()
  const work = new WorkTurns(room.turns)
  let [bytes, weight] = [0, 0]
  for (const { update } of edits) {
    bytes += update.length
    for (const section of readUpdate(update, 'clocks')?.sections ?? []) weight += section.weight
    await work.pauseIfLong()
  }
  if (bytes > FRAME_BYTES_MAX) throw new WriteRefused(TOO_LARGE)
  const full = edits.length === 0 ? null : room.whyFullWith(weight, 0, member)
  if (full !== null) throw new WriteRefused(full.text)
}

/** What edits add together; null where the log has all of it. */
async function additionOf(
  room: DocumentRoom,
  edits: readonly NodeEdit[],
  member: MemberId,
): Promise<RoomAddition | null> {
  const all = edits.map(({ update }) => update)
  const joined = all.length === 1 ? all[0] : Y.mergeUpdates(all)
  if (joined === undefined || all.length === 0) return null
  if (joined.length > FRAME_BYTES_MAX) throw new WriteRefused(TOO_LARGE)
  const verdict = await judgeWhenReady(room, joined, member, { isTrusted: true })
  if (verdict.type !== 'adds' && verdict.type !== 'nothing') throw wrongWith(verdict)
  return verdict.type === 'adds' ? verdict : null
}

interface BatchWrite {
  readonly edits: readonly NodeEdit[]
  readonly member: MemberId
  readonly epoch: number | undefined
  readonly records: readonly RecordChange[]
}

async function commitAll(
  room: DocumentRoom,
  addition: RoomAddition | null,
  { edits, member, epoch, records }: BatchWrite,
): Promise<readonly number[]> {
  if (addition === null && records.length === 0) return []
  const rows = edits.map(({ update, ...origin }) => ({ bytes: update, ...origin }))
  const batch: RowBatch = { rows, records, sequences: [] }
  await room.commit(addition, member, { batch, ...(epoch !== undefined && { epoch }) })
  return batch.sequences
}

async function writeOfHost(room: DocumentRoom, bytes: Uint8Array): Promise<void> {
  // A host gives a whole document at once.
  if (bytes.length > DOCUMENT_BYTES_MAX) throw new Error('this update is too large')
  const by = `host:${room.world.id}`
  const pieces = bytes.length > DIRECT_BYTES ? await cut(room, bytes, by) : [bytes]
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
    const verdict = await judgeWhenReady(room, piece, HOST, { most: DIRECT_PARTS })
    const smaller = verdict.type === 'large' ? await cut(room, piece, by) : smallerOf(verdict)
    if (smaller !== null) pieces.unshift(...smaller)
    else await takeOfHost(room, verdict, by)
  }
}

async function takeOfHost(room: DocumentRoom, verdict: FinalVerdict, by: string): Promise<void> {
  await room.dues.paid(by, verdict)
  if (verdict.type === 'nothing') return
  if (verdict.type !== 'adds') throw wrongWith(verdict)
  if (verdict.cost.steps > WHOLE_STEPS) throw new Error(TOO_MUCH_WORK)
  await room.commit(verdict, HOST, {})
}

const smallerOf = (verdict: FinalVerdict): Uint8Array[] | null =>
  verdict.type === 'adds' && verdict.cost.steps > TURN_STEPS ? divided(verdict.reading) : null

type FinalVerdict = Exclude<Verdict, { readonly type: 'wait' }>

async function judgeWhenReady(
  room: DocumentRoom,
  bytes: Uint8Array,
  member: MemberId,
  judging: JudgingOptions,
): Promise<FinalVerdict> {
  for (;;) {
    const verdict = room.judge(bytes, member, judging)
    if (verdict.type !== 'wait') return verdict
    await room.ready()
  }
}

function wrongWith(verdict: Exclude<FinalVerdict, { readonly type: 'adds' | 'nothing' }>): Error {
  if (verdict.type === 'missing')
    return new RestsOnMissing('a write rests on something that is not in the log')
  return new WriteRefused(verdict.type === 'refused' ? verdict.text : TOO_LARGE)
}

/** Throws where it cannot be read. */
async function cut(room: DocumentRoom, bytes: Uint8Array, by: string): Promise<Uint8Array[]> {
  const answer = await room.cut(bytes, by)
  if ('unread' in answer) throw new Error(`an update cannot be read: ${answer.unread}`)
  return [...answer.pieces]
}
