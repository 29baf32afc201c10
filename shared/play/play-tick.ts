// What happens in a tick: what was asked is begun, what is due is done, and programs are given what came of
// it, round after round while there is time for it; then all of that goes to the disk as one update.
import type { Sandbox } from '../behavior/sandbox-protocol.ts'
import type { AnsweredActions } from './people/answered-actions.ts'
import type { SlicedQueue } from './programs/sliced-queue.ts'
import type { Crossing } from './crossings/world-crossing.ts'
import type { WorldPause } from './programs/world-pause.ts'
import { type PendingWrites, TICK_MS } from './documents/pending-writes.ts'
import type { VisitingListeners } from './programs/visiting-listeners.ts'
import type { StaleHostRepair } from './documents/stale-host-repair.ts'
import type { Motion } from './walking/walk-motion.ts'
import type { Pages } from './documents/play-pages.ts'
import type { Patches } from './documents/sandbox-patches.ts'
import type { DeliveryQueues } from './programs/delivery-queues.ts'
import type { RunningPrograms } from './programs/running-programs.ts'
import type { StrandedPeople } from './people/stranded-people.ts'
import type { LiveCommits } from './documents/live-commits.ts'
import type { HeldProperty } from './crossings/held-property.ts'
import type { ProgramTimers } from './programs/program-timers.ts'
import type { PendingAnswers } from './people/pending-program-answers.ts'
import type { PendingChanges } from './people/unrequested-changes.ts'

/** So often in a tick programs are given what came of what they did, as long as half of the tick is left. */
const ROUNDS_MAX = 20

export interface Tick {
  /** When there is something to do, ms since 1970; the past means now, null: nothing is. */
  readonly next: () => number | null
  readonly run: () => Promise<void>
  readonly isRunning: () => boolean
  /** Something came into limbo or out of it, or is gone: programs may have to stop or start. */
  readonly noteMoved: () => void
}

interface Parts {
  readonly actions: Pick<AnsweredActions, 'step' | 'hasWaiting'>
  readonly slicedQueue: Pick<SlicedQueue, 'work' | 'isEmpty'>
  readonly crossing: Pick<Crossing, 'isStill' | 'rest'>
  readonly hold: Pick<WorldPause, 'isHeld' | 'settle' | 'mark'>
  readonly writes: Pick<PendingWrites, 'isEmpty' | 'isFull'>
  readonly listeners: Pick<VisitingListeners, 'step' | 'hasAnswers'>
  readonly repair: Pick<StaleHostRepair, 'step' | 'next'>
  readonly motion: Pick<Motion, 'step' | 'next'>
  readonly pages: Pick<Pages, 'step' | 'next'>
  readonly patches: Pick<Patches, 'take'>
  readonly deliveries: Pick<DeliveryQueues, 'isEmpty' | 'take' | 'settle'>
  readonly programs: Pick<RunningPrograms, 'code' | 'deliver' | 'hasToStart' | 'moved' | 'startSome'>
  readonly stranded: Pick<StrandedPeople, 'step'>
  readonly sandbox: Pick<Sandbox, 'patch' | 'run'>
  readonly store: Pick<LiveCommits, 'isBehind' | 'hasWritten'>
  readonly heldProperty: Pick<HeldProperty, 'step' | 'next'>
  readonly timers: Pick<ProgramTimers, 'take' | 'next' | 'hasStored'>
  readonly pendingAnswers: Pick<PendingAnswers, 'giveUp'>
  readonly unrequested: Pick<PendingChanges, 'hasWaiting'>
  readonly now: () => number
  /** Nothing more may happen. */
  readonly isOver: () => boolean
  /** Sends what was gathered on its way to the disk. */
  readonly commit: () => void
}

export function createTick(parts: Parts): Tick {
  const {
    actions,
    slicedQueue,
    crossing,
    hold,
    writes,
    listeners,
    repair,
    motion,
    pages,
    deliveries,
    programs,
    stranded,
    heldProperty,
    timers,
  } = parts
  const { pendingAnswers, now, isOver } = parts
  let isRunning = false
  let hasMoved = false

  function next(): number | null {
    if (parts.store.isBehind() || crossing.isStill()) return null
    if (parts.store.hasWritten() || parts.unrequested.hasWaiting()) return 0
    const isPlaying = !hold.isHeld()
    if (actions.hasWaiting() || hasMoved || listeners.hasAnswers() || !writes.isEmpty()) return 0
    if (isPlaying && (!slicedQueue.isEmpty() || !deliveries.isEmpty() || programs.hasToStart())) return 0
    const dues = [
      programs.code.next(),
      pages.next(),
      repair.next(),
      heldProperty.next(),
      ...(isPlaying ? [motion.next(), timers.next()] : []),
    ]
    const times = dues.filter((at) => at !== null)
    return times.length === 0 ? null : Math.min(...times)
  }

  /** All that happens in a tick. */
  async function happen(): Promise<void> {
    const began = now()
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (isOver()) return
      // First: a program that is about to start hears what is done to its thing now.
      takeNote()
      listeners.step()
      actions.step()
      advance()
      if (hold.isHeld()) pendingAnswers.giveUp()
      if (hold.isHeld() || (slicedQueue.isEmpty() && deliveries.isEmpty())) break
      await work()
      if (writes.isFull() || now() - began >= TICK_MS / 2) break
    }
    if (isOver()) return
    stranded.step()
    hold.settle()
    if (hold.isHeld()) pendingAnswers.giveUp()
    parts.commit()
  }

  /** Takes note of what came and went, and of code that is finished. */
  function takeNote(): void {
    stranded.step()
    if (hasMoved) {
      hasMoved = false
      programs.moved()
    }
    programs.code.step(now())
    pages.step(now())
    repair.step(now())
    heldProperty.step(now())
  }

  /** Does what is due. */
  function advance(): void {
    const at = now()
    if (hold.isHeld()) return
    motion.step(at)
    beat(at)
    programs.startSome()
  }

  function beat(at: number): void {
    const beats = timers.take(at)
    for (const { artifact, timer, missed, given } of beats) {
      const delivery = { type: 'timer', timer, missed } as const
      programs.deliver(artifact, { delivery, depth: 0, again: null, done: (result) => result && given() })
    }
    if (beats.length > 0 && timers.hasStored()) hold.mark(at)
  }

  /** Has programs work on what waits for them, and does what they want. */
  async function work(): Promise<void> {
    // What did not fit into the tick before comes first.
    if (slicedQueue.isEmpty()) await ask()
    if (!isOver()) await slicedQueue.work()
  }

  async function ask(): Promise<void> {
    const patch = parts.patches.take()
    if (patch !== null) parts.sandbox.patch(patch)
    const dones = await parts.sandbox.run(deliveries.take())
    if (isOver()) return
    // What walked meanwhile is where it is now.
    motion.step(now())
    deliveries.settle(dones)
  }

  return {
    next,
    async run() {
      isRunning = true
      await happen()
      isRunning = false
      crossing.rest()
    },
    isRunning: () => isRunning,
    noteMoved: () => (hasMoved = true),
  }
}
