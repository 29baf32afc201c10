// Making things, copying them, and putting them away. A thing that code makes exists in live alone, until
// somebody keeps it.
import type { ActAnswer, MakingData, ThingData } from '../../behavior/sandbox-protocol.ts'
import { makeArtifactId, type ArtifactId } from '../../world/address.ts'
import { DEFAULT_PROPERTIES } from '../../world/artifact.ts'
import { ARTIFACTS_MAX, TEXT_MAX } from '../../world/limits.ts'
import { DEFAULT_COLORS, DEFAULT_LOOK } from '../../world/look.ts'
import { freeSpot } from '../walking/nearest-free-spot.ts'
import { inTheWay, type XY } from '../walking/floor-space.ts'
import { plan, refusedPlan, type Actor, type Plan, type ActContext } from './act-context.ts'
import { makeEvent } from './act-event.ts'
import { checkChanges } from './field-acts.ts'
import { FAR, FULL, GONE, heightOf, hostOf, nameOf, whyNotOn, wholeSpot } from './floor-placement.ts'

/** Most things that are copied at once with their host: a copy is made within a tick. */
const INSIDE_MAX = 500
const LONG = `A page can have at most ${TEXT_MAX} characters.`
/** A copy is no thing of the files any more: its code would run. */
const HELD =
  'It has code that came with files and sleeps. It is not copied before somebody lets the code run.'
const MANY = `A world can have at most ${ARTIFACTS_MAX} things.`

/** With a spot and no floor, it is made on the floor that its maker stands on; without a spot, on its own. */
export function planCreate(context: ActContext, actor: Actor, making: MakingData): Plan {
  const { things } = context
  const maker = making.x === undefined && making.y === undefined ? null : things.get(actor.id)
  const floor = making.on ?? (maker && hostOf(things, maker)?.id) ?? actor.id
  const usual = { ...DEFAULT_LOOK, ...DEFAULT_COLORS, ...DEFAULT_PROPERTIES }
  const thing: ThingData = {
    ...usual,
    id: actor.id,
    name: 'Thing',
    host: null,
    x: 0,
    y: 0,
    facing: 'down',
    person: null,
    walk: null,
  }
  const made = shape(context, thing, making, floor, { x: 0, y: 0 })
  if ('why' in made) return made
  return planMade(context, actor, made.thing, (id) => {
    const text = (making.text ?? '').toWellFormed()
    things.make({ ...made.thing, id }, text, context.pages.visitor(actor.id))
  })
}

/**
 * A copy stands beside its model unless told where. Its inside is copied too, except things that have been
 * put away.
 */
export function planCopy(context: ActContext, actor: Actor, id: ArtifactId, making: MakingData): Plan {
  const { things, pages } = context
  const model = things.get(id)
  if (model === null) return refusedPlan(GONE)
  if (model.person !== null) return refusedPlan(`There is only one ${model.person}.`)
  const on = making.on ?? hostOf(things, model)?.id ?? actor.id
  const near = { x: model.x + model.width, y: model.y }
  const made = shape(context, model, making, on, near, heightOf(things, model))
  if ('why' in made) return made
  const inside = insideOf(context, id, INSIDE_MAX)
  if (inside.length > INSIDE_MAX)
    return refusedPlan(`At most ${INSIDE_MAX} things can be inside what is copied.`)
  if (things.size() + 1 + inside.length > ARTIFACTS_MAX) return refusedPlan(MANY)
  if (pages.isHeld(id) || inside.some((thing) => pages.isHeld(thing.id))) return refusedPlan(HELD)
  return planMade(context, actor, made.thing, (copied) => {
    const visitorOf = (of: ArtifactId) => pages.visitor(actor.id) ?? pages.visitor(of)
    const text = (making.text ?? pages.text(id) ?? '').toWellFormed()
    things.make({ ...made.thing, id: copied }, text, visitorOf(id))
    const copies = new Map([[id, copied]])
    for (const thing of inside) {
      const next = makeArtifactId(context.random)
      copies.set(thing.id, next)
      const host = thing.host === null || thing.host === 'limbo' ? null : (copies.get(thing.host) ?? null)
      const of = visitorOf(thing.id)
      things.make({ ...thing, id: next, host, walk: null }, pages.text(thing.id) ?? '', of)
    }
  })
}

