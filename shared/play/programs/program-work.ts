// The deliveries of a running program, and the handling of its results.
import type { Delivery, FaultData, Result } from '../../behavior/sandbox-protocol.ts'
import { NO_RESULT } from '../../behavior/host/parsed-result.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { SettingValues } from '../../world/live/setting-values.ts'
import type { View } from '../../world/view/world-view.ts'
import { WAITING_MAX, type DeliveryQueues, type FollowingDelivery } from './delivery-queues.ts'
import type { FollowedEvent, ProgramDelivery } from './event-delivery.ts'
import type { EffectBatch, EffectPrograms, RememberEffect } from './program-effects.ts'
import type { ProgramFaults } from './program-faults.ts'
import type { ProgramLifecycle, ProgramRun } from './program-lifecycle.ts'

export interface ProgramWork extends EffectPrograms {
  /** Does what a program wants, as long as it runs. */
  readonly apply: (id: ArtifactId, run: ProgramRun, result: Result, depth: number) => void
  /**
   * Delivers after what waits for that program, in one job with it; false: it is not, and has to be delivered
   * later.
   */
  readonly follow: (id: ArtifactId, delivery: Delivery, told: FollowedEvent) => boolean
  /** Calls `tell` for each program that is starting now, once it has started. */
  readonly onceStarted: (tell: (id: ArtifactId) => void) => void
  /** Tells a program what people set; answers what of it is another, by name. */
  readonly sendSettings: (id: ArtifactId, run: ProgramRun) => readonly string[]
}

interface ProgramWorkParts {
  readonly view: View
  readonly lifecycle: ProgramLifecycle
  readonly deliveries: Pick<DeliveryQueues, 'send' | 'follow'>
  readonly faults: Pick<ProgramFaults, 'warn'>
  readonly now: () => number
  readonly applyEffects: (batch: EffectBatch, programs: EffectPrograms) => void
  readonly remember: (artifact: ArtifactId, effects: readonly RememberEffect[]) => void
  /** Does something after all that was to be done before. */
  readonly later: (act: () => void) => void
  readonly log: (artifact: ArtifactId, lines: readonly string[]) => void
}

