// People in the worlds of this node: how they come into one, with a home made for them and their avatar
// brought from wherever it is; their messages; and how they are away once nothing of them is connected any
// more.
import type { Logger } from 'pino'
import type { Action, ActionAsk, ActingPerson } from '../../../shared/play/acts/action.ts'
import type { Play } from '../../../shared/play/play.ts'
import type { XY } from '../../../shared/play/walking/floor-space.ts'
import { nodeOf, type Address, type ArtifactId, type MemberId } from '../../../shared/world/address.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { ActionClient } from '../../sync/sync-server.ts'
import type { PeopleAbroad, ReturningPeople } from '../../contracts/people-abroad.ts'
import type { ThingHandover } from '../../contracts/thing-handover.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'
import type { CrossingLife } from './crossing-life.ts'
import { TabAttendance } from './tab-attendance.ts'
import { Crossings, type CrossingsOptions } from './world-crossings.ts'
import { Drivers } from './avatar-drivers.ts'
import { createThingHandover } from './handover-worlds.ts'
import { Plays } from '../worlds/open-plays.ts'
import { Homes, type HomesOptions } from '../worlds/home-worlds.ts'
import type { OwnersRoom } from '../worlds/world-run.ts'
import type { LifePeople } from '../worlds/world-run.ts'
import { personMember } from './person-member.ts'
import { createRecall, type Recall } from './thing-recalls.ts'
import { NodeCrossings } from './node-crossings.ts'
import type { LeadingProcess, PlayingProcesses } from './other-processes.ts'

/** A tab does not bring back a person who went elsewhere, and need not be told. */
const IS_ELSEWHERE: Outcome = { ok: false, why: null }
/** How long a world may take to wake up before somebody comes into it, in ms. */
const READY_MS = 4_000

const NO_NODES = 'This node is not connected to other nodes.'
const DONE: Outcome = { ok: true, why: null }
const ASLEEP: Outcome = { ok: false, why: 'This world is just waking up. Try again.' }

interface ArrivalsOptions
  extends
    HomesOptions,
    Omit<CrossingsOptions, 'homes' | 'goOut' | 'onArrived' | 'canGo' | 'onGo' | 'lifeElsewhere'> {
  /** Whether a world is owned here. */
  readonly isOwned: (world: WorldKey) => boolean
  /** Owns a world for a while, if it has place for it. */
  readonly stay: (world: WorldRecord) => void
  readonly away: (world: WorldKey, body: ArtifactId) => void
  readonly sendOut: (world: WorldRecord, body: ArtifactId) => void
  /** Other nodes; none unless given. */
  readonly abroad?: PeopleAbroad
  /** Where this is a process that does not lead: the one that does. */
  readonly leading?: LeadingProcess | undefined
  /** Where it is the one that leads: others that play worlds. */
  readonly playing?: PlayingProcesses | undefined
  /** Names what is done for somebody here, not by their own tabs: a session of actions. */
  readonly sessionOf: (member: MemberId) => string
  readonly room?: OwnersRoom | undefined
  readonly log: Pick<Logger, 'warn'>
}

export class PeopleArrivals {
  readonly #options: ArrivalsOptions
  readonly #homes: Homes
  readonly #attendance: TabAttendance
  readonly #crossings: Crossings
  readonly #drivers: Drivers
  readonly #travelling: NodeCrossings
  /** Things that come here, and leave, by way of other nodes. */
  readonly handing: ThingHandover
  /** Calls back what was carried off to another world of this node. */
  readonly recall: Recall
  /** Two tabs of one person come one after the other: the second knows where the first brought them. */
  readonly #alone = new KeyedLock<MemberId>()
  /** The plays, for what programs in them show and ask people. */
  readonly #plays = new Plays<Pick<Play, 'personalOf'>>()
  /** Worlds of which is known whether somebody was in them when this process began. */
  readonly #known = new Set<WorldKey>()

