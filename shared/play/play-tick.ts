// The work of a tick. Actions are begun, timers that are due run, and programs get the results, round after
// round while there is time for it. Then all changes go to the disk as one update.
import { earliest } from './documents/due-queue.ts'
import { TICK_MS } from './documents/pending-writes.ts'
import type { RunningWorld } from './running-world.ts'

/** How often in a tick programs get the results of their own acts, as long as half of the tick is left. */
const ROUNDS_MAX = 20

interface PlayTick {
  /** When there is something to do, ms since 1970; the past means now, null: nothing is. */
  readonly next: () => number | null
  readonly run: () => Promise<void>
}

type TickParts = Pick<
  RunningWorld,
  | 'documents'
  | 'listeners'
  | 'motion'
  | 'touches'
  | 'timers'
  | 'pause'
  | 'programs'
  | 'heldProperty'
  | 'people'
  | 'personal'
  | 'sounds'
  | 'web'
  | 'crossing'
  | 'commit'
>

/** `isOver`: nothing more may happen. */
export function createTick(world: TickParts, now: () => number, isOver: () => boolean): PlayTick {
  const {
    documents,
    listeners,
    motion,
    touches,
    timers,
    pause,
    programs,
    heldProperty,
    people,
    personal,
    sounds,
    web,
    crossing,
  } = world
  const { commits, writes } = documents
  const { code, hasToStart, nextStart } = programs.running

  function next(): number | null {
    if (commits.isBehind() || crossing.isStill()) return null
    if (commits.hasWritten() || people.hasUnstored()) return 0
    const isPlaying = !pause.isHeld()
    if (personal.hasNews() || sounds.hasNews() || web.hasNews()) return 0
    if (people.hasActions() || programs.hasNews() || listeners.hasAnswers() || !writes.isEmpty()) return 0
    if (isPlaying && (programs.hasWork() || hasToStart())) return 0
    return earliest([
      code.next(),
      documents.next(),
      heldProperty.next(),
      ...(isPlaying ? [motion.next(), touches.next(), timers.next(), personal.next(), nextStart()] : []),
    ])
  }

  async function runRounds(): Promise<void> {
    const began = now()
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (isOver()) return
      // First: a program that is about to start hears what is done to its thing now.
      takeNote()
      listeners.step()
      people.beginActions()
      advance()
      if (pause.isHeld()) people.giveUpPrograms()
      if (pause.isHeld() || !programs.hasWork()) break
      await programs.work()
      if (writes.isFull() || now() - began >= TICK_MS / 2) break
    }
    if (isOver()) return
    people.stranded.step()
    pause.settle()
    if (pause.isHeld()) people.giveUpPrograms()
    world.commit()
  }

  /** Takes note of arrivals and departures, and of code that is finished. */
  function takeNote(): void {
    people.stranded.step()
    programs.notice()
    documents.step(now())
    heldProperty.step(now())
  }

  /** Does what is due. */
  function advance(): void {
    const at = now()
    if (pause.isHeld()) return
    touches.step(at)
    motion.step(at)
    personal.step(at)
    programs.advance(at)
  }

  return {
    next,
    async run() {
      crossing.tickBegins()
      await runRounds()
      crossing.tickEnds()
    },
  }
}