export function createProgramWork(parts: ProgramWorkParts): ProgramWork {
  const { view, lifecycle, deliveries, faults, now } = parts
  const { runs, code, resting } = lifecycle
  const programs: EffectPrograms = {
    deliver,
    fault: lifecycle.fault,
    warn: (id, message, line) => faults.warn(id, message, line, code.of(id), now()),
  }

  /** `goesOn`: what follows is written with it. */
  function apply(
    artifact: ArtifactId,
    run: ProgramRun,
    { effects }: Result,
    depth: number,
    goesOn = false,
  ): void {
    if (effects.length === 0) return
    const isCurrent = (): boolean => runs.get(artifact) === run
    parts.applyEffects({ artifact, effects, depth, goesOn, isCurrent }, programs)
  }

  function worked(id: ArtifactId, run: ProgramRun, work: ProgramDelivery, result: Result): void {
    parts.log(id, result.logs)
    if (result.fault === null) {
      apply(id, run, result, work.depth, true)
      return
    }
    lifecycle.fault(id, result.fault)
    const isOver = result.fault.kind === 'memory'
    if (isOver && runs.get(id) === run && isThere(run)) lifecycle.restart(id, run)
  }

  /** It is brought to the program once that is started anew. */
  function later(run: ProgramRun, work: ProgramDelivery): void {
    if (work.again === null) work.done(null)
    else run.again.push(() => work.again?.(work.done))
  }

  function came(id: ArtifactId, run: ProgramRun, work: ProgramDelivery, came: Result | null): void {
    const result = unlessLost(came)
    if (runs.get(id) !== run) work.done(null)
    else if (result?.fault?.kind === 'rest') {
      lifecycle.rest(id, run, result.fault)
      work.done(whileResting(work))
    } else if (result === null) {
      if (isThere(run)) lifecycle.restart(id, run)
      later(run, work)
    } else if (remembersLittle(result)) {
      // By far most results, and thousands may wait for their turn.
      parts.later(() => {
        if (runs.get(id) === run) parts.remember(id, result.effects)
        work.done(result)
      })
    } else {
      worked(id, run, work, result)
      parts.later(() => work.done(result))
    }
  }

  const following: FollowingHost = {
    came({ artifact, run, delivery, told }, result) {
      const work = { delivery, depth: 0, done: () => told.done(), again: () => told.cut() }
      came(artifact, run, work, result)
    },
  }

  function follow(id: ArtifactId, delivery: Delivery, told: FollowedEvent): boolean {
    const run = runs.get(id)
    if (run?.phase !== 'running' || lifecycle.starting.size > 0) return false
    return deliveries.follow(id, new FollowingWork(following, id, run, delivery, told))
  }

  function deliver(id: ArtifactId, work: ProgramDelivery): void {
    const run = runs.get(id)
    if (run === undefined || run.phase === 'failed') {
      work.done(null)
      return
    }
    if (resting.has(id) && !isThere(run)) {
      work.done(whileResting(work))
      return
    }
    // What happens as it begins waits until it listens; what it asked for comes at once.
    if (!isThere(run) || (run.phase === 'beginning' && work.again !== null)) {
      later(run, work)
      return
    }
    const done = (result: Result | null): void => came(id, run, work, result)
    if (deliveries.send(id, { delivery: work.delivery, done })) return
    const message = `It cannot keep up: ${WAITING_MAX} events are waiting for it, and new ones are dropped.`
    const fault: FaultData = { kind: 'time', message, line: null }
    lifecycle.fault(id, fault)
    work.done(null)
  }

  return {
    ...programs,
    apply,
    follow,
    onceStarted(tell) {
      for (const id of lifecycle.starting) {
        const run = runs.get(id)
        if (run?.phase !== 'starting' && run?.phase !== 'beginning') lifecycle.starting.delete(id)
        else if (run.again.length < WAITING_MAX) run.again.push(() => tell(id))
      }
    },
    sendSettings(id, run) {
      const settings = view.settings(id)
      const names = differing(run.settings, settings)
      // While it starts, it is told once it has started.
      if (run.phase !== 'running' || names.length === 0) return names
      run.settings = settings
      const delivery = { type: 'settings', settings } as const
      deliver(id, { delivery, depth: 0, done: () => undefined, again: null })
      return names
    },
  }
}

function differing(a: SettingValues, b: SettingValues): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => a[name] !== b[name])
}

interface FollowingHost {
  came(work: FollowingWork, result: Result | null): void
}

/** Work that follows other work. Thousands wait at once: it is one object, with no functions of its own. */
class FollowingWork implements FollowingDelivery {
  readonly artifact: ArtifactId
  readonly run: ProgramRun
  readonly delivery: Delivery
  readonly told: FollowedEvent
  readonly #host: FollowingHost

  constructor(
    host: FollowingHost,
    artifact: ArtifactId,
    run: ProgramRun,
    delivery: Delivery,
    told: FollowedEvent,
  ) {
    this.#host = host
    this.artifact = artifact
    this.run = run
    this.delivery = delivery
    this.told = told
  }

  done(result: Result | null): void {
    this.#host.came(this, result)
  }

  cut(): void {
    this.told.cut()
  }
}

/** Whether the sandbox has it. */
const isThere = ({ phase }: ProgramRun): boolean => phase === 'beginning' || phase === 'running'

/** So few values are written at once. */
const LITTLE = 8

type LittleResult = Result & { readonly effects: readonly RememberEffect[] }

/** Whether nothing comes of it but a few values to remember. */
function remembersLittle(result: Result): result is LittleResult {
  const { effects, logs, fault } = result
  return (
    fault === null &&
    logs.length === 0 &&
    effects.length <= LITTLE &&
    effects.every((effect) => effect.do === 'memory')
  )
}

/** Nobody works on it, and a lock that rests lets nobody through. */
const whileResting = ({ delivery }: Pick<ProgramDelivery, 'delivery'>): Result | null =>
  delivery.type === 'before' ? { ...NO_RESULT, refusal: LOCK_RESTS } : null
const LOCK_RESTS = 'What decides this rests for a minute. Try again then.'

/** The result; null if the program was not there to work on the delivery. */
export function unlessLost(result: Result | null): Result | null {
  return result?.fault?.kind === 'lost' ? null : result
}