  constructor(options: ArrivalsOptions) {
    this.#options = options
    this.#homes = new Homes(options)
    const { leading } = options
    this.#attendance = new TabAttendance({
      ...options,
      // People of other nodes are in worlds of the process that leads.
      ...(leading && { abroad: { placeOf: (of) => leading.placeAbroad(of), isGuest: () => false } }),
      onAway: (world, member) => void this.#away(world, member),
      onDriver: (world, member) => this.#drivers.look(world, member),
      personalOf: (world, body) => this.#plays.of(world)?.personalOf(body) ?? null,
    })
    const driverOf: TabAttendance['driverOf'] = (world, member) => this.#attendance.driverOf(world, member)
    this.#drivers = new Drivers({
      store: options.store,
      driverOf,
      onFault: (error, member) =>
        options.log.warn({ member, err: error }, 'the kind of an avatar could not be updated'),
    })
    this.#crossings = new Crossings({
      ...options,
      homes: this.#homes,
      onArrived: (world, member) => this.#arrived(world, member),
      goOut: (...way) => this.#travelling.goOut(...way),
      ...(options.playing && { lifeElsewhere: (world) => this.#lifeElsewhere(world) }),
      canGo: (world, member) => this.#attendance.isThere(world, member),
      onGo: (world, member, to) => this.#attendance.sendOn(world, member, to),
    })
    this.handing = createThingHandover({ ...options, homes: this.#homes })
    const homes = this.#homes
    const crossings = this.#crossings
    const alone = this.#alone
    this.recall = createRecall({
      ...options,
      crossings,
      notify: (member, words) => this.notify(member, words),
    })
    this.#travelling = new NodeCrossings({ ...options, homes, crossings, alone })
  }

  /** The questions of plays. */
  get ofPlays(): Omit<LifePeople, 'program'> {
    return {
      played: ({ key }, play) => {
        const stops = [this.#drivers.played(key, play), this.#plays.began(key, play)]
        return () => {
          for (const stop of stops) stop()
        }
      },
      carry: (from, id, to) => (this.#options.leading ?? this.#crossings).carry(from, id, to),
      isHere: (world, body) => this.#isHere(world, body),
      mayStay: (world, body) => this.#mayStay(world, body),
      fetch: (world, body, link, at) => this.#fetch(world, body, link, at),
      personal: (world, to, change) =>
        void this.#memberOf(to).then((member) => {
          if (member !== null) this.#attendance.personal(world.key, member, change)
          return member
        }),
      sounds: (world, to, sounds) => {
        if (to === null) this.#attendance.sounds(world.key, null, sounds)
        else
          void this.#memberOf(to).then((member) => {
            if (member !== null) this.#attendance.sounds(world.key, member, sounds)
            return member
          })
      },
      whisper: (world, to, whisper) =>
        void this.#memberOf(to).then((member) => {
          if (member !== null) this.#attendance.whisper(world.key, member, whisper)
          return member
        }),
    }
  }

  who(member: Member): ActingPerson | null | Promise<ActingPerson | null> {
    return this.#attendance.who(member)
  }

  /** Whether what is asked counts, by the line that it comes on. */
  counts(asker: ActionClient, action: Action): boolean {
    return this.#attendance.counts(asker, action)
  }

  /** Somebody went through a door as they asked, and they are about to be told. */
  answered(asker: ActionClient, asked: ActionAsk): void {
    this.#attendance.answered(asker, asked)
  }

  came(world: WorldRecord, asker: ActionClient): void {
    this.#attendance.came(world, asker)
    this.#judge(world, asker)
    if (this.#known.has(world.key)) return
    this.#known.add(world.key)
    void this.#lookFor(world)
  }

  gone(world: WorldRecord, asker: ActionClient): void {
    this.#attendance.gone(world, asker)
    this.#judge(world, asker)
  }

  /** Somebody comes into a world; `act` has it done there. */
  visit(
    world: WorldRecord,
    { member }: ActionClient,
    { session, sequence, action }: ActionAsk,
    act: () => Promise<Outcome>,
  ): Promise<Outcome> {
    return this.#alone.take(member.id, async () => {
      if (!(await this.#mayCome(world.address, member, action))) return IS_ELSEWHERE
      const life = await this.#options.own(world).ready(READY_MS)
      if (life === null) return ASLEEP
      if (life.hasAnswered(session, sequence)) return act()
      const why = await this.#bring(world, member, isBack(action))
      if (why !== null) return { ok: false, why }
      this.#attendance.watch(world.key, member.id)
      return act()
    })
  }

  /** Brings somebody into a world that another process plays, or this one; answers why not. */
  bring(world: WorldRecord, member: Member): Promise<string | null> {
    return this.#alone.take(member.id, () => this.#bring(world, member))
  }

  /** Where somebody is, here or on another node. */
  async placeOf(member: Member): Promise<Address | null> {
    const person = await this.#options.people.meet(member)
    return person && this.#attendance.placeOf(member, person)
  }

  /** Somebody of ours comes into a world of another node, from wherever they are. */
  visitAbroad(member: Member, to: Address, action: Action): Promise<Outcome> {
    return this.#alone.take(member.id, async () =>
      (await this.#mayCome(to, member, action))
        ? this.#travelling.visit(member, to, isBack(action))
        : IS_ELSEWHERE,
    )
  }

  /** A person who only comes back is not brought from anywhere else. */
  async #mayCome(to: Address, member: Member, action: Action): Promise<boolean> {
    const at = isBack(action) ? await this.placeOf(member) : null
    return at === null || at === to
  }

  /** The fate of people who were on another node; `goBack`: back from home, null: they are not at home. */
  get travels(): ReturningPeople & Pick<NodeCrossings, 'goBack'> {
    return {
      goBack: (member) => this.#travelling.goBack(member),
      comeHome: (member, from) => this.#travelling.comeHome(member, from),
      goOn: (member, from, to) => this.#travelling.goOn(member, from, to),
      notify: (member, words) => this.notify(member, words),
    }
  }

  /**
   * Somebody may not be in a world any more: their avatar goes at once, and waits for nobody to come back.
   */
  async sendOut(world: WorldRecord, member: MemberId, isForAMoment = false): Promise<void> {
    const isElsewhere = await this.#options.playing?.sendOut(world, member, isForAMoment)
    if (isElsewhere !== true) await this.#sendOutHere(world, member)
  }

  async #sendOutHere(world: WorldRecord, member: MemberId): Promise<void> {
    const { store, sendOut } = this.#options
    const person = await store.person(member).catch(() => null)
    if (person?.at !== world.key) return
    const record = await store.findByKey(world.key).catch(() => null)
    // A world in the bin is repaired when it comes out: nobody may act there, or everybody who might again.
    if (record !== null && record.binnedAt === null) sendOut(record, person.body)
  }

  /** Somebody puts back what they hold and stays in the world where they are, so that they can go. */
  async putBack(member: MemberId): Promise<Outcome> {
    const { store, leading, isOwned } = this.#options
    const person = await store.person(member)
    const world = person?.at == null ? null : await store.findByKey(person.at)
    if (person === null || world === null || world.binnedAt !== null) return DONE
    if (leading !== undefined && !isOwned(world.key)) return leading.putBack(member)
    const life = await this.#crossings.lifeOf(world)
    return (await life?.putBack(person.body)) === true ? DONE : ASLEEP
  }

  /**
   * Somebody goes home for good, with all that they carry: they are another person from now on. Answers why
   * not.
   */
  async takeHome(member: MemberId): Promise<string | null> {
    const person = await this.#options.store.person(member)
    const from = person?.at == null ? null : await this.#options.store.findByKey(person.at)
    if (person === null || from === null || from.id === person.home) return null
    // Nobody is there to be asked: things that must stay in that world are put back.
    if (!atLeast(this.#options.rightOf(personMember(person), from), 'edit')) await this.putBack(member)
    return this.#alone.take(member, () => this.#crossings.carry(from, person.body, { type: 'home' }))
  }

  /**
   * Somebody left for good: they are nowhere from now on, and their held things are put down where they
   * stood. False: ask again.
   */
  async dismiss(member: MemberId): Promise<boolean> {
    const { store, own } = this.#options
    return this.#alone.take(member, async () => {
      const person = await store.person(member)
      if (person?.at == null) return true
      const world = await store.findByKey(person.at)
      const isThere = world !== null && world.binnedAt === null
      const life = isThere ? await own(world).ready(READY_MS) : null
      if (isThere && life === null) return false
      // Written first: if the next step is cut off, the world sends them off itself when it begins again.
      await store.pass({ person: member, from: person.at, to: null })
      await life?.play.dismiss(person.body)
      return true
    })
  }

  /** Somebody puts down here what they hold and is on another node. */
  async #fetch(world: WorldRecord, body: ArtifactId, link: string, at: XY | null): Promise<string | null> {
    const { abroad, leading } = this.#options
    if (leading !== undefined) return leading.fetch(world, body, link, at)
    const member = await this.#memberOf(body)
    if (member === null || abroad === undefined) return NO_NODES
    return abroad.fetch({ member, world: world.address, link, at })
  }

  /**
   * A person who may not act in a world (any more) has no avatar there. A guest's session that is over says
   * nothing of that: one who signs in goes home with what they carry.
   */
  #judge(world: WorldRecord, asker: ActionClient): void {
    if (atLeast(asker.right(), 'act')) return
    const { member } = asker
    const isGuest = member.kind === undefined || member.kind === 'guest'
    if (isGuest && atLeast(this.#options.rightOf({ ...member, session: null }, world), 'act')) return
    void this.#sendOutHere(world, member.id)
  }

  notify(member: MemberId, words: string): void {
    this.#attendance.notify(member, words)
    this.#options.playing?.notify(member, words)
  }

  tellAll(): void {
    this.#attendance.tellAll()
    this.#options.playing?.tellAll()
  }

  stop(): void {
    this.#attendance.stop()
  }

  async #bring(world: WorldRecord, member: Member, onlyBack = false): Promise<string | null> {
    const { leading } = this.#options
    const person = await this.#options.people.meet(member)
    if (person === null) return null
    // They may have gone on while the world woke up. Then it sends them off itself.
    const at = onlyBack ? await this.#attendance.placeOf(member, person) : null
    if (at !== null && at !== world.address) return null
    const from = onlyBack ? person.at : undefined
    // The record says so where they are there already.
    if (leading !== undefined) return person.at === world.key ? null : leading.bring(world, member)
    // A person of another node has their home there.
    if (nodeOf(person.account) !== null) return this.#crossings.bring(member.id, world, from)
    const why = person.home === null ? (this.#options.room?.whyNoHome(member.id) ?? null) : null
    if (why !== null) return why
    await this.#homes.of(person, member.name ?? person.account)
    const was = (await this.#options.abroad?.end(member.id)) ?? null
    if (was === null) return this.#crossings.bring(member.id, world, from)
    return this.#travelling.comeIn(person, was, world, 'entrance')
  }

  /** One that is played here is asked here. */
  async #lifeElsewhere(world: WorldRecord): Promise<CrossingLife | null> {
    const { isOwned, playing } = this.#options
    return isOwned(world.key) ? null : ((await playing?.lifeOf(world)) ?? null)
  }

  /**
   * Somebody stands in a world that begins: are they there, and not elsewhere? Without a tab they are away
   * after a while.
   */
  async #isHere(world: WorldRecord, body: ArtifactId): Promise<boolean> {
    const person = await this.#options.store.personOf(body)
    if (person?.at !== world.key) return false
    this.#arrived(world.key, person.id)
    return true
  }

  async #mayStay(world: WorldRecord, body: ArtifactId): Promise<boolean> {
    const person = await this.#options.store.personOf(body)
    return person === null || atLeast(this.#options.rightOf(personMember(person), world), 'act')
  }

  /** Somebody came into a world that is played here, by a crossing of another process. */
  async crossedInto(world: WorldKey, body: ArtifactId): Promise<void> {
    const member = await this.#memberOf(body)
    if (member !== null) this.#arrived(world, member)
  }

  /** Somebody's avatar is in a world from now on, or as it begins. */
  #arrived(world: WorldKey, member: MemberId): void {
    this.#attendance.watch(world, member)
    this.#drivers.look(world, member)
  }

  async #memberOf(body: ArtifactId): Promise<MemberId | null> {
    const person = await this.#options.store.personOf(body).catch(() => null)
    return person?.id ?? null
  }

  async #away(world: WorldKey, member: MemberId): Promise<void> {
    const person = await this.#options.store.person(member).catch(() => null)
    if (person !== null) this.#options.away(world, person.body)
  }

  /** People who were in a world when the node ended are away a while after somebody comes there again. */
  async #lookFor(world: WorldRecord): Promise<void> {
    const are = await this.#options.store.peopleIn(world.key).catch(() => [])
    if (are.length > 0) this.#options.stay(world)
  }
}

const isBack = (action: Action): boolean => action.verb === 'visit' && action.back === true
