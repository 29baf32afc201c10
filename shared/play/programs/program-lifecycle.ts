// Which programs of a world run: when one begins to, and why it stops. An artifact lives when its page has
// code, and it is not in limbo.
import type { PageProgram } from '../../behavior/program-parser.ts'
import type { FaultData, Sandbox } from '../../behavior/sandbox-protocol.ts'
import { HELD_WORDS, isCodeHeld } from '../../behavior/held-code.ts'
import type { ArtifactId } from '../../world/address.ts'
import { asleepOf } from '../../world/live/live-state.ts'
import { NO_SETTINGS, type SettingValues } from '../../world/live/setting-values.ts'
import type { PlayDocuments } from '../documents/play-documents.ts'
import type { Things } from '../documents/play-things.ts'
import type { WebState } from '../acts/web-state.ts'
import type { PersonalState } from '../acts/personal-state.ts'
import type { Motion } from '../walking/walk-motion.ts'
import { createSharedPages, type SharedPageIndex } from './shared-pages.ts'
import { createCodeIndex, type CodeIndex } from './code-index.ts'
import type { DeliveryQueues } from './delivery-queues.ts'
import type { HandlerIndex } from './handler-index.ts'
import type { ProgramFaults } from './program-faults.ts'
import type { ProgramTimers } from './program-timers.ts'
import { createRestingPrograms, type RestingPrograms } from './resting-programs.ts'

const HUNG_WORDS = 'A single step of it held everything up. It sleeps until its code is changed.'

/** A program that runs, or is about to. */
export interface ProgramRun {
  /** `beginning`: it was started, and what it did at its top, as to listen, is not all done yet. */
  phase: 'waiting' | 'starting' | 'beginning' | 'running' | 'failed'
  /** Deliveries that came while it was started. */
  again: (() => void)[]
  /** How often in a row its start was lost. */
  lost: number
  /** The settings of people that it was told last. */
  settings: SettingValues
}

export interface ProgramLifecycle {
  readonly code: CodeIndex
  /** The code that programs take from other pages. */
  readonly shared: SharedPageIndex
  readonly runs: ReadonlyMap<ArtifactId, ProgramRun>
  /** Those that are to be started, in the order in which they came. */
  readonly toStart: Set<ArtifactId>
  /** Those that start or begin now, and some that did. */
  readonly starting: Set<ArtifactId>
  /**
   * Starts a program again that ran and is gone. Deliveries that it has not worked on come to it afterwards.
   */
  readonly restart: (id: ArtifactId, run: ProgramRun) => void
  readonly fault: (id: ArtifactId, fault: FaultData) => void
  /** Those that may not run for a while. */
  readonly resting: RestingPrograms
  /** A program may not run for a while; it is started again afterwards, and told so once. */
  readonly rest: (id: ArtifactId, run: ProgramRun, fault: FaultData) => void
  /** Starts programs again that take from pages which have other code now. */
  readonly noteShared: () => void
  /** Takes note that things came to, or left, limbo, or the world. */
  readonly moved: () => void
  /** Stops all programs. */
  readonly end: () => void
  /**
   * Stops a program whole, does something, and starts it anew. Its memory stays, and so do timers that
   * outlive a restart.
   */
  readonly anew: (id: ArtifactId, act: () => void) => void
  /** Wakes a program that sleeps, or failed to start; answers why it cannot be. */
  readonly wake: (id: ArtifactId) => string | null
}

interface ProgramLifecycleParts {
  readonly documents: Pick<PlayDocuments, 'view' | 'live' | 'things' | 'writes'>
  readonly deliveries: Pick<DeliveryQueues, 'drop'>
  readonly handlerIndex: Pick<HandlerIndex, 'forget'>
  readonly timers: Pick<ProgramTimers, 'drop'>
  readonly faults: ProgramFaults
  readonly motion: Pick<Motion, 'haltBy'>
  readonly personal: Pick<PersonalState, 'stopped'>
  readonly web: Pick<WebState, 'stopped'>
  readonly sandbox: Pick<Sandbox, 'stop'>
  readonly now: () => number
  /** One may run now that did not, or the other way round. */
  readonly onSwitched: (id: ArtifactId) => void
}

