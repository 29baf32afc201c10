// From world to world of this node, in one transaction: the person, the things that they hold, and the record
// of where they are. The play of either world can refuse before anything is written. Once it is written, all
// of it is in the new world, or all of it in the old one, whatever fails.
import type { Cargo, CrossingRoute } from '../../../shared/play/crossings/cargo.ts'
import type { CarrierRight } from '../../../shared/play/crossings/world-crossing.ts'
import type { LandingRefusal, LandingPlace } from '../../../shared/play/crossings/landing-spot.ts'
import type { CrossingDestination } from '../../../shared/play/acts/act-context.ts'
import { nodeOf, type Address, type ArtifactId, type MemberId } from '../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import { NO_MEMBER } from '../../contracts/request-member.ts'
import type { TableChange, RecordWrite } from '../../records/record-tables.ts'
import type { ThingLoans } from '../../accounts/loans/thing-loans.ts'
import type { MemberPeople } from '../../accounts/directory/member-people.ts'
import type { PersonRecord, Store } from '../../storage/store.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import { writeTogether, type JointPart, type ServerClock } from '../../sync/sync-server.ts'
import type { PeopleAbroad } from '../../contracts/people-abroad.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'
import { lifeOfRun, type CrossingLife, type LifeArrival, type LifeDeparture } from './crossing-life.ts'
import { crossingLoans } from './crossing-loans.ts'
import type { Homes } from '../worlds/home-worlds.ts'
import { personMember } from './person-member.ts'
import type { OwnedWorld } from '../worlds/owned-world.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'

/**
 * How long a world may take to wake up for somebody, and then to say whether there is room, in ms: actions
 * wait 8 s.
 */
const WAKE_MS = 4_000
const ANSWER_MS = 1_500
/** Something that people edit just then is packed again so often. */
const TRIES = 3

const ASLEEP: LandingRefusal = { why: 'That world is just waking up. Try again.' }
const CHANGED: LandingRefusal = { why: 'It was changed at the same moment. Try again.' }
const BROKEN: LandingRefusal = { why: 'Something went wrong on the way. Try again.' }
const NO_WORLD: LandingRefusal = { why: 'There is no such world.' }
const BINNED: LandingRefusal = { why: 'That world is in the bin.' }
const NO_RIGHT: LandingRefusal = { why: 'You are not allowed into that world.' }
const NO_HOME: LandingRefusal = { why: 'You have no home to go to from here.' }
const HERE: LandingRefusal = { why: 'That leads to where you already are.' }
const AT_HOME: LandingRefusal = { why: 'You are at home.' }
const BODILESS: LandingRefusal = { why: 'A body goes only with its owner.' }
const UNHEARD: LandingRefusal = { why: 'Your own node is not answering. Try again.' }
const NO_NODES: LandingRefusal = { why: 'This node is not connected to other nodes.' }
const ELSEWHERE: LandingRefusal = { why: 'You are already somewhere else.' }

export interface CrossingsOptions {
  readonly store: Store
  readonly people: MemberPeople
  readonly homes: Homes
  readonly rightOf: RightOf
  readonly clock: ServerClock
  readonly own: (world: WorldRecord) => OwnedWorld
  /** The life of a world that another process of this node plays; null: none does. */
  readonly lifeElsewhere?: (world: WorldRecord) => Promise<CrossingLife | null>
  /** Other nodes; none unless given. */
  readonly abroad?: Pick<PeopleAbroad, 'name' | 'send'>
  /** Somebody of ours goes to a world of another node; answers why not. */
  readonly goOut: (
    from: WorldRecord,
    who: PersonRecord,
    to: Address,
    isBack: boolean,
  ) => Promise<string | null>
  /** Somebody of another node goes away from here; their node takes them on, if it hears of it. */
  readonly canGo: (world: WorldKey, member: MemberId) => boolean
  readonly onGo: (world: WorldKey, member: MemberId, to: Address | null) => void
  /** Somebody is in that world from now on. */
  readonly onArrived: (world: WorldKey, member: MemberId) => void
  /** Things went along from one world to another, in which these words are written. */
  readonly onCarried?: (from: WorldRecord, to: WorldRecord, words: string) => void
  /** The loans from world to world. Without this, there are none. */
  readonly loans?: ThingLoans
  /** Somebody carried something off out of a world. */
  readonly onLent?: (from: WorldRecord, by: MemberId, name: string) => void
}

