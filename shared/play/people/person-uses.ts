// Uses of things by people, also by those without an avatar. Several uses of one thing that somebody asks for
// at once come to its program in one go.
import type { EventData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { ActContext } from '../acts/act-context.ts'
import { makeEvent } from '../acts/act-event.ts'
import type { ActionAsk } from '../acts/action.ts'
import { avatarHere } from '../acts/arrivals.ts'
import { GONE, IN_LIMBO } from '../acts/floor-placement.ts'
import { whyOutOfReach } from '../acts/use-act.ts'
import type { EventDelivery, FollowedEvent } from '../programs/event-delivery.ts'

/** `ok`, and words about it. */
export type ActionDone = (ok: boolean, words: string | null) => void

/**
 * How the next action of that person can be done in one go with this one; null where nothing can. It has to
 * be tried at once.
 */
export type BegunAct = FollowAct | null
/**
 * False: it is to be begun when that one is done. So it is when it was cut, since that one changed what this
 * one has to see.
 */
type FollowAct = (asked: ActionAsk, told: FollowedEvent) => boolean

/** Much of what code does is for somebody's body: it asks them, whispers to them, remembers them. */
const NOTHING_WITHOUT_BODY =
  'Nothing happened. You are not standing in this world, and this may need somebody who is. Press Walk to come in, then use it.'

interface PersonUses {
  readonly use: (id: ArtifactId, body: ArtifactId | null, person: string, came: ActionDone) => BegunAct
  /** The body of somebody who is here. */
  readonly bodyOf: (asked: ActionAsk) => ArtifactId | null
  /**
   * Asks about something, does it and tells of it. The outcome is known when those who hear of it have done
   * what they do: both are stored together. Answers which program hears of it, if it is one alone and nobody
   * has to be asked. `nothingWords`: told when those who heard of it did nothing.
   */
  readonly askAndTell: (
    event: EventData,
    act: () => void,
    came: ActionDone,
    nothingWords?: string | null,
  ) => ArtifactId | null
}

export function createPersonUses(context: ActContext, delivery: EventDelivery): PersonUses {
  const bodyOf = ({ who = null }: ActionAsk): ArtifactId | null =>
    who !== null && avatarHere(context.things, who.body) !== null ? who.body : null

  const askAndTell: PersonUses['askAndTell'] = (event, act, came, nothingWords = null) => {
    let alone: ArtifactId | null = null
    delivery.askAll(event, (refusal) => {
      if (refusal !== null) {
        came(false, refusal)
        return
      }
      act()
      alone = delivery.tell(event, 0, (didNothing) => came(true, didNothing ? nothingWords : null))
    })
    return alone
  }

  /** The event of a use; or why there is none. */
  function useOf(id: ArtifactId, body: ArtifactId | null, person: string): EventData | string {
    const thing = context.things.get(id)
    if (thing === null) return GONE
    if (thing.host === 'limbo') return IN_LIMBO
    const why = body === null ? null : whyOutOfReach(context, body, id)
    if (why !== null) return why
    return makeEvent('use', context.now(), { subject: body, object: id, host: thing.host, person })
  }

  function use(id: ArtifactId, body: ArtifactId | null, person: string, came: ActionDone): BegunAct {
    const event = useOf(id, body, person)
    if (typeof event === 'string') {
      came(false, event)
      return null
    }
    const program = askAndTell(event, () => undefined, came, body === null ? NOTHING_WITHOUT_BODY : null)
    if (program === null) return null
    return (asked, told) => {
      const isSame = asked.action.verb === 'use' && asked.action.thing === id && bodyOf(asked) === body
      const next = isSame ? useOf(id, body, asked.person) : null
      if (next === null || typeof next === 'string') return false
      // The same object goes to another thread once. They happen at one moment, that of the first.
      const same = next.host === event.host && next.person === event.person ? event : next
      return delivery.follow(same, program, told)
    }
  }

  return { use, bodyOf, askAndTell }
}
