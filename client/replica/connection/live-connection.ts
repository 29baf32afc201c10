// The connection to a living world: y-websocket's provider reads its live document, and what one wants is
// asked of the world's owner over the same socket. No part of the first view: it comes while the scene is
// read.
import type * as Y from 'yjs'
import {
  actionFrame,
  parseEvent,
  parseOutcome,
  type WireEvent,
} from '../../../shared/wire/frames/action-frames.ts'
import type { ServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { createReader, type DocumentReader } from '../../../shared/wire/reading/document-reader.ts'
import type { Clock } from '../../../shared/time/clock.ts'
import { comeBehind } from '../../device/frame-turns.ts'
import type { BrowserPlatform } from '../../device/browser-platform.ts'
import type { DeviceBase } from '../storage/base.ts'
import { makeTabName, type WorldIdentity } from '../storage/stored-rows.ts'
import { openActionQueue } from './action-queue.ts'
import type { SyncRoom } from './socket-link.ts'

export type LiveConnection = ReturnType<typeof openLiveConnection>

/**
 * Connects at once. What the document gets, `base` is given; `tell` takes what the server tells and nobody
 * keeps. Both parts of what it answers are to be closed.
 */
export function openLiveConnection(
  outside: BrowserPlatform,
  room: SyncRoom,
  world: WorldIdentity,
  document: Y.Doc,
  base: DeviceBase,
  tell: (event: WireEvent) => void,
) {
  const session = makeTabName(outside.random)
  const actions = openActionQueue(outside.clock, (sequence, action) =>
    reader.send(actionFrame(sequence, { session, action })),
  )

  function heard(frame: ServerFrame): void {
    // What came of an action is in the document before that is told.
    if (frame.type === 'outcome' || frame.type === 'event') reader.look()
    if (frame.type === 'outcome') {
      const outcome = parseOutcome(frame.json)
      if (outcome) actions.answered(frame.sequence, outcome)
    }
    if (frame.type === 'event') {
      const event = parseEvent(frame.json)
      if (event) tell(event)
    }
    if (frame.type === 'step2' || frame.type === 'update') base.give(frame.bytes)
  }

  const reader: DocumentReader = createReader(document, {
    outside,
    ...room,
    came: inTurns(outside.clock),
    meet(id, line) {
      const isIt = id === world.id && line === world.line
      // The scene's socket will tell; until then this one tries again.
      if (!isIt) reader.keeper.drop()
      return isIt
    },
    met: () => actions.connected(),
    heard,
    lost: () => actions.lost(),
    // Whatever is wrong with the world, the scene's socket is told too, and says it.
    ended: () => undefined,
  })
  return { actions, reader }
}

/** Between two looks, in ms: less than between two ticks of a world. */
const TURN_MS = 40

/**
 * When updates of a living world are applied: at once where one comes alone. What comes in quick succession,
 * as after a pause of this thread, is applied together, which takes a part of its single costs; and none of
 * it in the frame of somebody's letter. Called with how to apply what came, whenever something came.
 */
export function inTurns(clock: Clock): (look: () => void) => void {
  let lookedAt = -Infinity
  let isDue = false
  return (look) => {
    if (isDue) return
    isDue = true
    const lookBehind = (): void =>
      comeBehind(() => {
        isDue = false
        lookedAt = clock.now()
        look()
      })
    const sinceMs = clock.now() - lookedAt
    // A clock that was put back says nothing.
    if (sinceMs < 0 || sinceMs >= TURN_MS) lookBehind()
    else clock.after(TURN_MS - sinceMs, lookBehind)
  }
}
