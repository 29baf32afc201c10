// Saying something: to a floor, to the whole world, or to one thing alone. Words said aloud are stored in
// live; a whisper is not.
import { WORDS_MAX } from '../../behavior/program-limits.ts'
import type { Voice } from '../../behavior/program-events.ts'
import type { EventData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { makeEvent } from './act-event.ts'
import { avatarHere } from './arrivals.ts'
import { plan, refusedPlan, type Actor, type Plan, type ActContext } from './act-context.ts'
import { GONE, hostOf } from './floor-placement.ts'

export const SILENCE = 'There is nothing to say.'

export const TOO_LONG = `You can say at most ${WORDS_MAX} characters at once.`

export function planSpeak(
  context: ActContext,
  actor: Actor,
  voice: Voice,
  said: string,
  to: ArtifactId | null,
): Plan {
  const { things } = context
  const me = things.get(actor.id)
  if (me === null || (to !== null && things.get(to) === null)) return refusedPlan(GONE)
  const words = said.toWellFormed().trim()
  if (words === '') return refusedPlan(SILENCE)
  if (words.length > WORDS_MAX) return refusedPlan(TOO_LONG)
  if (voice === 'whisper' && to === null) return refusedPlan('Choose someone to whisper to.')
  const away = to === null ? null : things.avatar(to)
  if (to !== null && away?.isAway === true && things.get(to)?.host === null)
    return refusedPlan(`${away.name} is not here.`)
  // The world itself speaks on its own floor.
  const floor = hostOf(things, me)?.id ?? me.id
  const host = voice === 'whisper' ? null : floor
  const { person } = me
  const event = makeEvent('hear', context.now(), { subject: me.id, object: to, host, person, words, voice })
  return plan(event, () => {
    if (voice !== 'whisper') keepSpeech(context, event, floor)
    else if (to !== null && avatarHere(things, to) !== null) {
      context.whisper(to, { from: me.id, person, words, at: Math.round(event.at) })
    }
    context.tell(event, actor.depth + 1)
  })
}

/** Data for the program of one thing; nobody else hears of it, and it is kept nowhere. */
export function planSend(context: ActContext, actor: Actor, id: ArtifactId, data: unknown): Plan {
  const thing = context.things.get(id)
  if (thing === null) return refusedPlan(GONE)
  const event = makeEvent('message', context.now(), { subject: actor.id, object: id, data })
  if (!context.hears(event, id)) {
    const who =
      thing.person === null ? `“${thing.name}”` : `${thing.person}, or a program of theirs in this world,`
    return refusedPlan(`${who} does not listen for messages.`)
  }
  return plan(null, () => context.tell(event, actor.depth + 1))
}

/** Writes what was said aloud into live. */
export function keepSpeech({ writes, random }: ActContext, event: EventData, on: ArtifactId): void {
  const { subject, person, words, voice, at } = event
  if (words === null || voice === null || voice === 'whisper') return
  // A key of its own: nothing that is said takes the place of something else.
  const key = `say ${[...random(8)].join('.')}`
  writes.put(key, (writer) => writer.say({ by: subject, person, voice, words, at, on }))
}
