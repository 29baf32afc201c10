// The acts of a person who is here, with their body, by the same rules as those of programs.
import type { ArtifactId } from '../../world/address.ts'
import type { Action } from '../acts/action.ts'
import { plan, type ActContext, type Plan } from '../acts/act-context.ts'
import { markAway } from '../acts/arrivals.ts'
import { planEnter, planLeave, planStandOn } from '../acts/door-acts.ts'
import { planPickUp, planPush, planPutDown } from '../acts/hand-acts.ts'
import { planSpeak } from '../acts/speech-acts.ts'
import type { HeldProperty } from '../crossings/held-property.ts'
import { createPersonWalking } from './person-walking.ts'

/** The actions that need a body. */
export type BodyAction = Exclude<
  Action,
  {
    verb:
      | 'visit'
      | 'use'
      | 'wake'
      | 'watch'
      | 'unwatch'
      | 'listen'
      | 'answer'
      | 'reply'
      | 'play'
      | 'pause'
      | 'step'
      | 'reset'
  }
>

/** The actions that are possible while a world is paused. */
export const WHILE_PAUSED: ReadonlySet<BodyAction['verb']> = new Set(['kneel', 'stand', 'quit', 'putBack'])

export function createBodyActs(
  context: ActContext,
  heldProperty: Pick<HeldProperty, 'putBack' | 'left'>,
): (id: ArtifactId, action: BodyAction) => Plan {
  const walking = createPersonWalking(context)

  return (id, action) => {
    const actor = { id, depth: -1 }
    switch (action.verb) {
      case 'walk':
        return walking.walk(id, action)
      case 'halt':
        return walking.halt(id, action.at ?? null)
      case 'turn':
        return walking.turn(id, action.facing)
      case 'kneel':
        return walking.kneel(id)
      case 'stand':
        return action.on === undefined ? walking.stand(id) : planStandOn(context, id, action.on)
      case 'push':
        return planPush(context, actor, action.thing)
      case 'pickUp':
        return planPickUp(context, actor, action.thing)
      case 'putDown':
        return planPutDown(context, actor, action.thing, action.at)
      case 'putBack':
        return plan(null, () => heldProperty.putBack(id, 'staying'))
      case 'enter':
        return planEnter(context, actor, action.thing)
      case 'leave':
        return planLeave(context, actor)
      case 'quit':
        return plan(null, () => {
          markAway(context, id)
          heldProperty.left(id)
        })
      case 'say':
      case 'shout':
        return planSpeak(context, actor, action.verb, action.words, null)
      case 'whisper':
        return planSpeak(context, actor, 'whisper', action.words, action.to)
    }
    return action satisfies never
  }
}
