// How a program starts. It gets its memory and the settings of people, and again the deliveries that came
// meanwhile. A program whose start was lost is started anew, and given up after some times.
import { runnable } from '../../behavior/shared-code.ts'
import type { Result } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { memoryOf } from '../../world/live/live-state.ts'
import type { PlayDocuments } from '../documents/play-documents.ts'
import type { DeliveryQueues } from './delivery-queues.ts'
import type { HandlerIndex } from './handler-index.ts'
import type { ProgramLifecycle, ProgramRun } from './program-lifecycle.ts'
import type { ProgramTimers } from './program-timers.ts'
import { unlessLost, type ProgramWork } from './program-work.ts'

/** How many programs are started in one run. */
const BATCH = 50
/**
 * A program is started anew so often when the sandbox lost it in the middle of its start; where another one
 * ended the thread, as often as it takes.
 */
const LOST_MAX = 10
/** A program that was lost so often is started alone. If it hangs, it then takes no other along. */
const LOST_ALONE = 2

interface ProgramStartsParts {
  readonly documents: Pick<PlayDocuments, 'view' | 'live' | 'pages' | 'writes' | 'commits'>
  readonly lifecycle: ProgramLifecycle
  readonly work: Pick<ProgramWork, 'apply' | 'sendSettings'>
  readonly deliveries: Pick<DeliveryQueues, 'send'>
  readonly handlerIndex: Pick<HandlerIndex, 'forget'>
  readonly timers: Pick<ProgramTimers, 'rest' | 'settle'>
  /** Does something after all that was to be done before. */
  readonly later: (act: () => void) => void
  readonly log: (artifact: ArtifactId, lines: readonly string[]) => void
  readonly onStarted: (id: ArtifactId) => void
  /** One may run now that did not, or the other way round. */
  readonly onSwitched: (id: ArtifactId) => void
}

/** Starts some of those that are to be started. `since`: until when programs were played before. */
export function createProgramStarts(parts: ProgramStartsParts): (since: number) => void {
  const { lifecycle, work, deliveries, handlerIndex, timers, later } = parts
  const { view, live, pages, writes, commits } = parts.documents
  const { runs, toStart, code } = lifecycle

  function send(id: ArtifactId, run: ProgramRun, since: number): void {
    const program = code.of(id)
    if (program === null) return
    run.phase = 'starting'
    lifecycle.starting.add(id)
    const memory = memoryOf(live, id)
    const settings = view.settings(id)
    run.settings = settings
    const shared = lifecycle.shared.of(program)
    lifecycle.shared.started(id, shared)
    const whose = pages.visitor(id)
    const visitor = whose !== null && { visitor: whose }
    const timed = { settings, timers: timers.rest(id, since) }
    const start = { code: runnable(program.code), shared, memory, ...timed, ...visitor }
    const done = (result: Result | null): void => {
      if (runs.get(id) !== run) return
      if (result?.fault?.kind === 'rest') lifecycle.rest(id, run, result.fault)
      else if (result?.fault?.isByOther === true) lifecycle.restart(id, run)
      else started(id, run, unlessLost(result))
    }
    deliveries.send(id, { delivery: { type: 'start', start }, done })
  }

  function started(id: ArtifactId, run: ProgramRun, result: Result | null): void {
    if (result === null) {
      run.lost += 1
      run.phase = run.lost < LOST_MAX ? 'waiting' : 'failed'
      if (run.phase === 'waiting') toStart.add(id)
      else giveUp(id, run)
      return
    }
    run.lost = 0
    lifecycle.resting.delete(id)
    handlerIndex.forget(id)
    parts.log(id, result.logs)
    if (result.fault === null) {
      begin(id, run, result)
      return
    }
    run.phase = 'failed'
    timers.settle(id)
    lifecycle.fault(id, result.fault)
    parts.onSwitched(id)
    later(() => tellAgain(run))
  }

  /** Brings it what happened while it was started. */
  function tellAgain(run: ProgramRun): void {
    for (const tell of run.again.splice(0)) tell()
  }

  /** Does the effects of its start, which a tick may not hold: it runs once they are done. */
  function begin(id: ArtifactId, run: ProgramRun, result: Result): void {
    run.phase = 'beginning'
    if (!result.effects.some((effect) => effect.do === 'props')) {
      writes.put(`props ${id}`, (writer) => writer.setDeclared(id, null))
    }
    work.apply(id, run, result, 0)
    later(() => {
      if (runs.get(id) !== run || run.phase !== 'beginning') return
      run.phase = 'running'
      lifecycle.starting.delete(id)
      timers.settle(id)
      work.sendSettings(id, run)
      parts.onStarted(id)
      tellAgain(run)
    })
  }

  /** It cannot be started. All who wait for it are told that nobody works on that. */
  function giveUp(id: ArtifactId, run: ProgramRun): void {
    handlerIndex.forget(id)
    const message = 'It could not be started. Wake it to try again.'
    lifecycle.fault(id, { kind: 'lost', message, line: null })
    parts.onSwitched(id)
    tellAgain(run)
  }

  return (since) => {
    for (const id of lifecycle.resting.takeDue()) if (runs.get(id)?.phase === 'waiting') toStart.add(id)
    if (toStart.size === 0) return
    // Who takes from other pages is not started before all pages are known.
    if (code.isBeginning()) return
    // The memory of a program is read from live.
    commits.write()
    const [first] = toStart
    const isAlone = first !== undefined && (runs.get(first)?.lost ?? 0) >= LOST_ALONE
    for (const id of [...toStart].slice(0, isAlone ? 1 : BATCH)) {
      toStart.delete(id)
      const run = runs.get(id)
      if (run !== undefined) send(id, run, since)
    }
  }
}
