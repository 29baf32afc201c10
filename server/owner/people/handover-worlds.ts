// Things that come into the hands of people here and out of them, by way of other nodes. The world stands
// still between two ticks while what happens in it is stored, together with the records of those who know the
// other node.
import type { Carried, HeldLink } from '../../../shared/play/crossings/cargo.ts'
import type { WorldArrival } from '../../../shared/play/crossings/world-crossing.ts'
import type { LandingPlace } from '../../../shared/play/crossings/landing-spot.ts'
import {
  CARRIED_BYTES_MAX,
  CARRIED_VALUES_MAX,
  readThings,
} from '../../../shared/wire/peers/carried-things.ts'
import {
  nodeOf,
  type ArtifactId,
  type MemberId,
  type NodeName,
  type WorldId,
} from '../../../shared/world/address.ts'
import { valuesIn } from '../../../shared/json/plain-json.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import type {
  CommitHandover,
  ThingHandover,
  PutTo,
  HandoverRefusal,
  TakeFrom,
  TakenThings,
} from '../../contracts/thing-handover.ts'
import type { TableChange, RecordWrite } from '../../records/record-tables.ts'
import type { ThingLoans } from '../../accounts/lending/thing-loans.ts'
import { NO_MEMBER, type Member } from '../../contracts/request-member.ts'
import type { PersonRecord, Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { writeTogether, type Clock } from '../../sync/sync-server.ts'
import type { Homes } from '../worlds/home-worlds.ts'
import type { WorldRun } from '../worlds/world-run.ts'
import { personMember } from './person-member.ts'
import type { OwnedWorld } from '../worlds/owned-world.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'

/** How long a world may take to wake up, in ms: actions wait 8 s. */
const WAKE_MS = 4_000
/** How long those may take who want to be asked, in ms. */
const ASK_MS = 2_000

const later = (why: string): HandoverRefusal => ({ why, isPassing: true })
const never = (why: string): HandoverRefusal => ({ why, isPassing: false })

/** What a refusal says that is soon past. */
const PASSING = 'Try again'
const ASLEEP = later('That world is just waking up. Try again.')
const CHANGED = later('It was changed at the same moment. Try again.')
const NOT_HELD = never('That is no longer in your hand.')
const NO_WORLD = never('That world is not open to you, or does not exist.')
const NOT_HERE = never('The person who put it down is no longer there.')
const NOT_ALONE = never('That world does not accept things that arrive by themselves.')
const NO_ROOM = later('The world it belongs to is in the bin, or gone.')
const TOO_LARGE = never('It holds too much, or has too much written on it, to go to another node.')
const LINKED = never('That is itself on another node. Put it down there, or on your own node.')

interface HandingOptions {
  readonly store: Store
  readonly homes: Homes
  readonly rightOf: RightOf
  readonly clock: Clock
  readonly own: (world: WorldRecord) => OwnedWorld
  readonly loans?: ThingLoans
}

export function createThingHandover({
  store,
  homes,
  rightOf,
  clock,
  own,
  loans,
}: HandingOptions): ThingHandover {
  const lifeOf = (world: WorldRecord): Promise<WorldRun | null> => own(world).ready(WAKE_MS)

  /** Where somebody's avatar is, which may be away there. */
  async function whereIs(member: MemberId): Promise<{ person: PersonRecord; world: WorldRecord } | null> {
    const person = await store.person(member)
    const world = person?.at == null ? null : await store.findByKey(person.at)
    return person === null || world === null || world.binnedAt !== null ? null : { person, world }
  }

  /** Stores an update with what else is to be written. */
  const writing =
    (life: WorldRun, update: Uint8Array): RecordWrite =>
    async (records) => {
      await writeTogether(store, [life.part(update)], [], records)
      return true
    }

  /**
   * A play stands still until this is over; where nothing was written, or nobody knows, it begins again from
   * the disk: `free` lets it end at once.
   */
  async function sure(life: WorldRun, free: () => void, committed: () => Promise<boolean>): Promise<void> {
    try {
      if (!(await committed())) throw new Error('nothing of it was written')
    } catch (error) {
      life.fail(error)
      free()
      throw error
    }
  }

  /** The world where something is that is to be taken, and whose hand it is in, if it is in one. */
  async function whereFrom(from: TakeFrom): Promise<{ world: WorldRecord; hand: ArtifactId | null } | null> {
    if (from.type === 'floor') {
      const world = await store.findById(from.world)
      return world === null || world.binnedAt !== null ? null : { world, hand: null }
    }
    const there = await whereIs(from.member)
    return there && { world: there.world, hand: there.person.body }
  }

  async function take(
    from: TakeFrom,
    thing: ArtifactId,
    commit: (taken: TakenThings, write: RecordWrite, changes: readonly TableChange[]) => Promise<boolean>,
  ): Promise<TakenThings | HandoverRefusal> {
    const there = await whereFrom(from)
    const life = there && (await lifeOf(there.world))
    if (there === null) return NOT_HELD
    if (life === null) return ASLEEP
    const { play } = life
    const { hand } = there
    if (hand !== null && !play.held(hand).some(({ id }) => id === thing)) return NOT_HELD
    const way =
      from.type === 'floor' ? ({ type: 'portal', world: from.to } as const) : ({ type: 'visit' } as const)
    // What somebody holds was judged before; what goes by itself brings along only what it may.
    const departure = await play.depart(thing, way, hand === null ? 'visitor' : 'editor')
    if ('why' in departure) return later(departure.why)
    const things = readThings(departure.cargo.things)
    const refused = things === null ? TOO_LARGE : whyNotCarried(things)
    const left = refused === null ? departure.leave() : null
    if (left === null || things === null) {
      departure.cancel()
      return refused ?? CHANGED
    }
    const place = there.world.id
    const taken = { world: loans?.at(place, thing)?.loan.world ?? place, things }
    // It is lent by that node from then on, or belongs there.
    const changes = loans?.gone(place, things) ?? []
    await sure(
      life,
      () => departure.cancel(),
      () => commit(taken, writing(life, left), changes),
    )
    departure.done()
    return taken
  }

  /** What is in somebody's hand here and is of another world of this node. */
  function lentHere(
    { id }: WorldRecord,
    things: readonly Carried[],
    { ids }: WorldArrival,
    lent: { readonly holder: MemberId; readonly of: WorldId } | undefined,
  ): readonly TableChange[] {
    const [first] = things
    if (loans === undefined || lent === undefined || first === undefined) return []
    return [loans.lend(lent.holder, lent.of, { world: id, thing: ids.get(first.id) ?? first.id }, things)]
  }

  async function isOwn(person: PersonRecord, id: WorldId): Promise<boolean> {
    const world = await store.findById(id)
    return world !== null && rightOf(personMember(person), world) === 'own'
  }

  async function land(
    world: WorldRecord,
    where: LandingPlace,
    things: readonly Carried[],
    commit: CommitHandover,
    more: {
      readonly link?: string
      readonly lent?: { readonly holder: MemberId; readonly of: WorldId }
    } = {},
  ): Promise<HandoverRefusal | null> {
    const life = await lifeOf(world)
    if (life === null) return ASLEEP
    const arrival = await life.play.receive({ person: null, things }, where, more.link)
    if ('why' in arrival) return arrival.why.includes(PASSING) ? later(arrival.why) : never(arrival.why)
    await sure(
      life,
      () => arrival.undo(),
      () => commit(writing(life, arrival.update), lentHere(world, things, arrival, more.lent)),
    )
    arrival.done()
    return null
  }

  async function putDown(
    to: Extract<PutTo, { type: 'hands' }>,
    things: readonly Carried[],
    commit: CommitHandover,
  ): Promise<HandoverRefusal | null> {
    const world = await store.find(to.world)
    const person = await store.person(to.member)
    if (world === null || person === null || world.binnedAt !== null) return NO_WORLD
    const { body } = person
    if (!atLeast(rightOf(personMember(person), world), 'act')) return NO_WORLD
    if (person.at !== world.key) return NOT_HERE
    const why = to.isAsked ? null : await mayPutDown(world, body, to.link)
    if (why !== null) return why
    const theirs = things.map((thing) => ({ ...thing, bringer: body }))
    return land(world, { type: 'hands', body, at: to.at }, theirs, commit, { link: to.link })
  }

  /**
   * It came through a portal by itself: anybody may have things there, and nobody who is kept out sends them
   * in.
   */
  async function comeIn(
    { member: id, world: address, from }: Extract<PutTo, { type: 'alone' }>,
    things: readonly Carried[],
    commit: CommitHandover,
  ): Promise<HandoverRefusal | null> {
    const world = await store.find(address)
    const member = { id, name: null, session: null, kind: 'peer' as const }
    const mayAct = (who: Member): boolean => world !== null && atLeast(rightOf(who, world), 'act')
    if (world === null || world.binnedAt !== null || !mayAct(NO_MEMBER) || !mayAct(member)) return NOT_ALONE
    return land(world, { type: 'portal', from }, things, commit)
  }

  /** Beside the portal again by which it left; where that is full, somewhere there is room. */
  async function goBack(
    { world: id, to }: Extract<PutTo, { type: 'portal' }>,
    things: readonly Carried[],
    commit: CommitHandover,
  ): Promise<HandoverRefusal | null> {
    const world = await store.findById(id)
    if (world === null || world.binnedAt !== null) return NO_ROOM
    const refused = await land(world, { type: 'portal', from: to }, things, commit)
    return refused && later(refused.why)
  }

  /** Asks those who want to be asked; null: it may be put down. */
  async function mayPutDown(
    world: WorldRecord,
    body: ArtifactId,
    link: string,
  ): Promise<HandoverRefusal | null> {
    const life = await lifeOf(world)
    if (life === null) return ASLEEP
    const asked = life.play.mayPutDown(body, link).then((why) => (why === null ? null : never(why)))
    return withinTime(clock, ASK_MS, asked, ASLEEP)
  }

  /**
   * Into the hand of whom it belongs to, or beside where it was, or into their home: somewhere there is room
   * for it.
   */
  async function putBack(
    to: Extract<PutTo, { type: 'back' | 'world' }>,
    things: readonly Carried[],
    commit: CommitHandover,
  ): Promise<HandoverRefusal | null> {
    const person = to.type === 'back' ? await store.person(to.member) : null
    const here = person && (await whereIs(person.id))
    if (here !== null) {
      const { body } = here.person
      // Out of their own world, or one of this node that lends it to them.
      const isOfHere = to.world === here.world.id
      const theirs = isOfHere ? things : things.map((thing) => ({ ...thing, bringer: body }))
      const lent = { holder: here.person.id, of: to.world }
      const isLent = !isOfHere && !(await isOwn(here.person, to.world))
      const refused = await land(here.world, { type: 'hold', body }, theirs, commit, isLent ? { lent } : {})
      if (refused === null || refused.isPassing) return refused
    }
    const was = await store.findById(to.world)
    const isOfNode = person !== null && nodeOf(person.account) === null
    const world =
      was !== null && was.binnedAt === null ? was : isOfNode ? await homes.of(person, person.account) : was
    if (world === null || world.binnedAt !== null) return NO_ROOM
    const refused = await land(world, { type: 'entrance' }, things, commit)
    return refused && later(refused.why)
  }

  return {
    take,
    put(to, things, commit) {
      switch (to.type) {
        case 'hands':
          return putDown(to, things, commit)
        case 'alone':
          return comeIn(to, things, commit)
        case 'portal':
          return goBack(to, things, commit)
        case 'back':
        case 'world':
          return putBack(to, things, commit)
      }
      return to satisfies never
    },
    async held(by) {
      const there = await whereIs(by)
      if (there === null) return []
      const life = await lifeOf(there.world)
      return life && life.play.held(there.person.body)
    },
    async hold(member: MemberId, node: NodeName, links: readonly HeldLink[]) {
      const there = await whereIs(member)
      const life = there && (await lifeOf(there.world))
      if (there === null || life === null) return null
      const { body } = there.person
      await life.play.setHeldLinks(body, node, links)
      return new Map(
        links.flatMap(({ id }) => {
          const shown = life.play.standInFor(body, `${node}/${id}`)
          return shown === null ? [] : [[id, shown]]
        }),
      )
    },
    async leaveBehind(member) {
      const there = await whereIs(member)
      if (there === null || atLeast(rightOf(personMember(there.person), there.world), 'edit')) return
      const life = await lifeOf(there.world)
      await life?.play.putBack(there.person.body)
    },
    async isEmptyHanded(member) {
      const there = await whereIs(member)
      if (there === null) return true
      const life = await lifeOf(there.world)
      return life !== null && life.play.held(there.person.body).length === 0
    },
    async isHere(member) {
      const there = await whereIs(member)
      const life = there && (await lifeOf(there.world))
      return there !== null && life?.play.here().includes(there.person.body) === true
    },
  }
}

/** Why something cannot go to another node; null: it can. */
function whyNotCarried(things: readonly Carried[]): HandoverRefusal | null {
  if (things.some(({ made }) => made.link !== undefined)) return LINKED
  const text = JSON.stringify(things)
  return Buffer.byteLength(text) > CARRIED_BYTES_MAX || valuesIn(text) > CARRIED_VALUES_MAX ? TOO_LARGE : null
}
