// From one world to another. Both worlds stand still between two ticks while it happens. The one packs the
// cargo, the other writes the arrival, and the first one writes that the cargo is gone. The owner stores both
// updates in one transaction. Until then either world can still refuse, and goes on as if nothing had been
// asked.
import type { ArtifactId } from '../../world/address.ts'
import { sceneArtifact } from '../../world/scene/scene.ts'
import type { ActContext } from '../acts/act-context.ts'
import { isInWorld, spotFor } from '../acts/arrivals.ts'
import { draftRefusal } from '../acts/staying-refusal.ts'
import { holderOf } from '../acts/floor-placement.ts'
import type { PlayDocuments } from '../documents/play-documents.ts'
import { personFrom } from '../documents/play-things.ts'
import { packCargo, type Cargo, type CargoSource, type CrossingRoute } from './cargo.ts'
import type { HeldProperty } from './held-property.ts'
import type { LandingPlace, LandingRefusal } from './landing-spot.ts'
import type { OwnerRequests } from './owner-requests.ts'
import { createStandstill, type Standstill } from './standstill.ts'
import { createArrivals, tellCrossing, type WorldArrival } from './world-arrival.ts'

export type CarrierRight = 'editor' | 'visitor'

/** Something is about to leave: this world stands still until `done` or `cancel`. */
export interface WorldDeparture {
  readonly cargo: Cargo
  /** Writes that it is gone; null when it is no longer as it was packed. */
  leave(): Uint8Array | null
  /** It is stored. */
  done(): void
  /** Gives it up. Not after `leave`: then the update is stored, or the play fails. */
  cancel(): void
}

export interface Crossing extends Pick<Standstill, 'isStill' | 'tickBegins' | 'tickEnds' | 'end' | 'giveUp'> {
  /** `whose`: whether the person may edit here, or may only act and takes nothing away. */
  readonly depart: (
    id: ArtifactId,
    way: CrossingRoute,
    whose?: CarrierRight,
  ) => Promise<WorldDeparture | LandingRefusal>
  /** `link`: the thing that stood for it in the hand that puts it down, and is removed now. */
  readonly receive: (
    cargo: Cargo,
    where: LandingPlace,
    link?: string,
  ) => Promise<WorldArrival | LandingRefusal>
  /**
   * Somebody whose avatar stands here by mistake, in a copy of a world: the things that they hold are put
   * down, and they are gone.
   */
  readonly dismiss: (body: ArtifactId) => Promise<void>
}

interface WorldCrossingParts {
  readonly documents: Pick<PlayDocuments, 'view' | 'live' | 'commits'>
  readonly context: ActContext
  readonly heldProperty: Pick<HeldProperty, 'whyStays' | 'whyStaysInside' | 'putBack'>
  readonly requests: Pick<OwnerRequests, 'hasLeft' | 'end'>
  readonly isDraft?: boolean | undefined
  readonly wake: () => void
  /** Sends what was gathered on its way to the disk. */
  readonly commit: () => void
  /** The written state cannot be trusted any more. */
  readonly onFailed: (error: unknown) => void
}

const OF_DRAFT: LandingRefusal = { why: 'That is in a draft. Things of a draft do not leave it.' }

export function createCrossing(parts: WorldCrossingParts): Crossing {
  const { context, heldProperty, requests, isDraft = false, wake, commit } = parts
  const { view, live, commits } = parts.documents
  const { things } = context
  const { text } = context.pages
  const packing: CargoSource = { view, live, world: context.world, text, avatar: things.avatar }
  const standstill = createStandstill(parts)
  const { whenResting } = standstill
  const receive = createArrivals({ context, commits, packing, standstill, isDraft })

  function depart(id: ArtifactId, way: CrossingRoute, whose: CarrierRight): WorldDeparture | LandingRefusal {
    const at = context.now()
    const thing = things.get(id)
    // Somebody may have picked it up on its way.
    const holder = way.type === 'portal' && thing !== null ? holderOf(things, thing) : null
    if (holder !== null) return { why: `${holder} has it.` }
    const stays = whose === 'editor' ? null : whyStays(id)
    if (stays !== null) return { why: stays }
    const cargo = packed(id, way, at)
    if ('why' in cargo) return cargo
    const [first, ...more] = cargo.things
    if (isDraft && first !== undefined) {
      return cargo.person === null ? OF_DRAFT : { why: draftRefusal(first.made.name, more.length) }
    }
    standstill.hold()
    const from = thing?.host ?? null
    return {
      cargo,
      leave() {
        const again = packed(id, way, at)
        if ('why' in again || JSON.stringify(again) !== JSON.stringify(cargo)) return null
        takeAway(cargo)
        // The outcome of a person's leaving is stored with it.
        requests.hasLeft(id)
        return commits.take()
      },
      done() {
        tellCrossing(context, 'leave', cargo.person?.body ?? id, cargo, from)
        standstill.goOn()
        // The person who went is told so now: where nothing else happens, no later tick would do it.
        if (standstill.isResting()) commit()
      },
      cancel: standstill.goOn,
    }
  }

  /** What is in the room that a body is, in a draft of somebody's home, is no luggage of theirs. */
  function packed(id: ArtifactId, way: CrossingRoute, at: number): ReturnType<typeof packCargo> {
    const cargo = packCargo(packing, id, way, at)
    const isRoom = isDraft && sceneArtifact(view.scene, id) !== null
    return 'why' in cargo || cargo.person === null || !isRoom ? cargo : { ...cargo, things: [] }
  }

  const whyStays = (id: ArtifactId): string | null =>
    things.avatar(id) === null ? heldProperty.whyStaysInside(id) : heldProperty.whyStays(id)

  function takeAway({ person, things: carried }: Cargo): void {
    if (person !== null) things.setAvatar(person.body, null)
    commits.replace((writer) => {
      for (const { id } of carried.toReversed()) {
        // Also what is not written: an editor may keep it at this moment, or has done so where no network is.
        writer.gone(id)
        writer.forget(id)
      }
    })
  }

  async function dismiss(body: ArtifactId): Promise<void> {
    await whenResting(() => {
      const avatar = things.avatar(body)
      if (avatar === null) return null
      const floor = isInWorld(things, avatar.place.host)
        ? avatar.place
        : spotFor(context, personFrom(body, avatar), null)
      const isHome = sceneArtifact(view.scene, body) !== null
      heldProperty.putBack(body, 'not theirs')
      for (const id of isHome ? [] : things.on(body)) {
        const thing = things.get(id)
        // A thing that only stands for one that is elsewhere is not put down.
        if (thing !== null && context.linkOf(id) !== null) things.remove(id)
        else if (thing !== null && floor !== null) {
          things.change(thing, { host: floor.host, x: floor.x, y: floor.y, walk: null })
        }
      }
      things.setAvatar(body, null)
      wake()
      return null
    })
  }

  return {
    ...standstill,
    depart: (id, way, whose = 'editor') => whenResting(() => depart(id, way, whose)),
    receive: (cargo, where, link) => whenResting(() => receive(cargo, where, link ?? null)),
    dismiss,
    end() {
      requests.end()
      return standstill.end()
    },
    giveUp() {
      requests.end()
      standstill.giveUp()
    },
  }
}
