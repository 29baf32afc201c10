// What a program's handler wants, done in order: handlers, timers, memory, settings, and acts in the world.
import type { Act, ActAnswer, Effect } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { BEAT_MS } from '../../world/limits.ts'
import type { SlicedQueue } from './sliced-queue.ts'
import { isTooDeep, planAct, TOO_DEEP } from '../acts/plan-act.ts'
import type { EventDelivery } from './event-delivery.ts'
import type { HandlerIndex } from './handler-index.ts'
import { isOfOwnPage, type RemoteRuntime, type RemotePrograms } from './remote-programs.ts'
import type { RunningPrograms, EffectBatch } from './running-programs.ts'
import type { Actor, Plan, ActContext } from '../acts/act-context.ts'
import type { ProgramTimers } from './program-timers.ts'

interface ProgramEffects {
  readonly apply: (wanted: EffectBatch) => void
}

type Answered = (answer: ActAnswer) => void

/** The world where a program is, as long as it is there. */
interface Elsewhere {
  readonly away: RemoteRuntime
  readonly isCurrent: () => boolean
}

interface Parts {
  readonly context: ActContext
  readonly handlerIndex: HandlerIndex
  readonly timers: ProgramTimers
  readonly programs: RunningPrograms
  readonly delivery: EventDelivery
  readonly slicedQueue: SlicedQueue
  readonly remotePrograms: Pick<RemotePrograms, 'of'>
  /** Something came from another world, outside a tick. */
  readonly onCame: () => void
}

export function createProgramEffects(parts: Parts): ProgramEffects {
  const { context, handlerIndex, timers, programs, delivery, slicedQueue, remotePrograms } = parts

  function act(actor: Actor, wanted: Act, answer: Answered): void {
    if (isTooDeep(wanted, actor.depth)) {
      answer(no(TOO_DEEP))
      programs.fault(actor.id, { kind: 'depth', message: TOO_DEEP, line: null })
      return
    }
    const plan = planAct(context, actor, wanted)
    if ('why' in plan || plan.asks === null) {
      carryOut(plan, answer)
      return
    }
    delivery.ask(plan.asks, actor.depth, (refusal) => {
      if (refusal !== null) answer(no(refusal))
      // While they were asked, the world may have become another.
      else carryOut(planAct(context, actor, wanted), answer)
    })
  }

  /** What a program wants that is in another world; what came of it is of use to that program alone. */
  async function actAway(id: ArtifactId, wanted: Act, { away, isCurrent }: Elsewhere, answer: Answered) {
    const { answer: came, fault } = await away.act(wanted)
    if (!isCurrent()) return
    if (fault !== null) programs.fault(id, fault)
    if (isCurrent()) answer(came)
    parts.onCame()
  }

  function one(id: ArtifactId, effect: Effect, depth: number, isCurrent: () => boolean): void {
    const { writes } = context
    if ('call' in effect) {
      const answer: Answered = (came) => {
        const delivery = { type: 'answer', call: effect.call, answer: came } as const
        programs.deliver(id, { delivery, depth, done: () => undefined, again: null })
      }
      const away = isOfOwnPage(effect, id) ? null : remotePrograms.of(id)
      if (away === null) act({ id, depth }, effect, answer)
      else void actAway(id, effect, { away, isCurrent }, answer)
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
        writes.put(`memory ${id} ${effect.key}`, (writer) => writer.remember(id, effect.key, effect.value))
        return
      case 'warn':
        programs.warn(id, effect.message, effect.line)
        return
      case 'props':
        writes.put(`props ${id}`, (writer) => writer.setDeclared(id, effect.declared))
        return
    }
  }

  return {
    apply({ artifact, effects, depth, isCurrent }) {
      for (const [nth, effect] of effects.entries()) {
        const isEnd = nth === effects.length - 1
        slicedQueue.add(() => {
          if (isCurrent()) one(artifact, effect, depth, isCurrent)
        }, isEnd)
      }
    },
  }
}

function carryOut(plan: Plan, answer: (answer: ActAnswer) => void): void {
  if ('why' in plan) answer(no(plan.why))
  else plan.run(answer)
}

function no(why: string): ActAnswer {
  return { ok: false, why, made: null }
}