/** What goes, and where; `person` has the body, if it is one. */
interface Move {
  readonly from: WorldRecord
  readonly to: WorldRecord
  readonly id: ArtifactId
  readonly way: CrossingRoute
  readonly where: LandingPlace
  readonly person: PersonRecord | null
}

export class Crossings {
  readonly #options: CrossingsOptions
  readonly #worlds = new KeyedLock<WorldKey>()

  constructor(options: CrossingsOptions) {
    this.#options = options
  }

  /** Takes somebody, or a thing, where they go by themselves; answers why not, null when they are there. */
  async carry(from: WorldRecord, id: ArtifactId, asked: CrossingDestination): Promise<string | null> {
    const person = await this.#options.store.personOf(id)
    const to = this.#ourWordFor(asked)
    const isOut = to.type !== 'home' && nodeOf(to.world) !== null
    if (person !== null && nodeOf(person.account) !== null && (isOut || to.type === 'home'))
      return this.#sendOn(from, person, to.type === 'home' ? null : to.world)
    if (isOut)
      return person === null
        ? this.#sendAlone(from, id, to.world)
        : this.#options.goOut(from, person, to.world, to.type === 'back')
    const target = await this.#targetOf(person, to)
    if ('why' in target) return target.why
    if (target.key === from.key) return (to.type === 'home' ? AT_HOME : HERE).why
    return this.move({ from, to: target, id, way: to, where: whereFor(to, from), person })
  }

