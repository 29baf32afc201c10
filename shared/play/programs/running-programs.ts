// The programs of a world: which artifacts live, when one is started and stopped, what it is given, and what
// becomes of one that fails. An artifact lives when its page has code, and it is not in limbo.
import type { PageProgram } from '../../behavior/program-parser.ts'
import type { Delivery, Effect, FaultData, Result, Sandbox } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { HELD_WORDS, isCodeHeld } from '../../behavior/held-code.ts'
import { asleepOf, memoryOf } from '../../world/live/live-state.ts'
import { NO_SETTINGS, type SettingValues } from '../../world/live/setting-values.ts'
import type { View } from '../../world/view/world-view.ts'
import type * as Y from 'yjs'
import { createCodeIndex, type CodeIndex } from './code-index.ts'
import type { ProgramFaults } from './program-faults.ts'
import type { HandlerIndex } from './handler-index.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'
import type { Motion } from '../walking/walk-motion.ts'
import { WAITING_MAX, type DeliveryQueues } from './delivery-queues.ts'
import type { Things } from '../documents/play-things.ts'
import type { ProgramTimers } from './program-timers.ts'

/** So many programs are started in one run. */
const BATCH = 50
/** A program is started anew so often when the sandbox lost it in the middle of its start. */
const LOST_MAX = 10
/** One that was lost so often is started alone: whoever hangs then takes nobody along. */
const LOST_ALONE = 2

/** What a program wants. `depth`: of the event that it was called with. */
export interface EffectBatch {
  readonly artifact: ArtifactId
  readonly effects: readonly Effect[]
  readonly depth: number
  /** False once the program was stopped: what it still wanted is past. */
  readonly isCurrent: () => boolean
}

/** Something for a program to work on. */
interface ProgramDelivery {
  readonly delivery: Delivery
  readonly depth: number
  /** Called once its effects are done; null: nobody worked on it. */
  readonly done: (result: Result | null) => void
  /** How to bring it to the program when that was started anew in between; null: it is of no use then. */
  readonly again: ((done: (result: Result | null) => void) => void) | null
}

export interface RunningPrograms {
  readonly deliver: (artifact: ArtifactId, work: ProgramDelivery) => void
  /** The code on the pages, to be told when these change, and when it is time. */
  readonly code: Pick<CodeIndex, 'changed' | 'step' | 'next'>
  /** Takes note of what people set; answers what of it is another, by name. */
  readonly set: (ids: Iterable<ArtifactId>) => ReadonlyMap<ArtifactId, readonly string[]>
  /** Takes note that things came to, or left, limbo, or the world. */
  readonly moved: () => void
  /** Looks at all pages: the play begins, or begins anew. */
  readonly begin: () => void
  /** Stops all programs. */
  readonly end: () => void
  /** Starts some of those that are to be started. */
  readonly startSome: () => void
  readonly hasToStart: () => boolean
  readonly isStarting: (artifact: ArtifactId) => boolean
  /** Whether a program runs, or is about to. */
  readonly runs: (artifact: ArtifactId) => boolean
  /**
   * Stops a program whole, does something, and starts it anew. Its memory stays, and so do timers that
   * outlive a restart.
   */
  readonly anew: (artifact: ArtifactId, act: () => void) => void
  /** Wakes a program that sleeps, or failed to start; answers why it cannot be. */
  readonly wake: (artifact: ArtifactId) => string | null
  readonly fault: (artifact: ArtifactId, fault: FaultData) => void
  /** Something of a program came to nothing. `line`: of its code, from 0. */
  readonly warn: (artifact: ArtifactId, message: string, line: number | null) => void
}

interface Parts {
  readonly view: View
  readonly live: Y.Doc
  readonly things: Things
  readonly writes: PendingWrites
  readonly deliveries: DeliveryQueues
  readonly handlerIndex: HandlerIndex
  readonly timers: ProgramTimers
  readonly faults: ProgramFaults
  readonly motion: Motion
  readonly sandbox: Sandbox
  readonly now: () => number
  /** Until when programs were played, before this play began. */
  readonly since: () => number
  /** Writes what is gathered, so that what a program kept can be read. */
  readonly write: () => void
  /** Does what a program wants, as long as `isCurrent`. */
  readonly apply: (work: EffectBatch) => void
  /** Does something after all that was to be done before. */
  readonly later: (act: () => void) => void
  readonly log: (artifact: ArtifactId, lines: readonly string[]) => void
  readonly onWake: (artifact: ArtifactId) => void
  /** One may run now that did not, or the other way round. */
  readonly onSwitched: (artifact: ArtifactId) => void
}

interface Running {
  phase: 'waiting' | 'starting' | 'running' | 'failed'
  /** What came while it was started anew. */
  again: (() => void)[]
  /** How often in a row its start was lost. */
  lost: number
  /** What people set, as it was last told. */
  settings: SettingValues
}

