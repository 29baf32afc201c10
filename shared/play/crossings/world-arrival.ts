// Arrivals from another world. An arrival is written where it lands, and is taken back if it cannot be
// stored.
import { makeArtifactId, type ArtifactId } from '../../world/address.ts'
import { ARTIFACTS_MAX } from '../../world/limits.ts'
import { linkOf, liveArtifacts } from '../../world/live/live-document.ts'
import type { LiveWriter } from '../../world/live/live-writer.ts'
import type { Host, Spot } from '../../world/place.ts'
import { artifactMaps } from '../../world/scene/scene.ts'
import type { ActContext } from '../acts/act-context.ts'
import { makeEvent } from '../acts/act-event.ts'
import type { LiveCommits } from '../documents/live-commits.ts'
import { packThing, type Cargo, type CargoSource, type Carried } from './cargo.ts'
import { landingSpot, type LandingPlace, type LandingRefusal } from './landing-spot.ts'
import type { Standstill } from './standstill.ts'

/** Something has been written, and not yet stored: this world stands still until `done` or `undo`. */
export interface WorldArrival {
  readonly update: Uint8Array
  /** New ids of arrivals that got another id here, by their old ids. */
  readonly ids: ReadonlyMap<ArtifactId, ArtifactId>
  done(): void
  /** Takes it back: nobody has seen it. */
  undo(): void
}

type Receive = (cargo: Cargo, where: LandingPlace, link: string | null) => WorldArrival | LandingRefusal

interface WorldArrivalParts {
  readonly context: ActContext
  readonly commits: Pick<LiveCommits, 'replace' | 'take' | 'giveBack'>
  readonly packing: CargoSource
  readonly standstill: Pick<Standstill, 'hold' | 'goOn'>
  readonly isDraft: boolean
}

const INTO_DRAFT: LandingRefusal = {
  why: 'That world is a draft. Nothing from elsewhere comes into it. Put down what you hold first.',
}

const MANY: LandingRefusal = { why: `There is no room: a world can have at most ${ARTIFACTS_MAX} things.` }

export function createArrivals({
  context,
  commits,
  packing,
  standstill,
  isDraft,
}: WorldArrivalParts): Receive {
  const { things } = context
  const { view, live } = packing

  function receive(cargo: Cargo, where: LandingPlace, link: string | null): WorldArrival | LandingRefusal {
    const why = whyNo(cargo)
    if (why !== null) return why
    const ids = idsFor(cargo)
    const spot = landingSpot(context, cargo, where)
    if ('why' in spot) return spot
    const shown = link === null || where.type !== 'hands' ? null : shownAs(where.body, link)
    standstill.hold()
    const { person } = cargo
    const avatar = person && { ...person.avatar, place: spot, since: Math.round(context.now()) }
    if (person !== null && avatar !== null) things.setAvatar(person.body, avatar)
    commits.replace((writer) => {
      if (shown !== null) writer.remove(shown.id)
      for (const thing of cargo.things) bring(writer, thing, ids, spot)
    })
    const update = commits.take()
    const [first] = cargo.things
    const subject = person?.body ?? (first && ids.get(first.id)) ?? null
    return {
      update,
      ids,
      done() {
        tellArrived(where, subject, cargo, spot)
        standstill.goOn()
      },
      undo() {
        commits.giveBack(update)
        if (person !== null) things.setAvatar(person.body, null)
        commits.replace((writer) => {
          for (const { id } of cargo.things.toReversed()) writer.remove(ids.get(id) ?? id)
          if (shown !== null) bring(writer, shown, new Map(), shown.on)
        })
        standstill.goOn()
      },
    }
  }

  /** The thing in somebody's hand that stands for one that is elsewhere. */
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
      tellCrossing(context, 'enter', subject, cargo, host)
  }

  function whyNo({ person, things: carried }: Cargo): LandingRefusal | null {
    if (isDraft && carried.length > 0) return INTO_DRAFT
    if (things.size() + carried.length + 1 > ARTIFACTS_MAX) return MANY
    return person !== null && things.avatar(person.body) !== null ? { why: 'You are already there.' } : null
  }

  /**
   * The same ids as before, except where something here has or had that id: a thing that was carried away
   * never comes back as itself.
   */
  function idsFor({ things: carried }: Cargo): ReadonlyMap<ArtifactId, ArtifactId> {
    const isTaken = (id: ArtifactId): boolean =>
      artifactMaps(view.scene).has(id) || liveArtifacts(live)?.has(id) === true || things.get(id) !== null
    return new Map(carried.map(({ id }) => [id, isTaken(id) ? makeArtifactId(context.random) : id]))
  }

  return receive
}

/** Tells that somebody, or something, entered or left. */
export function tellCrossing(
  context: Pick<ActContext, 'tell' | 'now'>,
  event: 'enter' | 'leave',
  subject: ArtifactId | null,
  { person }: Cargo,
  on: Host | null,
): void {
  const host = on === 'limbo' ? null : on
  const name = person?.avatar.name ?? null
  context.tell(makeEvent(event, context.now(), { subject, object: host, host, person: name }), 0)
}

type ArrivalIds = ReadonlyMap<ArtifactId, ArtifactId>

/** Makes a thing that arrives. If it came by itself, it stands on `spot`. */
function bring(writer: LiveWriter, thing: Carried, ids: ArrivalIds, spot: Spot): void {
  const id = ids.get(thing.id) ?? thing.id
  const { made, settings, memory, anchors, host, x, y, facing, bringer, visitor } = thing
  const place =
    host === null ? { ...spot, was: null } : { host: ids.get(host) ?? host, x, y, facing, was: null }
  const whose = { ...(bringer !== undefined && { bringer }), ...(visitor !== undefined && { visitor }) }
  if (!writer.make(id, { ...made, place, settings, brought: true, ...whose }))
    throw new Error('what arrives cannot be made')
  for (const [key, value] of Object.entries(memory)) writer.remember(id, key, value)
  writer.setPageValues(id, new Map(Object.entries(anchors)))
}