export function createProgramLifecycle(parts: ProgramLifecycleParts): ProgramLifecycle {
  const { timers, faults, now, onSwitched } = parts
  const { view, live, things, writes } = parts.documents
  const code = createCodeIndex({ view, now, onFound: begin, onReplaced: replace, onMoved: faults.move })
  const shared = createSharedPages({ documents: parts.documents, code: () => code })
  const runs = new Map<ArtifactId, ProgramRun>()
  const asleep = createSleepers(writes, now)
  const toStart = new Set<ArtifactId>()
  const resting = createRestingPrograms(now)

  function stop(id: ArtifactId): void {
    toStart.delete(id)
    resting.delete(id)
    const run = runs.get(id)
    if (run === undefined) return
    runs.delete(id)
    dropWork(parts, id)
    parts.handlerIndex.forget(id)
    parts.motion.haltBy(id, now())
    parts.sandbox.stop(id)
    shared.forget(id)
    for (const again of run.again.splice(0)) again()
    onSwitched(id)
  }

  function start(id: ArtifactId): void {
    const program = code.of(id)
    if (program === null || asleep.has(id) || runs.has(id) || !standsInWorld(things, id)) return
    const { refused: message } = program
    const phase = message === undefined ? 'waiting' : 'failed'
    runs.set(id, { phase, again: [], lost: 0, settings: NO_SETTINGS })
    onSwitched(id)
    if (message === undefined) toStart.add(id)
    else faults.note(id, { kind: 'error', message, line: null }, program, now())
  }

  /** A program that was there when the world was played last, or is there for the first time. */
  function begin(id: ArtifactId, program: PageProgram): void {
    faults.move(id, program)
    if (asleepOf(live, id) !== null) asleep.add(id)
    startUnlessHeld(id)
  }

  /** Another program, or none, is on a page now. The old one ends whole, and its faults are past. */
  function replace(id: ArtifactId, program: PageProgram | null): void {
    stop(id)
    shared.touch()
    timers.drop(id)
    faults.clear(id)
    asleep.awaken(id)
    if (program === null) writes.put(`props ${id}`, (writer) => writer.setDeclared(id, null))
    else startUnlessHeld(id)
  }

  function startUnlessHeld(id: ArtifactId): void {
    if (!asleep.has(id) && isCodeHeld(view.scene, id)) asleep.put(id, HELD_WORDS)
    start(id)
  }

  return {
    code,
    shared,
    noteShared() {
      for (const id of shared.takeChanged()) replace(id, code.of(id))
    },
    runs,
    toStart,
    starting: new Set(),
    restart(id, run) {
      run.phase = 'waiting'
      dropWork(parts, id)
      toStart.add(id)
    },
    resting,
    rest(id, run, data) {
      if (resting.add(id)) faults.note(id, data, code.of(id), now())
      resetRun(parts, id, run)
    },
    fault(id, data) {
      if (!faults.note(id, data, code.of(id), now())) return
      stop(id)
      timers.drop(id)
      asleep.put(id, data.kind === 'hung' ? HUNG_WORDS : 'It kept failing. Change its code, or wake it.')
    },
    moved() {
      for (const id of code.ids()) {
        if (standsInWorld(things, id)) start(id)
        else if (runs.has(id)) {
          stop(id)
          timers.drop(id)
        }
        if (things.get(id) !== null) continue
        code.forget(id)
        asleep.delete(id)
        writes.put(`forget ${id}`, (writer) => writer.forget(id))
      }
    },
    end() {
      for (const id of runs.keys()) stop(id)
      code.clear()
      asleep.clear()
    },
    anew(id, act) {
      stop(id)
      act()
      start(id)
    },
    wake(id) {
      if (code.of(id) === null) return 'There is no code on its page.'
      if (!asleep.has(id) && runs.get(id)?.phase !== 'failed') return null
      if (faults.hasHung(id)) return HUNG_WORDS
      stop(id)
      shared.touch()
      faults.clear(id)
      asleep.awaken(id)
      start(id)
      return null
    },
  }
}

/** Nothing is delivered to it any more, and what it asked for is answered to nobody. */
function dropWork(parts: ProgramLifecycleParts, id: ArtifactId): void {
  parts.deliveries.drop(id)
  parts.personal.stopped(id)
  parts.web.stopped(id)
}

/** It begins anew some time: nobody waits for it that long. */
function resetRun(parts: ProgramLifecycleParts, id: ArtifactId, run: ProgramRun): void {
  run.lost = 0
  run.phase = 'waiting'
  dropWork(parts, id)
  for (const again of run.again.splice(0)) again()
}

/** The programs that sleep, in live too. */
function createSleepers(writes: ProgramLifecycleParts['documents']['writes'], now: () => number) {
  const asleep = new Set<ArtifactId>()
  return {
    has: (id: ArtifactId) => asleep.has(id),
    /** It sleeps already, as live says. */
    add: (id: ArtifactId) => void asleep.add(id),
    put(id: ArtifactId, why: string): void {
      asleep.add(id)
      const at = Math.round(now())
      writes.put(`asleep ${id}`, (writer) => writer.setAsleep(id, { why, at }))
    },
    awaken(id: ArtifactId): void {
      if (asleep.delete(id)) writes.put(`asleep ${id}`, (writer) => writer.setAsleep(id, null))
    },
    delete: (id: ArtifactId) => void asleep.delete(id),
    clear: () => asleep.clear(),
  }
}

/**
 * Whether an artifact stands somewhere in the world, however deep inside: not in limbo, nor in the hands of
 * somebody who is away, where nobody sees what shouts, and nobody could take it away.
 */
function standsInWorld(things: Pick<Things, 'get' | 'avatar'>, id: ArtifactId): boolean {
  const passed = new Set<ArtifactId>()
  let at = things.get(id)
  while (at !== null && at.host !== null && at.host !== 'limbo' && !passed.has(at.id)) {
    passed.add(at.id)
    at = things.get(at.host)
    if (at !== null && things.avatar(at.id)?.isAway === true) return false
  }
  return at !== null && at.host === null
}