/** The thing to be made, on its floor and on a spot there; or why it cannot be. */
function shape(
  context: ActContext,
  like: ThingData,
  { text, x, y, facing, on: _on, fit = false, ...changes }: MakingData,
  floor: ArtifactId,
  near: XY,
  height = 0,
): { readonly thing: ThingData } | { readonly why: string } {
  const { things, space } = context
  if (things.size() >= ARTIFACTS_MAX) return { why: MANY }
  if (text !== undefined && text.length > TEXT_MAX) return { why: LONG }
  const checked = checkChanges(changes)
  if ('why' in checked) return checked
  const wanted = wholeSpot({ x: x ?? near.x, y: y ?? near.y })
  if (wanted === null) return { why: FAR }
  const unplaced = { ...like, ...checked.changes, facing: facing ?? like.facing, host: null, walk: null }
  // Nothing has this id: it is a thing that is not there yet.
  const ghost: ThingData = { ...unplaced, id: makeArtifactId(context.random) }
  const why = whyNotOn(things, ghost, floor, height)
  if (why !== null) return { why }
  if (fit || (x === undefined && y === undefined)) {
    const spot = freeSpot(space, ghost, floor, wanted, context.now())
    return spot === null ? { why: FULL } : { thing: { ...ghost, host: floor, ...spot } }
  }
  const other = inTheWay(space, ghost, floor, wanted, context.now())
  if (other !== null) return { why: `${nameOf(other)} stands there.` }
  return { thing: { ...ghost, host: floor, ...wanted } }
}

function planMade(context: ActContext, actor: Actor, thing: ThingData, make: (id: ArtifactId) => void): Plan {
  const host = thing.host === 'limbo' ? null : thing.host
  return {
    asks: null,
    run(answer: (answer: ActAnswer) => void) {
      make(thing.id)
      context.tell(makeEvent('place', context.now(), { subject: thing.id, host }), actor.depth + 1)
      answer({ ok: true, why: null, made: thing.id })
    },
  }
}

/**
 * Everything in a thing, hosts before the things on them; except people, and things that they hold. No more
 * than one more than `most`.
 */
function insideOf({ things }: ActContext, id: ArtifactId, most = Infinity): readonly ThingData[] {
  const inside: ThingData[] = []
  const hosts = [id]
  for (const host of hosts) {
    for (const guest of things.on(host)) {
      const thing = things.get(guest)
      if (thing === null || thing.person !== null) continue
      if (inside.length > most) return inside
      inside.push(thing)
      hosts.push(guest)
    }
  }
  return inside
}

/**
 * A written thing waits in limbo; a thing that only code made is gone, and written things in it are in limbo.
 */
export function planDestroy(context: ActContext, id: ArtifactId): Plan {
  const { things } = context
  const thing = things.get(id)
  if (thing === null) return refusedPlan(GONE)
  if (things.avatar(id) !== null) return refusedPlan('People cannot be put away.')
  if (id === things.root()) return refusedPlan('The world itself cannot be put away.')
  if (thing.host === 'limbo') return plan(null, () => undefined)
  return plan(null, () => putAway(context, thing))
}

function putAway(context: ActContext, thing: ThingData): void {
  const { things } = context
  if (!things.isOnlyLive(thing.id)) {
    things.change(thing, { host: 'limbo', x: thing.x, y: thing.y, walk: null })
    return
  }
  const inside = insideOf(context, thing.id)
  for (const guest of inside) {
    const isOfGone = guest.host !== null && guest.host !== 'limbo' && things.isOnlyLive(guest.host)
    if (!things.isOnlyLive(guest.id) && isOfGone) things.change(guest, { host: 'limbo', walk: null })
  }
  // A thing in limbo keeps its own inside, also things that only code made.
  for (const guest of inside.toReversed()) {
    if (things.isOnlyLive(guest.id) && !isInLimbo(context, guest)) things.remove(guest.id)
  }
  things.remove(thing.id)
}

function isInLimbo({ things }: ActContext, thing: ThingData): boolean {
  for (let at: ThingData | null = things.get(thing.id); at !== null; at = hostOf(things, at)) {
    if (at.host === 'limbo') return true
  }
  return false
}
