// A line to the live document of a world of another node, for one of our people: asks its owner in their
// name, and hears what they are told. Nothing of the document comes over it.
import type { RawData, WebSocket } from 'ws'
import type { Action } from '../../../shared/play/acts/action.ts'
import { actionFrame, type WireEvent } from '../../../shared/wire/frames/action-frames.ts'
import { parseServerFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { eventTold, outcomeTold } from './relayed-messages.ts'

/** How long the other side may take to answer, in ms: owners answer within 8 s. */
const ANSWER_MS = 9_000
/**
 * A connection on which more than this waits, in bytes, takes no more: a client that asks again and again
 * reads no answer.
 */
const QUEUED_MAX = 1024 * 1024
/** An empty update: a client that sends one makes sense. */
const NOTHING = Uint8Array.of(0, 0)

const NO_ANSWER: Outcome = { ok: false, why: 'There is no answer from there. Try again.' }

export interface ActionLine {
  /** Asks for something; never rejects. */
  act(action: Action): Promise<Outcome>
  close(): void
}

interface LineOptions {
  readonly socket: WebSocket
  /** Names this session of actions: nobody else has it. */
  readonly session: string
  readonly clock: Pick<ServerClock, 'after'>
  readonly onEvent: (event: WireEvent) => void
  readonly onClosed: (code: number, reason: string) => void
}

export function createLine({ socket, session, clock, onEvent, onClosed }: LineOptions): ActionLine {
  const waiting = new Map<number, (outcome: Outcome) => void>()
  let sequence = 0

  function send(frame: Uint8Array): void {
    if (socket.readyState === socket.OPEN && socket.bufferedAmount <= QUEUED_MAX) socket.send(frame)
  }

  function hear(data: RawData): void {
    const frame = Buffer.isBuffer(data) ? parseServerFrame(data) : null
    if (frame?.type === 'step1') send(syncFrame('step2', NOTHING))
    else if (frame?.type === 'outcome') answered(frame.sequence, outcomeTold(frame.json))
    else if (frame?.type === 'event') {
      const event = eventTold(frame.json)
      if (event !== null) onEvent(event)
    }
  }

  function answered(number: number, outcome: Outcome | null): void {
    waiting.get(number)?.(outcome ?? NO_ANSWER)
  }

  socket.on('message', hear)
  // `close` tells its errors, too.
  socket.on('error', () => undefined)
  socket.on('close', (code, reason) => {
    for (const answer of waiting.values()) answer(NO_ANSWER)
    onClosed(code, reason.toString())
  })

  return {
    act(action) {
      const number = (sequence += 1)
      return new Promise((resolve) => {
        const cancel = clock.after(ANSWER_MS, () => answered(number, NO_ANSWER))
        waiting.set(number, (outcome) => {
          cancel()
          waiting.delete(number)
          resolve(outcome)
        })
        if (socket.readyState === socket.OPEN) send(actionFrame(number, { session, action }))
        else answered(number, NO_ANSWER)
      })
    },
    close: () => socket.close(1000),
  }
}
