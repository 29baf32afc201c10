// The verbs of a person. With an avatar they follow the same rules as programs. Without one a person can use
// things and speak on a floor.
import { WORDS_MAX } from '../../behavior/program-limits.ts'
import type { ArtifactId } from '../../world/address.ts'
import { makeEvent } from '../acts/act-event.ts'
import type { ActionAsk } from '../acts/action.ts'
import { GONE } from '../acts/floor-placement.ts'
import { keepSpeech, SILENCE, TOO_LONG } from '../acts/speech-acts.ts'
import type { EventDelivery } from '../programs/event-delivery.ts'
import type { WorldControls } from '../programs/world-controls.ts'
import type { Plan, ActContext } from '../acts/act-context.ts'
import type { HeldProperty } from '../crossings/held-property.ts'
import { createBodyActs, WHILE_PAUSED, type BodyAction } from './body-acts.ts'
import { createPersonUses, type ActionDone, type BegunAct } from './person-uses.ts'
import { planVisit } from './visit-act.ts'

export interface PersonActs {
  /** Does what somebody asks; `later`: not now. */
  readonly begin: (asked: ActionAsk, came: ActionDone) => BegunAct | 'later'
}

interface PersonActsParts {
  readonly context: ActContext
  readonly delivery: EventDelivery
  readonly heldProperty: Pick<HeldProperty, 'putBack' | 'left'>
  readonly controls: WorldControls
}

const NOT_HERE = 'You are not in this world.'
const NO_BODY = 'You cannot be here without a body. Sign in first.'
const PAUSED = 'This world is paused.'

export function createPersonActs({ context, delivery, heldProperty, controls }: PersonActsParts): PersonActs {
  const planOf = createBodyActs(context, heldProperty)

  const { use, bodyOf, askAndTell } = createPersonUses(context, delivery)

  /** Asks those who want to be asked, and does it. In a world that is held nobody can be asked. */
  function runPlan(make: () => Plan, came: ActionDone): void {
    const first = make()
    if ('why' in first) came(false, first.why)
    else if (first.asks === null || controls.isHeld()) first.run(({ ok, why }) => came(ok, why))
    else {
      delivery.askAll(first.asks, (refusal) => {
        // While they were asked, the world may have become another.
        const plan: Plan = refusal === null ? make() : { why: refusal }
        if ('why' in plan) came(false, plan.why)
        else plan.run(({ ok, why }) => came(ok, why))
      })
    }
  }

  /** Words of somebody who is nowhere, on a floor. */
  function sayOn(said: string, on: ArtifactId, person: string, came: ActionDone): void {
    const words = said.toWellFormed().trim()
    const host = context.things.get(on)
    if (host === null || host.host === 'limbo') came(false, GONE)
    else if (words === '') came(false, SILENCE)
    else if (words.length > WORDS_MAX) came(false, TOO_LONG)
    else {
      const event = makeEvent('hear', context.now(), { host: on, person, words, voice: 'say' })
      askAndTell(event, () => keepSpeech(context, event, on), came)
    }
  }

  function act(action: BodyAction, body: ArtifactId | null, person: string, came: ActionDone): void {
    if (controls.isHeld() && !WHILE_PAUSED.has(action.verb)) came(false, PAUSED)
    else if (body !== null) runPlan(() => planOf(body, action), came)
    else if (action.verb === 'say' && action.on !== undefined) sayOn(action.words, action.on, person, came)
    else came(false, NOT_HERE)
  }

  return {
    begin(asked, came) {
      const { action, person, who = null } = asked
      const body = bodyOf(asked)
      switch (action.verb) {
        case 'play':
        case 'pause':
        case 'step':
        case 'reset':
          tellWhy(controls[action.verb](), came)
          return null
        case 'wake':
          tellWhy(controls.wake(action.thing), came)
          return null
        case 'watch':
        case 'unwatch':
          came(false, 'Consoles are not kept here.')
          return null
        case 'listen':
        case 'answer':
          came(false, 'Only programs of this world are heard here.')
          return null
        case 'visit':
          if (who === null) came(false, NO_BODY)
          else runPlan(() => planVisit(context, asked.person, who, action), came)
          return null
        case 'reply':
          if (controls.isHeld()) came(false, PAUSED)
          else if (body === null) came(false, NOT_HERE)
          else tellWhy(context.personal.reply(body, action.question, action.answer), came)
          return null
        case 'use':
          if (controls.isHeld()) came(false, PAUSED)
          else if (controls.isStarting(action.thing)) return 'later'
          else return use(action.thing, body, person, came)
          return null
        case 'walk':
        case 'halt':
        case 'turn':
        case 'kneel':
        case 'stand':
        case 'push':
        case 'pickUp':
        case 'putDown':
        case 'putBack':
        case 'enter':
        case 'leave':
        case 'quit':
        case 'say':
        case 'shout':
        case 'whisper':
          act(action, body, person, came)
          return null
      }
      return action satisfies never
    },
  }
}

function tellWhy(why: string | null, came: ActionDone): void {
  came(why === null, why)
}
