// The effects of a program's handler, done in order: handlers, timers, memory, settings, and acts in the
// world.
import type { Act, ActAnswer, Effect, FaultData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { BEAT_MS } from '../../world/limits.ts'
import type { SlicedQueue } from './sliced-queue.ts'
import { isTooDeep, planAct, TOO_DEEP } from '../acts/plan-act.ts'
import type { EventDelivery, ProgramDelivery } from './event-delivery.ts'
import type { HandlerIndex } from './handler-index.ts'
import { isDoneAtHome, type RemoteRuntime, type RemotePrograms } from './remote-programs.ts'
import type { Actor, Plan, ActContext } from '../acts/act-context.ts'
import type { ProgramTimers } from './program-timers.ts'

/** The effects of a program. `depth`: of the event that it was called with. */
export interface EffectBatch {
  readonly artifact: ArtifactId
  readonly effects: readonly Effect[]
  readonly depth: number
  /** Something follows that is to be written with them: a tick does not end before it. */
  readonly goesOn: boolean
  /** False once the program was stopped: its remaining effects are dropped. */
  readonly isCurrent: () => boolean
}

/** The part of the programs that effects use. */
export interface EffectPrograms {
  readonly deliver: (artifact: ArtifactId, work: ProgramDelivery) => void
  readonly fault: (artifact: ArtifactId, fault: FaultData) => void
  /** Something of a program came to nothing. `line`: of its code, from 0. */
  readonly warn: (artifact: ArtifactId, message: string, line: number | null) => void
}

export interface ProgramEffects {
  readonly apply: (batch: EffectBatch, programs: EffectPrograms) => void
  /** Writes what a program remembers, at once. */
  readonly remember: (artifact: ArtifactId, effects: readonly RememberEffect[]) => void
}

export type RememberEffect = Extract<Effect, { do: 'memory' }>

type Answered = (answer: ActAnswer) => void

interface ProgramEffectsParts {
  readonly context: ActContext
  readonly handlerIndex: Pick<HandlerIndex, 'add' | 'remove'>
  readonly timers: Pick<ProgramTimers, 'set' | 'unset'>
  readonly delivery: Pick<EventDelivery, 'ask'>
  readonly slicedQueue: Pick<SlicedQueue, 'add'>
  readonly remotePrograms: Pick<RemotePrograms, 'of'>
  /** Something came from another world, outside a tick. */
  readonly onCame: () => void
}

export function createProgramEffects(parts: ProgramEffectsParts): ProgramEffects {
  const { context, handlerIndex, timers, delivery, slicedQueue, remotePrograms } = parts

  function act(programs: EffectPrograms, actor: Actor, wanted: Act, answer: Answered): void {
    if (isTooDeep(wanted, actor.depth)) {
      answer(no(TOO_DEEP))
      programs.fault(actor.id, { kind: 'depth', message: TOO_DEEP, line: null })
      return
    }
    const plan = planAct(context, actor, wanted)
    if ('why' in plan || plan.asks === null) {
      runPlan(plan, answer)
      return
    }
    delivery.ask(plan.asks, actor.depth, (refusal) => {
      if (refusal !== null) answer(no(refusal))
      // While they were asked, the world may have become another.
      else runPlan(planAct(context, actor, wanted), answer)
    })
  }

  /** Does an act of a program that is in another world. The outcome matters to that program alone. */
  async function actAway(
    { artifact, isCurrent }: EffectBatch,
    wanted: Act,
    away: RemoteRuntime,
    programs: EffectPrograms,
    answer: Answered,
  ) {
    const { answer: came, fault } = await away.act(wanted)
    if (!isCurrent()) return
    if (fault !== null) programs.fault(artifact, fault)
    if (isCurrent()) answer(came)
    parts.onCame()
  }

  function one(batch: EffectBatch, effect: Effect, programs: EffectPrograms): void {
    const { writes } = context
    const { artifact: id, depth } = batch
    if ('call' in effect) {
      const answer: Answered = (came) => {
        const delivery = { type: 'answer', call: effect.call, answer: came } as const
        programs.deliver(id, { delivery, depth, done: () => undefined, again: null })
      }
      const away = isDoneAtHome(effect, id) ? null : remotePrograms.of(id)
      if (away === null) act(programs, { id, depth }, effect, answer)
      else void actAway(batch, effect, away, programs, answer)
      return
    }
    switch (effect.do) {
      case 'on':
      case 'before':
        handlerIndex.add(id, { ...effect, kind: effect.do })
        return
      case 'off':
        handlerIndex.remove(id, effect.handler)
        return
      case 'timer': {
        const { timer, key, everyMs } = effect
        const beatMs = everyMs === null ? null : Math.max(BEAT_MS, everyMs)
        timers.set({ artifact: id, timer, key, everyMs: beatMs }, effect.inMs, context.now())
        return
      }
      case 'untimer':
        timers.unset(id, effect.timer)
        return
      case 'memory':
        remember(id, effect)
        return
      case 'warn':
        programs.warn(id, effect.message, effect.line)
        return
      case 'props':
        writes.put(`props ${id}`, (writer) => writer.setDeclared(id, effect.declared))
        return
    }
  }

  function remember(id: ArtifactId, { key, value }: RememberEffect): void {
    context.writes.put(`memory ${id} ${key}`, (writer) => writer.remember(id, key, value))
  }

  return {
    apply(batch, programs) {
      const { effects, goesOn, isCurrent } = batch
      effects.forEach((effect, nth) => {
        const isEnd = !goesOn && nth === effects.length - 1
        slicedQueue.add(() => {
          if (isCurrent()) one(batch, effect, programs)
        }, isEnd)
      })
    },
    remember(artifact, effects) {
      for (const effect of effects) remember(artifact, effect)
    },
  }
}

function runPlan(plan: Plan, answer: (answer: ActAnswer) => void): void {
  if ('why' in plan) answer(no(plan.why))
  else plan.run(answer)
}

function no(why: string): ActAnswer {
  return { ok: false, why, made: null }
}
