// Writes into a room from within the node, judged like a frame. An update of another node is taken like a
// stranger's, in pieces and by its cost. The cost of what the owner of a world writes is not asked.
import * as Y from 'yjs'
import { HOST, type MemberId } from '../../../shared/world/address.ts'
import { DOCUMENT_BYTES_MAX, FRAME_BYTES_MAX } from '../../../shared/world/limits.ts'
import { divided } from '../../../shared/yjs/apply-slices.ts'
import { DIRECT_PARTS, TURN_STEPS, WHOLE_STEPS } from '../../../shared/yjs/work-steps.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import { TOO_MUCH_WORK } from '../document/document-size.ts'
import type { JointTurn } from './joint-append.ts'
import type { DocumentRoom } from './document-room.ts'
import { judgeInParts, PART_BYTES, type JudgedParts } from './edit-parts.ts'
import { WriteRefused, type RoomAddition } from './room-events.ts'
import type { RowBatch } from './log-entries.ts'
import {
  cut,
  judgeWhenReady,
  TOO_LARGE,
  wrongWith,
  type FinalVerdict,
  type NodeEdit,
} from './node-judging.ts'
import { DIRECT_BYTES } from '../validation/work-bounds.ts'

/**
 * Writes an update; resolves when it is on the disk, told and applied. Rejects with the disk's fault, or with
 * what is wrong with it: of what another node has, the pieces before that are written.
 */
export async function writeWithin(
  room: DocumentRoom,
  bytes: Uint8Array,
  member: MemberId,
  under: { readonly epoch?: number; readonly joint?: JointTurn },
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

/**
 * Writes several rows and changes of records, in one transaction or not at all; resolves with the rows'
 * places in the log when they are on the disk, told and applied: as one update, or where it is much in parts,
 * between which others are served. Nothing is written, beside the records, where the log has all of it
 * already.
 */
export async function writeAllWithin(
  room: DocumentRoom,
  edits: readonly NodeEdit[],
  member: MemberId,
  {
    epoch,
    records = [],
    judged = null,
  }: {
    readonly epoch?: number
    readonly records?: readonly RecordChange[]
    /** What `judgeAllWithin` found out of them. */
    readonly judged?: JudgedParts | null
  },
): Promise<readonly number[]> {
  const { parts } = judged?.isStill() === true ? judged : await judgedParts(room, edits, member)
  if (parts.length === 0 && records.length === 0) return []
  const rows =
    parts.length === 0
      ? []
      : edits.map(({ update, parts: _parts, ...origin }) => ({ bytes: update, ...origin }))
  const batch: RowBatch = { rows, records, parts, sequences: [] }
  await room.commit(null, member, { batch, ...(epoch !== undefined && { epoch }) })
  return batch.sequences
}

/**
 * Judges edits as `writeAllWithin` does, and writes nothing. Rejects where that would refuse them, and where
 * the document, as it is now, or their writer has no room for them.
 */
export async function judgeAllWithin(
  room: DocumentRoom,
  edits: readonly NodeEdit[],
  member: MemberId,
): Promise<JudgedParts> {
  await room.ready()
  const judged = await judgedParts(room, edits, member)
  room.assertRoom(judged.parts, member)
  return judged
}

/** All at once, or where it is much in parts, in turns. */
async function judgedParts(
  room: DocumentRoom,
  edits: readonly NodeEdit[],
  member: MemberId,
): Promise<JudgedParts> {
  const bytes = edits.reduce((sum, { update }) => sum + update.length, 0)
  if (bytes > FRAME_BYTES_MAX) throw new WriteRefused(TOO_LARGE)
  if (bytes > PART_BYTES) return judgeInParts(room, edits, member)
  // So little is judged anew when it is written.
  return { parts: await judgeAsOne(room, edits, member), isStill: () => false }
}

/** What edits add together; none where the log has all of it. */
async function judgeAsOne(
  room: DocumentRoom,
  edits: readonly NodeEdit[],
  member: MemberId,
): Promise<readonly RoomAddition[]> {
  const all = edits.map(({ update }) => update)
  const joined = all.length === 1 ? all[0] : Y.mergeUpdates(all)
  if (joined === undefined || all.length === 0) return []
  const verdict = await judgeWhenReady(room, joined, member, { isTrusted: true })
  if (verdict.type !== 'adds' && verdict.type !== 'nothing') throw wrongWith(verdict)
  return verdict.type === 'adds' ? [verdict] : []
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
