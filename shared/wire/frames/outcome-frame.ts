// Frame 104, which tells the outcome of an action. A busy server makes more of these than of any other.
import * as encoding from 'lib0/encoding'
import type { Outcome } from '../../world/live/live-state-values.ts'
import { FRAME, numberedFrame } from './sync-frames.ts'

/** How the frame ends when an action was done and there is nothing more to say: by far most are. */
const DONE = encoding.encode((encoder) =>
  encoding.writeVarString(encoder, JSON.stringify({ ok: true, why: null })),
)

export function outcomeFrame(sequence: number, { ok, why }: Outcome): Uint8Array {
  if (ok && why === null && sequence < 0x80 ** 3) return doneFrame(sequence)
  return numberedFrame('outcome', sequence, JSON.stringify({ ok, why }))
}

/** The same without an encoder, for a sequence of up to three bytes. */
function doneFrame(sequence: number): Uint8Array {
  const bytes = sequence < 0x80 ? 1 : sequence < 0x80 ** 2 ? 2 : 3
  const frame = new Uint8Array(1 + bytes + DONE.length)
  frame[0] = FRAME.outcome
  for (let nth = 0; nth < bytes; nth++) {
    frame[1 + nth] = ((sequence >>> (7 * nth)) & 0x7f) | (nth < bytes - 1 ? 0x80 : 0)
  }
  frame.set(DONE, 1 + bytes)
  return frame
}
