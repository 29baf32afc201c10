// The programs of a play. They get events and timers, work in the sandbox, and their effects are done. Some
// are lent to another world, where their person is.
import type { Clock } from '../../time/clock.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { ActContext } from '../acts/act-context.ts'
import { makeEvent } from '../acts/act-event.ts'
import type { PlayDocuments } from '../documents/play-documents.ts'
import type { WebState } from '../acts/web-state.ts'
import type { PersonalState } from '../acts/personal-state.ts'
import type { Motion } from '../walking/walk-motion.ts'
import { createDeliveryQueues } from './delivery-queues.ts'
import type { EventDelivery } from './event-delivery.ts'
import type { HandlerIndex } from './handler-index.ts'
import { createProgramEffects } from './program-effects.ts'
import type { ProgramTimers } from './program-timers.ts'
import { createRemoteProgramHost, type RemoteProgramHost } from './remote-program-host.ts'
import type { RemotePrograms } from './remote-programs.ts'
import { createRunningPrograms, type RunningPrograms } from './running-programs.ts'
import { createSlicedQueue } from './sliced-queue.ts'
import type { WorldPause } from './world-pause.ts'

export interface PlayPrograms {
  readonly running: RunningPrograms
  readonly remote: RemoteProgramHost
  /** Something came into limbo or out of it, or is gone: programs may have to stop or start. */
  readonly noteMoved: () => void
  /** Takes note of that, and of code that is finished. */
  readonly notice: () => void
  /** Whether there is something to take note of. */
  readonly hasNews: () => boolean
  /** Brings programs the timers that are due, and starts some of those that are to be started. */
  readonly advance: (at: number) => void
  /** Lets programs work on their waiting deliveries, and does their effects. */
  readonly work: () => Promise<void>
  /** Whether something waits for programs, or they for something. */
  readonly hasWork: () => boolean
  /** Stops all programs, and forgets their timers and faults. */
  readonly reset: () => void
  /** Nothing that programs want is done any more. */
  readonly clear: () => void
}

interface PlayProgramsParts {
  readonly documents: PlayDocuments
  readonly handlerIndex: HandlerIndex
  readonly delivery: EventDelivery
  readonly timers: ProgramTimers
  readonly motion: Motion
  readonly pause: WorldPause
  readonly context: ActContext
  readonly personal: PersonalState
  readonly web: Pick<WebState, 'stopped'>
  readonly remotePrograms: RemotePrograms
  readonly clock: Clock
  readonly isOver: () => boolean
  readonly wake: () => void
  readonly log: (artifact: ArtifactId, lines: readonly string[]) => void
  /** Whether a program of somebody's body runs is another, perhaps. */
  readonly onSwitched: (artifact: ArtifactId) => void
}

export function createPlayPrograms(parts: PlayProgramsParts): PlayPrograms {
  const { documents, delivery, timers, motion, pause, context, remotePrograms } = parts
  const { isOver, wake } = parts
  const { now } = context
  const { sandbox } = remotePrograms
  const deliveries = createDeliveryQueues()
  const slicedQueue = createSlicedQueue(parts.clock, documents.writes)
  const effects = createProgramEffects({ ...parts, slicedQueue, onCame: wake })
  const running = createRunningPrograms({
    ...parts,
    deliveries,
    sandbox,
    effects,
    now,
    later: (act) => slicedQueue.add(act),
    onStarted: tellWake,
  })
  delivery.deliverTo(running)
  const remote = createRemoteProgramHost({ ...parts, programs: running })
  let hasMoved = false

  /** A program has started, wherever it runs. */
  function tellWake(id: ArtifactId): void {
    const away = remotePrograms.of(id)
    const on = away === null ? (documents.things.get(id)?.host ?? null) : away.floor()
    const event = makeEvent('wake', now(), { subject: id, host: on === 'limbo' ? null : on })
    if (away === null) delivery.tell(event, 0)
    else delivery.tellOne(event, id)
  }

  function giveTimers(at: number): void {
    const beats = timers.take(at)
    for (const { artifact, timer, missed, given } of beats) {
      const delivery = { type: 'timer', timer, missed } as const
      running.deliver(artifact, { delivery, depth: 0, again: null, done: (result) => result && given() })
    }
    if (beats.length > 0 && timers.hasStored()) pause.mark(at)
  }

  async function runSandbox(): Promise<void> {
    const patch = documents.patches.take()
    if (patch !== null) sandbox.patch(patch)
    const dones = await sandbox.run(deliveries.take())
    if (isOver()) return
    // Things that walked meanwhile get their present place.
    motion.step(now())
    deliveries.settle(dones)
  }

  return {
    running,
    remote,
    noteMoved: () => void (hasMoved = true),
    notice() {
      if (hasMoved) {
        hasMoved = false
        running.moved()
      }
      running.code.step()
      running.noteShared()
    },
    hasNews: () => hasMoved || running.hasToNote(),
    advance(at) {
      giveTimers(at)
      running.startSome(pause.playedUntil())
    },
    async work() {
      // Work that did not fit into the last tick comes first.
      if (slicedQueue.isEmpty()) await runSandbox()
      if (!isOver()) await slicedQueue.work()
    },
    hasWork: () => !slicedQueue.isEmpty() || !deliveries.isEmpty(),
    reset() {
      running.reset()
      timers.clear()
    },
    clear: slicedQueue.clear,
  }
}
