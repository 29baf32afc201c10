// From one world to another. Both worlds stand still between two ticks while it happens: the one packs what
// goes, the other writes what arrives, the one writes that it is gone, and whoever owns them stores both
// updates in one transaction. Until then either can still say no, and goes on as if nothing had been asked.
import { makeArtifactId, type ArtifactId } from '../../world/address.ts'
import { ARTIFACTS_MAX } from '../../world/limits.ts'
import { linkOf, liveArtifacts } from '../../world/live/live-document.ts'
import type { LiveWriter } from '../../world/live/live-writer.ts'
import type { Host, Spot } from '../../world/place.ts'
import { artifactMaps, sceneArtifact } from '../../world/scene/scene.ts'
import type { View } from '../../world/view/world-view.ts'
import type * as Y from 'yjs'
import { makeEvent } from '../acts/act-event.ts'
import { holderOf } from '../acts/floor-placement.ts'
import {
  packThing,
  packCargo,
  type Cargo,
  type Carried,
  type CargoSource,
  type CrossingRoute,
} from './cargo.ts'
import { isInWorld, spotFor } from '../acts/arrivals.ts'
import { landingSpot, type LandingRefusal, type LandingPlace } from './landing-spot.ts'
import type { CrossWorld, CrossingDestination, ActContext } from '../acts/act-context.ts'
import type { LiveCommits } from '../documents/live-commits.ts'
import type { HeldProperty } from './held-property.ts'
import { personFrom } from '../documents/play-things.ts'

export type CarrierRight = 'editor' | 'visitor'

/** Something is about to leave: this world stands still until `done` or `cancel`. */
export interface WorldDeparture {
  readonly cargo: Cargo
  /** Writes that it is gone; null when it is no longer as it was packed. */
  leave(): Uint8Array | null
  /** It is stored. */
  done(): void
  /** Nothing comes of it. Not after `leave`: what was written is stored, or the play fails. */
  cancel(): void
}

/** Something has been written, and not yet stored: this world stands still until `done` or `undo`. */
export interface WorldArrival {
  readonly update: Uint8Array
  /** What is called otherwise here than where it came from is under what it was called there. */
  readonly ids: ReadonlyMap<ArtifactId, ArtifactId>
  done(): void
  /** Takes it back: nobody has seen it. */
  undo(): void
}

export interface Crossing {
  readonly cross: CrossWorld
  /** `whose`: of who may edit here, or of who may only act and takes nothing away. */
  readonly depart: (
    id: ArtifactId,
    way: CrossingRoute,
    whose?: CarrierRight,
  ) => Promise<WorldDeparture | LandingRefusal>
  /** `link`: what stood for it in the hand that puts it down, and goes now. */
  readonly receive: (
    cargo: Cargo,
    where: LandingPlace,
    link?: string,
  ) => Promise<WorldArrival | LandingRefusal>
  /**
   * Somebody whose avatar stands here by mistake, in a copy of a world: what they hold is put down, and they
   * are gone.
   */
  readonly dismiss: (body: ArtifactId) => Promise<void>
  /** Nothing else may happen now. */
  readonly isStill: () => boolean
  /** Between two ticks: what waits can be begun. */
  readonly rest: () => void
  /** Resolves when nothing is under way; what comes now is refused. */
  readonly end: () => Promise<void>
  /** Something failed: what waits is refused at once, and nothing that is under way is waited for. */
  readonly giveUp: () => void
}

interface Parts {
  readonly view: View
  readonly live: Y.Doc
  readonly context: ActContext
  readonly store: LiveCommits
  readonly heldProperty: Pick<HeldProperty, 'whyStays' | 'whyStaysInside' | 'putBack'>
  /**
   * Brings something to another world; without it there is no way out. Answers why not, null when it is
   * there.
   */
  readonly carry: ((id: ArtifactId, to: CrossingDestination) => Promise<string | null>) | undefined
  /** A tick is under way. */
  readonly isTicking: () => boolean
  readonly wake: () => void
  /** Sends what was gathered on its way to the disk. */
  readonly commit: () => void
  /** What was written cannot be trusted any more. */
  readonly onFailed: (error: unknown) => void
}

const NO_WAY = 'There is no way from here.'
const ON_THE_WAY = 'That is already on its way.'
const CLOSING: LandingRefusal = { why: 'This world is just going to sleep. Try again.' }
const MANY: LandingRefusal = { why: `There is no room: a world can have at most ${ARTIFACTS_MAX} things.` }

