// What a program's handler wants, done in order: handlers, timers, memory, settings, and acts in the world.
import type { Act, Answer, Effect } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { BEAT_MS } from '../../world/limits.ts'
import type { Agenda } from './sliced-queue.ts'
import { isTooDeep, planAct, TOO_DEEP } from '../acts/plan-act.ts'
import type { Courier } from './event-delivery.ts'
import type { Hearing } from './handler-index.ts'
import { isOfOwnPage, type Away, type Lending } from './remote-programs.ts'
import type { Programs, Wanted } from './running-programs.ts'
import type { Doer, Plan, Stage } from '../acts/act-context.ts'
import type { Timers } from './program-timers.ts'

export interface Effects {
  readonly apply: (wanted: Wanted) => void
}

type Answered = (answer: Answer) => void

/** The world where a program is, as long as it is there. */
interface Elsewhere {
  readonly away: Away
  readonly isCurrent: () => boolean
}

interface Parts {
  readonly stage: Stage
  readonly hearing: Hearing
  readonly timers: Timers
  readonly programs: Programs
  readonly courier: Courier
  readonly agenda: Agenda
  readonly lending: Pick<Lending, 'of'>
  /** Something came from another world, outside a tick. */
  readonly onCame: () => void
}

export function createEffects(parts: Parts): Effects {
  const { stage, hearing, timers, programs, courier, agenda, lending } = parts

  function act(doer: Doer, wanted: Act, answer: Answered): void {
    if (isTooDeep(wanted, doer.depth)) {
      answer(no(TOO_DEEP))
      programs.fault(doer.id, { kind: 'depth', message: TOO_DEEP, line: null })
      return
    }
    const plan = planAct(stage, doer, wanted)
    if ('why' in plan || plan.asks === null) {
      carryOut(plan, answer)
      return
    }
    courier.ask(plan.asks, doer.depth, (refusal) => {
      if (refusal !== null) answer(no(refusal))
      // While they were asked, the world may have become another.
      else carryOut(planAct(stage, doer, wanted), answer)
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
    const { journal } = stage
    if ('call' in effect) {
      const answer: Answered = (came) => {
        const delivery = { type: 'answer', call: effect.call, answer: came } as const
        programs.deliver(id, { delivery, depth, done: () => undefined, again: null })
      }
      const away = isOfOwnPage(effect, id) ? null : lending.of(id)
      if (away === null) act({ id, depth }, effect, answer)
      else void actAway(id, effect, { away, isCurrent }, answer)
      return
    }
    switch (effect.do) {
      case 'on':
      case 'before':
        hearing.add(id, { ...effect, kind: effect.do })
        return
      case 'off':
        hearing.remove(id, effect.handler)
        return
      case 'timer': {
        const { timer, key, everyMs } = effect
        const beatMs = everyMs === null ? null : Math.max(BEAT_MS, everyMs)
        timers.set({ artifact: id, timer, key, everyMs: beatMs }, effect.inMs, stage.now())
        return
      }
      case 'untimer':
        timers.unset(id, effect.timer)
        return
      case 'memory':
        journal.put(`memory ${id} ${effect.key}`, (writer) => writer.remember(id, effect.key, effect.value))
        return
      case 'warn':
        programs.warn(id, effect.message, effect.line)
        return
      case 'props':
        journal.put(`props ${id}`, (writer) => writer.setDeclared(id, effect.declared))
        return
    }
  }

  return {
    apply({ artifact, effects, depth, isCurrent }) {
      for (const [nth, effect] of effects.entries()) {
        const isEnd = nth === effects.length - 1
        agenda.add(() => {
          if (isCurrent()) one(artifact, effect, depth, isCurrent)
        }, isEnd)
      }
    },
  }
}

function carryOut(plan: Plan, answer: (answer: Answer) => void): void {
  if ('why' in plan) answer(no(plan.why))
  else plan.carry(answer)
}

function no(why: string): Answer {
  return { ok: false, why, made: null }
}
