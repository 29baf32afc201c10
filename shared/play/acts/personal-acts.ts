// What a program shows or asks one person alone, and the sounds that it makes for them or for everybody.
import type { Act } from '../../behavior/sandbox-protocol.ts'
import type { Sound } from '../../behavior/sounds.ts'
import type { ArtifactId } from '../../world/address.ts'
import { DONE, refusedPlan, type ActContext, type Actor, type Plan } from './act-context.ts'
import { checkChanges } from './field-acts.ts'
import { GONE } from './floor-placement.ts'
import { PERSONAL_LOOKS } from '../../behavior/personal.ts'

export function planShowTo(
  context: ActContext,
  actor: Actor,
  { person, thing, values }: Extract<Act, { do: 'showTo' }>,
): Plan {
  const why = whyNobody(context, person)
  if (why !== null) return refusedPlan(why)
  if (context.things.get(thing) === null) return refusedPlan(GONE)
  const shown: Record<string, string | null> = {}
  for (const [name, value] of Object.entries(values)) {
    const checked = checkedValue(context, thing, name, value)
    if (typeof checked === 'object' && checked !== null) return refusedPlan(checked.why)
    shown[name] = checked
  }
  return {
    asks: null,
    run(answer) {
      const whyNot = context.personal.show({ by: actor.id, person, thing, values: shown })
      answer(whyNot === null ? DONE : { ok: false, why: whyNot, made: null })
    },
  }
}

function checkedValue(
  { pages }: ActContext,
  thing: ArtifactId,
  name: string,
  value: string | null,
): string | null | { readonly why: string } {
  if (name.startsWith('#')) {
    const why = value === null ? null : pages.whyNotShown(thing, name.slice(1))
    return why === null ? (value?.toWellFormed().replace(/\s+/gu, ' ').trim() ?? null) : { why }
  }
  const look = PERSONAL_LOOKS.find((one) => one === name)
  if (look === undefined) return { why: `One person cannot be shown another “${name}”.` }
  if (value === null) return null
  const checked = checkChanges({ [look]: value })
  return 'why' in checked ? checked : (checked.changes[look] ?? null)
}

export function planAsk(
  context: ActContext,
  actor: Actor,
  { person, words, form, withinMs }: Extract<Act, { do: 'ask' }>,
): Plan {
  const why = whyNobody(context, person)
  if (why !== null) return refusedPlan(why)
  if (form.type === 'spot' && context.things.get(form.thing) === null) return refusedPlan(GONE)
  return {
    asks: null,
    run(answer) {
      const whyNot = context.personal.ask({
        by: actor.id,
        person,
        words,
        form,
        withinMs,
        answered: (given) => answer({ ...DONE, given }),
      })
      if (whyNot !== null) answer({ ok: false, why: whyNot, made: null })
    },
  }
}

/** `to`: somebody alone; null: all who are in the world. */
export function planSound(context: ActContext, actor: Actor, to: ArtifactId | null, sound: Sound): Plan {
  const whyNot = to === null ? null : whyNobody(context, to)
  if (whyNot !== null) return refusedPlan(whyNot)
  return {
    asks: null,
    run(answer) {
      const why = context.sounds.make(actor.id, to, sound)
      answer(why === null ? DONE : { ok: false, why, made: null })
    },
  }
}

/**
 * Why there is nobody to show something to; null: there is. Somebody who is away sees it when they come
 * back.
 */
function whyNobody({ things }: ActContext, id: ArtifactId): string | null {
  if (things.avatar(id) !== null) return null
  const thing = things.get(id)
  return thing === null
    ? 'This person is not in this world any more.'
    : `“${thing.name}” is a thing, and no person.`
}