export function createCrossing(parts: Parts): Crossing {
  const { view, live, context, store } = parts
  const { things } = context
  const answers = new Map<ArtifactId, (why: string | null) => void>()
  let waiting: (() => void)[] = []
  let isStill = false
  let isOver = false
  let whenFree: (() => void)[] = []

  const packing: CargoSource = {
    view,
    live,
    world: context.world,
    text: context.pages.text,
    avatar: things.avatar,
  }

  function hold(): void {
    isStill = true
  }

  function goOn(): void {
    isStill = false
    for (const tell of whenFree.splice(0)) tell()
    rest()
    parts.wake()
  }

  /** Does the next of what waits, as long as the world need not stand still for one of them. */
  function rest(): void {
    const next = isStill || parts.isTicking() ? undefined : waiting.shift()
    if (next === undefined) return
    if (!isOver) parts.commit()
    next()
    rest()
  }

  function whenResting<Answer>(act: () => Answer | LandingRefusal): Promise<Answer | LandingRefusal> {
    if (isOver) return Promise.resolve(CLOSING)
    return new Promise((resolve) => {
      waiting.push(() => {
        const done = new Promise<Answer | LandingRefusal>((settle) => settle(isOver ? CLOSING : act()))
        done.catch(parts.onFailed)
        resolve(done)
      })
      rest()
    })
  }

  function depart(id: ArtifactId, way: CrossingRoute, whose: CarrierRight): WorldDeparture | LandingRefusal {
    const at = context.now()
    const thing = things.get(id)
    // Somebody may have picked it up on its way.
    const holder = way.type === 'portal' && thing !== null ? holderOf(things, thing) : null
    if (holder !== null) return { why: `${holder} has it.` }
    const stays = whose === 'editor' ? null : whyStays(id)
    if (stays !== null) return { why: stays }
    const cargo = packCargo(packing, id, way, at)
    if ('why' in cargo) return cargo
    hold()
    const from = thing?.host ?? null
    return {
      cargo,
      leave() {
        const again = packCargo(packing, id, way, at)
        if ('why' in again || JSON.stringify(again) !== JSON.stringify(cargo)) return null
        takeAway(cargo)
        // The outcome of whoever went is stored with their leaving.
        answer(id, null)
        return store.take()
      },
      done() {
        tell('leave', cargo.person?.body ?? id, cargo, from)
        goOn()
        // Whoever went is told so now: where nothing else happens no tick would come to it.
        if (!isStill && !parts.isTicking()) parts.commit()
      },
      cancel: goOn,
    }
  }

  const whyStays = (id: ArtifactId): string | null =>
    things.avatar(id) === null ? parts.heldProperty.whyStaysInside(id) : parts.heldProperty.whyStays(id)

  function answer(id: ArtifactId, why: string | null): void {
    const waits = answers.get(id)
    answers.delete(id)
    waits?.(why)
  }

  function takeAway({ person, things: carried }: Cargo): void {
    if (person !== null) things.setAvatar(person.body, null)
    store.replace((writer) => {
      for (const { id } of carried.toReversed()) {
        // Also what is not written: an editor may keep it at this moment, or has done so where no network is.
        writer.gone(id)
        writer.forget(id)
      }
    })
  }

  function tell(
    event: 'enter' | 'leave',
    subject: ArtifactId | null,
    { person }: Cargo,
    on: Host | null,
  ): void {
    const host = on === 'limbo' ? null : on
    const name = person?.avatar.name ?? null
    context.tell(makeEvent(event, context.now(), { subject, object: host, host, person: name }), 0)
  }

  function receive(cargo: Cargo, where: LandingPlace, link: string | null): WorldArrival | LandingRefusal {
    const why = whyNo(cargo)
    if (why !== null) return why
    const ids = idsFor(cargo)
    const spot = landingSpot(context, cargo, where)
    if ('why' in spot) return spot
    const shown = link === null || where.type !== 'hands' ? null : shownAs(where.body, link)
    hold()
    const { person } = cargo
    const avatar = person && { ...person.avatar, place: spot, since: Math.round(context.now()) }
    if (person !== null && avatar !== null) things.setAvatar(person.body, avatar)
    store.replace((writer) => {
      if (shown !== null) writer.remove(shown.id)
      for (const thing of cargo.things) bring(writer, thing, ids, spot)
    })
    const update = store.take()
    const [first] = cargo.things
    const subject = person?.body ?? (first && ids.get(first.id)) ?? null
    return {
      update,
      ids,
      done() {
        tellArrived(where, subject, cargo, spot)
        goOn()
      },
      undo() {
        store.giveBack(update)
        if (person !== null) things.setAvatar(person.body, null)
        store.replace((writer) => {
          for (const { id } of cargo.things.toReversed()) writer.remove(ids.get(id) ?? id)
          if (shown !== null) bring(writer, shown, new Map(), shown.on)
        })
        goOn()
      },
    }
  }

  /** What stands for something that is elsewhere, in the hand of whom. */
  function shownAs(body: ArtifactId, link: string): (Carried & { readonly on: Spot }) | null {
    const id = things.on(body).find((each) => linkOf(live, each) === link)
    const thing = id === undefined ? null : view.artifact(id)
    if (thing === null) return null
    const carried = packThing(packing, thing, null, context.now())
    const { x, y, facing } = carried
    return { ...carried, on: { host: body, x, y, facing } }
  }

  function tellArrived(where: LandingPlace, subject: ArtifactId | null, cargo: Cargo, { host }: Spot): void {
    if (where.type === 'hands')
      context.tell(makeEvent('putDown', context.now(), { subject: where.body, object: subject, host }), 0)
    else if (where.type !== 'hold' && cargo.person?.avatar.isAway !== true)
      tell('enter', subject, cargo, host)
  }

  function whyNo({ person, things: carried }: Cargo): LandingRefusal | null {
    if (things.size() + carried.length + 1 > ARTIFACTS_MAX) return MANY
    return person !== null && things.avatar(person.body) !== null ? { why: 'You are already there.' } : null
  }

  /**
   * The same ids as before, but for those that something has here, or had: what was carried away never comes
   * back as itself.
   */
  function idsFor({ things: carried }: Cargo): ReadonlyMap<ArtifactId, ArtifactId> {
    const isTaken = (id: ArtifactId): boolean =>
      artifactMaps(view.scene).has(id) || liveArtifacts(live)?.has(id) === true || things.get(id) !== null
    return new Map(carried.map(({ id }) => [id, isTaken(id) ? makeArtifactId(context.random) : id]))
  }

  async function dismiss(body: ArtifactId): Promise<void> {
    await whenResting(() => {
      const avatar = things.avatar(body)
      if (avatar === null) return null
      const floor = isInWorld(things, avatar.place.host)
        ? avatar.place
        : spotFor(context, personFrom(body, avatar), null)
      const isHome = sceneArtifact(view.scene, body) !== null
      parts.heldProperty.putBack(body, 'not theirs')
      for (const id of isHome ? [] : things.on(body)) {
        const thing = things.get(id)
        // What only stands for something that is elsewhere is not put down.
        if (thing !== null && context.linkOf(id) !== null) things.remove(id)
        else if (thing !== null && floor !== null) {
          things.change(thing, { host: floor.host, x: floor.x, y: floor.y, walk: null })
        }
      }
      things.setAvatar(body, null)
      parts.wake()
      return null
    })
  }

  return {
    cross(id, to, came) {
      if (parts.carry === undefined) came(NO_WAY)
      else if (answers.has(id)) came(ON_THE_WAY)
      else {
        answers.set(id, came)
        const failed = (): string => 'Something went wrong on the way. Try again.'
        void parts
          .carry(id, to)
          .catch(failed)
          .then((why) => {
            if (!isOver && answers.has(id)) {
              answer(id, why)
              parts.wake()
            }
            return why
          })
      }
    },
    depart: (id, way, whose = 'editor') => whenResting(() => depart(id, way, whose)),
    receive: (cargo, where, link) => whenResting(() => receive(cargo, where, link ?? null)),
    dismiss,
    isStill: () => isStill,
    rest,
    async end() {
      isOver = true
      if (!isStill) rest()
      if (isStill) await new Promise<void>((resolve) => whenFree.push(resolve))
    },
    giveUp() {
      isOver = true
      for (const refuse of waiting.splice(0)) refuse()
      for (const tell of whenFree.splice(0)) tell()
    },
  }
}

type Ids = ReadonlyMap<ArtifactId, ArtifactId>

/** Makes what arrives; what stood by itself stands on `spot`. */
function bring(writer: LiveWriter, thing: Carried, ids: Ids, spot: Spot): void {
  const id = ids.get(thing.id) ?? thing.id
  const { made, settings, memory, anchors, host, x, y, facing, bringer } = thing
  const place =
    host === null ? { ...spot, was: null } : { host: ids.get(host) ?? host, x, y, facing, was: null }
  if (
    !writer.make(id, { ...made, place, settings, brought: true, ...(bringer !== undefined && { bringer }) })
  )
    throw new Error('what arrives cannot be made')
  for (const [key, value] of Object.entries(memory)) writer.remember(id, key, value)
  writer.setPageValues(id, new Map(Object.entries(anchors)))
}