export function createRunningPrograms(parts: Parts): RunningPrograms {
  const { view, live, things, writes, deliveries, handlerIndex, timers, faults, motion, sandbox } = parts
  const code = createCodeIndex({ view, onFound: begin, onReplaced: replace, onMoved: faults.move })
  const running = new Map<ArtifactId, Running>()
  const asleep = new Set<ArtifactId>()
  const toStart = new Set<ArtifactId>()

  /**
   * Whether an artifact stands somewhere in the world, however deep inside: not in limbo, nor in the hands of
   * who is away, where nobody sees what shouts, and nobody could take it away.
   */
  function isInWorld(id: ArtifactId): boolean {
    const passed = new Set<ArtifactId>()
    let at = things.get(id)
    while (at !== null && at.host !== null && at.host !== 'limbo' && !passed.has(at.id)) {
      passed.add(at.id)
      at = things.get(at.host)
      if (at !== null && things.avatar(at.id)?.isAway === true) return false
    }
    return at !== null && at.host === null
  }

  function stop(id: ArtifactId): void {
    toStart.delete(id)
    const was = running.get(id)
    if (was === undefined) return
    running.delete(id)
    deliveries.drop(id)
    handlerIndex.forget(id)
    motion.haltBy(id, parts.now())
    sandbox.stop(id)
    for (const again of was.again) again()
    parts.onSwitched(id)
  }

  function start(id: ArtifactId): void {
    if (asleep.has(id) || running.has(id) || !isInWorld(id)) return
    const program = code.of(id)
    if (program === null) return
    const refused = program.refused ?? null
    running.set(id, {
      phase: refused === null ? 'waiting' : 'failed',
      again: [],
      lost: 0,
      settings: NO_SETTINGS,
    })
    parts.onSwitched(id)
    if (refused === null) toStart.add(id)
    else faults.note(id, { kind: 'error', message: refused, line: null }, program, parts.now())
  }

  /** A program that was there when the world was played last, or is there for the first time. */
  function begin(id: ArtifactId, program: PageProgram): void {
    faults.move(id, program)
    if (asleepOf(live, id) !== null) asleep.add(id)
    startUnlessHeld(id)
  }

  /** Another program, or none, is on a page now: the old one ends whole, and what failed in it is past. */
  function replace(id: ArtifactId, program: PageProgram | null): void {
    stop(id)
    timers.drop(id)
    faults.clear(id)
    if (asleep.delete(id)) writes.put(`asleep ${id}`, (writer) => writer.setAsleep(id, null))
    if (program === null) writes.put(`props ${id}`, (writer) => writer.setDeclared(id, null))
    else startUnlessHeld(id)
  }

  function startUnlessHeld(id: ArtifactId): void {
    if (!asleep.has(id) && isCodeHeld(view.scene, id)) putToSleep(id, HELD_WORDS)
    start(id)
  }

  function sleep(id: ArtifactId): void {
    stop(id)
    timers.drop(id)
    putToSleep(id, 'It kept failing. Change its code, or wake it.')
  }

  function putToSleep(id: ArtifactId, why: string): void {
    asleep.add(id)
    const at = Math.round(parts.now())
    writes.put(`asleep ${id}`, (writer) => writer.setAsleep(id, { why, at }))
  }

  /** Starts a program again that ran and is gone; what it has not worked on comes to it afterwards. */
  function restart(id: ArtifactId, was: Running): void {
    was.phase = 'waiting'
    deliveries.drop(id)
    toStart.add(id)
  }

  function fault(id: ArtifactId, data: FaultData): void {
    if (faults.note(id, data, code.of(id), parts.now())) sleep(id)
  }

  function sendStart(id: ArtifactId, was: Running): void {
    const program = code.of(id)
    if (program === null) return
    was.phase = 'starting'
    const memory = memoryOf(live, id)
    const settings = view.settings(id)
    was.settings = settings
    const start = { code: program.code, memory, settings, timers: timers.rest(id, parts.since()) }
    const done = (result: Result | null): void => {
      if (running.get(id) === was) started(id, was, worth(result))
    }
    deliveries.send(id, { delivery: { type: 'start', start }, done })
  }

  function started(id: ArtifactId, was: Running, result: Result | null): void {
    if (result === null) {
      was.lost += 1
      was.phase = was.lost < LOST_MAX ? 'waiting' : 'failed'
      if (was.phase === 'waiting') toStart.add(id)
      else giveUp(id, was)
      return
    }
    was.lost = 0
    handlerIndex.forget(id)
    parts.log(id, result.logs)
    const { again } = was
    was.again = []
    if (result.fault !== null) {
      was.phase = 'failed'
      timers.settle(id)
      fault(id, result.fault)
      parts.onSwitched(id)
    } else {
      was.phase = 'running'
      if (!result.effects.some((effect) => effect.do === 'props')) {
        writes.put(`props ${id}`, (writer) => writer.setDeclared(id, null))
      }
      apply(id, was, result, 0)
      parts.later(() => {
        if (running.get(id) !== was) return
        timers.settle(id)
        sendSettings(id, was)
        parts.onWake(id)
      })
    }
    parts.later(() => {
      for (const send of again) send()
    })
  }

  /** It cannot be started: whoever waits for it is told that nobody works on that. */
  function giveUp(id: ArtifactId, was: Running): void {
    handlerIndex.forget(id)
    const { again } = was
    was.again = []
    fault(id, { kind: 'lost', message: 'It could not be started. Wake it to try again.', line: null })
    parts.onSwitched(id)
    for (const send of again) send()
  }

  function apply(artifact: ArtifactId, was: Running, { effects }: Result, depth: number): void {
    if (effects.length === 0) return
    parts.apply({ artifact, effects, depth, isCurrent: () => running.get(artifact) === was })
  }

  function worked(id: ArtifactId, was: Running, work: ProgramDelivery, result: Result): void {
    parts.log(id, result.logs)
    if (result.fault === null) {
      apply(id, was, result, work.depth)
      return
    }
    fault(id, result.fault)
    const isOver = result.fault.kind === 'hung' || result.fault.kind === 'memory'
    if (isOver && running.get(id) === was && was.phase === 'running') restart(id, was)
  }

  function deliver(id: ArtifactId, work: ProgramDelivery): void {
    const was = running.get(id)
    if (was === undefined || was.phase === 'failed') {
      work.done(null)
      return
    }
    const later = (): void => {
      if (work.again === null) work.done(null)
      else was.again.push(() => work.again?.(work.done))
    }
    if (was.phase !== 'running') {
      later()
      return
    }
    const done = (came: Result | null): void => {
      const result = worth(came)
      if (running.get(id) !== was) work.done(null)
      else if (result === null) {
        if (was.phase === 'running') restart(id, was)
        later()
      } else {
        worked(id, was, work, result)
        parts.later(() => work.done(result))
      }
    }
    if (deliveries.send(id, { delivery: work.delivery, done })) return
    const message = `It cannot keep up: ${WAITING_MAX} events are waiting for it, and new ones are dropped.`
    fault(id, { kind: 'time', message, line: null })
    work.done(null)
  }

  /** Tells a program what people set; answers what of it is another, by name. */
  function sendSettings(id: ArtifactId, was: Running): readonly string[] {
    const settings = view.settings(id)
    const names = differing(was.settings, settings)
    // While it starts, it is told once it has started.
    if (was.phase !== 'running' || names.length === 0) return names
    was.settings = settings
    const delivery = { type: 'settings', settings } as const
    deliver(id, { delivery, depth: 0, done: () => undefined, again: null })
    return names
  }

  return {
    deliver,
    code,
    set(ids) {
      const changed = new Map<ArtifactId, readonly string[]>()
      for (const id of ids) {
        const was = running.get(id)
        if (was !== undefined) changed.set(id, sendSettings(id, was))
      }
      return changed
    },
    moved() {
      for (const id of code.ids()) {
        if (things.get(id) === null) {
          stop(id)
          code.forget(id)
          asleep.delete(id)
          writes.put(`forget ${id}`, (writer) => writer.forget(id))
          continue
        }
        const isIn = isInWorld(id)
        if (!isIn && running.has(id)) {
          stop(id)
          timers.drop(id)
        } else if (isIn) start(id)
      }
    },
    begin: code.begin,
    end() {
      for (const id of running.keys()) stop(id)
      code.clear()
      asleep.clear()
    },
    startSome() {
      if (toStart.size === 0) return
      parts.write()
      const [first] = toStart
      const isAlone = first !== undefined && (running.get(first)?.lost ?? 0) >= LOST_ALONE
      for (const id of [...toStart].slice(0, isAlone ? 1 : BATCH)) {
        toStart.delete(id)
        const was = running.get(id)
        if (was !== undefined) sendStart(id, was)
      }
    },
    hasToStart: () => toStart.size > 0,
    isStarting(id) {
      const phase = running.get(id)?.phase
      return phase === 'waiting' || phase === 'starting'
    },
    runs(id) {
      const phase = running.get(id)?.phase
      return phase !== undefined && phase !== 'failed'
    },
    anew(id, act) {
      stop(id)
      act()
      start(id)
    },
    wake(id) {
      if (code.of(id) === null) return 'There is no code on its page.'
      const isFailed = running.get(id)?.phase === 'failed'
      if (!asleep.has(id) && !isFailed) return null
      stop(id)
      faults.clear(id)
      if (asleep.delete(id)) writes.put(`asleep ${id}`, (writer) => writer.setAsleep(id, null))
      start(id)
      return null
    },
    fault,
    warn: (id, message, line) => faults.warn(id, message, line, code.of(id), parts.now()),
  }
}

function differing(a: SettingValues, b: SettingValues): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name])
}

/** What came of something; null when the program was not there to work on it. */
function worth(result: Result | null): Result | null {
  return result?.fault?.kind === 'lost' ? null : result
}
