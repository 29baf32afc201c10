// Every act of a program, and the rules it goes by. One file for each family; here is which is which.
import { DEPTH_MAX } from '../../behavior/program-limits.ts'
import type { Act, ActAnswer } from '../../behavior/sandbox-protocol.ts'
import type { WebRequest } from '../../behavior/web-request.ts'
import { planEnter, planLeave } from './door-acts.ts'
import { planSet } from './field-acts.ts'
import { planPickUp, planPush, planPutDown } from './hand-acts.ts'
import { planCopy, planCreate, planDestroy } from './making-acts.ts'
import { away, planHalt, planPlace, planTurn, planWalk } from './move-acts.ts'
import { planAsk, planShowTo, planSound } from './personal-acts.ts'
import { planUse } from './use-act.ts'
import { planSend, planSpeak } from './speech-acts.ts'
import type { Actor, Plan, ActContext } from './act-context.ts'

export function planAct(context: ActContext, actor: Actor, act: Act): Plan {
  switch (act.do) {
    case 'set':
      return planSet(context, act.thing, act.changes)
    case 'moveTo':
      return planWalk(context, actor, act.thing, () => act)
    case 'moveBy':
      return planWalk(context, actor, act.thing, away(context, act.dx, act.dy))
    case 'turn':
      return planTurn(context, act.thing, act.facing)
    case 'halt':
      return planHalt(context, act.thing)
    case 'placeAt':
    case 'fitAt':
    case 'teleport':
      return planPlace(context, actor, act.do, act.thing, act, act.on)
    case 'push':
      return planPush(context, actor, act.thing)
    case 'pickUp':
      return planPickUp(context, actor, act.thing)
    case 'putDown':
      return planPutDown(context, actor)
    case 'enter':
      return planEnter(context, actor, act.thing)
    case 'use':
      return planUse(context, actor, act.thing)
    case 'leave':
      return planLeave(context, actor)
    case 'create':
      return planCreate(context, actor, act.making)
    case 'copy':
      return planCopy(context, actor, act.thing, act.making)
    case 'destroy':
      return planDestroy(context, act.thing)
    case 'speak':
      return planSpeak(context, actor, act.voice, act.words, act.to)
    case 'send':
      return planSend(context, actor, act.thing, act.data)
    case 'showTo':
      return planShowTo(context, actor, act)
    case 'ask':
      return planAsk(context, actor, act)
    case 'sound':
      return planSound(context, actor, act.to, act.sound)
    case 'fetch':
      return planFetch(context, actor, act.request)
    case 'text':
      return planPage(() => context.pages.edit(act.thing, act.edit, actor.id, context.now()))
    case 'anchor':
      return planPage(() => context.pages.show(act.thing, act.anchor, act.value))
  }
  return act satisfies never
}

/** Pages are nobody's floor: no rule of play holds there, only bounds. */
function planPage(write: () => string | null): Plan {
  return {
    asks: null,
    run(answer) {
      const why = write()
      answer({ ok: why === null, why, made: null })
    },
  }
}

/** It goes out once what happened with it is stored, and the answer comes when it comes. */
function planFetch({ web }: ActContext, { id }: Actor, request: WebRequest): Plan {
  return {
    asks: null,
    run(answer) {
      const refused = web.ask(id, request, ({ why, answer: came }) => {
        if (came === null) return answer(no(why))
        const isOk = came.status >= 200 && came.status <= 299
        answer({ ok: isOk, why: isOk ? null : `The answer was ${came.status}.`, made: null, web: came })
      })
      if (refused !== null) answer(no(refused))
    },
  }
}

const no = (why: string): ActAnswer => ({ ok: false, why, made: null })

/** Acts that others hear of; at the end of a chain of events they are refused, so that it has one. */
const HEARD: ReadonlySet<Act['do']> = new Set<Act['do']>([
  'moveTo',
  'moveBy',
  'placeAt',
  'fitAt',
  'teleport',
  'use',
  'push',
  'pickUp',
  'putDown',
  'enter',
  'leave',
  'create',
  'copy',
  'speak',
  'send',
])

/** Whether an act would lengthen a chain of events that is as long as it may be. */
export function isTooDeep(act: Act, depth: number): boolean {
  return depth >= DEPTH_MAX && HEARD.has(act.do)
}

export const TOO_DEEP = `This is a chain of ${DEPTH_MAX} events, each causing the next. Use after(...) to leave time in between.`
