// What the rooms of a node ask before they write for code within the node, and what they say when that may
// not be.
import type { MemberId } from '../../../shared/world/address.ts'
import type { RowOrigin } from '../../storage/log-rows.ts'
import type { JudgingOptions, Verdict } from '../validation/update-guard.ts'
import type { DocumentRoom } from './document-room.ts'
import { WriteRefused } from './room-events.ts'

export const TOO_LARGE = 'This is more than can be changed at once. Do a part of it first, then the rest.'

/** A write from within the node rests on something that is not in the log: its writer has more to give. */
export class RestsOnMissing extends Error {
  override readonly name = 'RestsOnMissing'
}

/** One row, as it is written from within the node. */
export interface NodeEdit extends RowOrigin {
  /** Rests on nothing that neither the log nor an edit before it has. */
  readonly update: Uint8Array
  /** The same as smaller updates, where it is large and was made of these: each rests on those before it. */
  readonly parts?: readonly Uint8Array[]
}

export type FinalVerdict = Exclude<Verdict, { readonly type: 'wait' }>

export async function judgeWhenReady(
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

export function wrongWith(verdict: Exclude<FinalVerdict, { readonly type: 'adds' | 'nothing' }>): Error {
  if (verdict.type === 'missing')
    return new RestsOnMissing('a write rests on something that is not in the log')
  return new WriteRefused(verdict.type === 'refused' ? verdict.text : TOO_LARGE)
}

/** Throws where it cannot be read. */
export async function cut(room: DocumentRoom, bytes: Uint8Array, by: string): Promise<Uint8Array[]> {
  const answer = await room.cut(bytes, by)
  if ('unread' in answer) throw new Error(`an update cannot be read: ${answer.unread}`)
  return [...answer.pieces]
}