  /** A thing goes to another node, in the name of the present owner of this world. */
  async #sendAlone({ id }: WorldRecord, thing: ArtifactId, to: Address): Promise<string | null> {
    const { store, abroad } = this.#options
    const from = await store.findById(id)
    if (abroad === undefined || from === null) return NO_NODES.why
    return abroad.send({ from, thing, to })
  }

  /**
   * Brings somebody to a world they come into, from wherever they are; answers why not, null when they are
   * there. `only`: nobody is brought from anywhere else than there, null being nowhere.
   */
  async bring(id: MemberId, to: WorldRecord, only?: WorldKey | null): Promise<string | null> {
    const { store } = this.#options
    for (let tries = 0; tries < TRIES; tries++) {
      const person = await store.person(id)
      if (person === null || person.at === to.key) return null
      if (only !== undefined && person.at !== only) return null
      const from = person.at === null ? null : await store.findByKey(person.at)
      const came = from === null ? await this.#pass(person, to) : await this.#bringFrom(from, person, to)
      if (came !== ELSEWHERE.why) return came
    }
    return ELSEWHERE.why
  }

  /** As `bring`, from the world that they are in by the record. */
  async #bringFrom(from: WorldRecord, person: PersonRecord, to: WorldRecord): Promise<string | null> {
    return this.#worlds.takeBoth(from.key, to.key, async () => {
      // Not before: a person who is just going through a portal stands nowhere until that is stored.
      const isThere = from.binnedAt === null && (await this.#isIn(from, person.body))
      if (isThere === null) return ASLEEP.why
      if (!isThere) return this.#pass(person, to)
      const way = { type: 'visit' } as const
      return this.#tryMove({ from, to, id: person.body, way, where: { type: 'entrance' }, person })
    })
  }

  /** Somebody without a body where they were: only the record says that they are elsewhere. */
  async #pass({ id, at }: PersonRecord, to: WorldRecord): Promise<string | null> {
    const { store, people } = this.#options
    if (!(await store.pass({ person: id, from: at, to: to.key }))) return ELSEWHERE.why
    people.changed(id)
    return null
  }

  /** The world that a person is about to go to, if they may; or why not. */
  async whereTo(person: PersonRecord, world: Address): Promise<WorldRecord | string> {
    const target = await this.#targetOf(person, { type: 'portal', world })
    return 'why' in target ? target.why : target
  }

  /** Somebody is in that world from now on. */
  arrived(world: WorldKey, member: MemberId): void {
    this.#options.onArrived(world, member)
  }

  /** Somebody of another node goes from it: they are away here, and their node is told where they went. */
  async #sendOn(from: WorldRecord, person: PersonRecord, to: Address | null): Promise<string | null> {
    if (!this.#options.canGo(from.key, person.id)) return UNHEARD.why
    const life = await this.#options.own(from).ready(WAKE_MS)
    const stays = this.#whoseIs(from, person) === 'visitor' && life?.play.whyStays(person.body)
    if (typeof stays === 'string') return stays
    await this.#options.own(from).away(person.body)
    this.#options.onGo(from.key, person.id, to)
    return null
  }

  /** Worlds of this node can be called as others call them. */
  #ourWordFor(to: CrossingDestination): CrossingDestination {
    const name = this.#options.abroad?.name() ?? null
    if (to.type === 'home' || name === null || nodeOf(to.world) !== name) return to
    return { ...to, world: nameAsSeenFrom(to.world, name, name) }
  }

  /** Where somebody goes; null person: a thing by itself, which goes only where anybody may act. */
  async #targetOf(
    person: PersonRecord | null,
    to: CrossingDestination,
  ): Promise<WorldRecord | LandingRefusal> {
    const { store, homes, rightOf } = this.#options
    if (to.type === 'home')
      return person === null ? NO_HOME : this.#open(await homes.of(person, person.account))
    const world = await store.find(to.world)
    if (world === null) return NO_WORLD
    const right = rightOf(person === null ? NO_MEMBER : personMember(person), world)
    if (right === 'none') return NO_WORLD
    return atLeast(right, 'act') ? this.#open(world) : NO_RIGHT
  }

  #open(world: WorldRecord): WorldRecord | LandingRefusal {
    return world.binnedAt === null ? world : BINNED
  }

  /** Whether somebody's avatar is in a world, as it is played; null when nobody can say now. */
  async #isIn(world: WorldRecord, body: ArtifactId): Promise<boolean | null> {
    const life = await this.lifeOf(world)
    return life && life.hasAvatar(body)
  }

  /** The life of a world, whichever process plays it; null: it does not wake up in time. */
  async lifeOf(world: WorldRecord): Promise<CrossingLife | null> {
    const { own, lifeElsewhere } = this.#options
    const elsewhere = (await lifeElsewhere?.(world)) ?? null
    if (elsewhere !== null) return elsewhere
    const run = await own(world).ready(WAKE_MS)
    return run && lifeOfRun(run)
  }

  /** Nothing else goes between these worlds meanwhile. */
  together<Came>(a: WorldRecord, b: WorldRecord, act: () => Promise<Came>): Promise<Came> {
    return this.#worlds.takeBoth(a.key, b.key, act)
  }

  /** Answers why not. */
  move(move: Move): Promise<string | null> {
    return this.#worlds.takeBoth(move.from.key, move.to.key, () => this.#tryMove(move))
  }

  async #tryMove(move: Move): Promise<string | null> {
    for (let tries = 0; tries < TRIES; tries++) {
      const refused = await this.#moveOnce(move)
      if (refused !== CHANGED) return refused === null ? null : refused.why
    }
    return CHANGED.why
  }

  async #moveOnce(move: Move): Promise<LandingRefusal | null> {
    const there = await this.lifeOf(move.to)
    const here = await this.lifeOf(move.from)
    if (there === null || here === null) return ASLEEP
    const whose = this.#whoseIs(move.from, move.person)
    const departure = await this.#answered(here.depart(move.id, move.way, whose), (late) => late.cancel())
    if ('why' in departure) return departure
    const { loans, rightOf, onCarried, onLent } = this.#options
    const sender = move.person === null ? await this.#ownerOf(move.from) : null
    const carrying = crossingLoans(loans, rightOf, { ...move, sender }, departure.cargo)
    const arrival = 'why' in carrying ? carrying : await this.#arrivalOf(move, carrying.cargo, there)
    if ('why' in carrying || 'why' in arrival) {
      departure.cancel()
      return 'why' in arrival ? arrival : CHANGED
    }
    const left = await departure.leave()
    if (left === null) {
      arrival.undo()
      departure.cancel()
      return CHANGED
    }
    const changes = carrying.changes(arrival.ids)
    const broken = await this.#store(move, [here, left, departure], [there, arrival], changes)
    const { things } = departure.cargo
    if (broken === null && things.length > 0) onCarried?.(move.from, move.to, JSON.stringify(things))
    if (broken === null) for (const { by, name } of carrying.lent) onLent?.(move.from, by, name)
    return broken
  }

  /** The present owner of a world; null: nobody, or nobody who was ever met. */
  async #ownerOf({ id }: WorldRecord): Promise<PersonRecord | null> {
    const { store } = this.#options
    const owner = (await store.findById(id))?.owner ?? null
    return owner && store.person(owner)
  }

  /**
   * A person who may only act takes away nothing that has to stay. Nor does a thing that somebody brought,
   * when it goes by itself.
   */
  #whoseIs(from: WorldRecord, person: PersonRecord | null): CarrierRight {
    if (person === null) return 'visitor'
    return atLeast(this.#options.rightOf(personMember(person), from), 'edit') ? 'editor' : 'visitor'
  }

  /** The other world's answer; any failure is a no. */
  async #arrivalOf(move: Move, cargo: Cargo, life: CrossingLife): Promise<LifeArrival | LandingRefusal> {
    const refused = await this.#whyNot(move, cargo).catch(() => BROKEN)
    if (refused !== null) return refused
    return this.#answered(life.receive(cargo, move.where), (late) => late.undo())
  }

  /** The record says where somebody is. Anything that says otherwise is a copy. */
  async #whyNot({ id, from, person }: Move, cargo: Cargo): Promise<LandingRefusal | null> {
    if (person === null) return null
    if (cargo.person === null) return BODILESS
    const now = await this.#options.store.personOf(id)
    return now?.at === from.key ? null : ELSEWHERE
  }

  async #store(
    { from, to, person }: Move,
    [here, left, departure]: readonly [CrossingLife, JointPart, LifeDeparture],
    [there, arrival]: readonly [CrossingLife, LifeArrival],
    changes: readonly TableChange[],
  ): Promise<LandingRefusal | null> {
    const { store, people, onArrived } = this.#options
    const passages = person === null ? [] : [{ person: person.id, from: from.key, to: to.key }]
    try {
      const write: RecordWrite = async (records) => {
        await writeTogether(store, [left, arrival.part()], passages, records)
        return true
      }
      await (this.#options.loans?.write(changes, write) ?? write([]))
    } catch (error) {
      // The update is not stored, or nobody knows. Both worlds begin again from the disk, and the person who
      // asked is told there.
      here.fail(error)
      there.fail(error)
      // Nothing of this undoing is stored. The plays end at once, and do not stand still until then.
      departure.cancel()
      arrival.undo()
      return BROKEN
    }
    departure.done()
    arrival.done()
    if (person !== null) {
      people.changed(person.id)
      onArrived(to.key, person.id)
    }
    return null
  }

  /** A play's answer, if it comes in time; a later one is taken back. */
  async #answered<Answer extends object>(
    asked: Promise<Answer | LandingRefusal>,
    takeBack: (late: Answer) => void,
  ): Promise<Answer | LandingRefusal> {
    const answered = asked.catch(() => BROKEN)
    const answer = await withinTime(this.#options.clock, ANSWER_MS, answered, null)
    if (answer !== null) return answer
    void answered.then((late) => isRefused(late) || takeBack(late))
    return ASLEEP
  }
}

function whereFor(to: CrossingDestination, { address }: WorldRecord): LandingPlace {
  switch (to.type) {
    case 'portal':
      return { type: 'portal', from: address }
    case 'back':
      return { type: 'back', spot: to.spot }
    case 'home':
      return { type: 'home' }
  }
  return to satisfies never
}

function isRefused(answer: object): answer is LandingRefusal {
  return 'why' in answer
}
