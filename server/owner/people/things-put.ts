// Things that come from other nodes: where each is put, and whether it may come there.
import type { Carried } from '../../../shared/play/crossings/cargo.ts'
import type { LandingPlace } from '../../../shared/play/crossings/landing-spot.ts'
import type { WorldArrival } from '../../../shared/play/crossings/world-arrival.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'
import { nodeOf, type ArtifactId, type MemberId, type WorldId } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { ThingLoans } from '../../accounts/loans/thing-loans.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import { NO_MEMBER, type Member } from '../../contracts/request-member.ts'
import type { CommitHandover, HandoverRefusal, PutTo } from '../../contracts/thing-handover.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { TableChange } from '../../records/record-tables.ts'
import type { PersonRecord, Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { Homes } from '../worlds/home-worlds.ts'
import { ASLEEP, later, never, type HandoverPlays } from './handover-plays.ts'
import { personMember } from './person-member.ts'

/** How long those may take who want to be asked, in ms. */
const ASK_MS = 2_000

/** The words of a refusal that is soon past. */
const PASSING = 'Try again'
const NO_WORLD = never('That world is not open to you, or does not exist.')
const NOT_HERE = never('The person who put it down is no longer there.')
const NOT_ALONE = never('That world does not accept things that arrive by themselves.')
const NO_ROOM = later('The world it belongs to is in the bin, or gone.')

export interface PuttingOptions {
  readonly store: Store
  readonly homes: Homes
  readonly rightOf: RightOf
  readonly clock: Pick<ServerClock, 'after'>
  readonly loans?: ThingLoans
}

/** The things of another world of this node that somebody holds here from now on as a loan. */
interface LoanTo {
  readonly holder: MemberId
  readonly of: WorldId
}

export class ThingsPut {
  readonly #options: PuttingOptions
  readonly #plays: HandoverPlays

  constructor(options: PuttingOptions, plays: HandoverPlays) {
    this.#options = options
    this.#plays = plays
  }

  /** Puts something into a world; null: it is there. */
  put(to: PutTo, things: readonly Carried[], commit: CommitHandover): Promise<HandoverRefusal | null> {
    switch (to.type) {
      case 'hands':
        return this.#putDown(to, things, commit)
      case 'alone':
        return this.#comeIn(to, things, commit)
      case 'portal':
        return this.#goBack(to, things, commit)
      case 'back':
      case 'world':
        return this.#putBack(to, things, commit)
    }
    return to satisfies never
  }

  async #putDown(
    to: Extract<PutTo, { type: 'hands' }>,
    things: readonly Carried[],
    commit: CommitHandover,
  ): Promise<HandoverRefusal | null> {
    const { store, rightOf } = this.#options
    const world = await store.find(to.world)
    const person = await store.person(to.member)
    if (world === null || person === null || world.binnedAt !== null) return NO_WORLD
    const { body } = person
    if (!atLeast(rightOf(personMember(person), world), 'act')) return NO_WORLD
    if (person.at !== world.key) return NOT_HERE
    const why = to.isAsked ? null : await this.#mayPutDown(world, body, to.link)
    if (why !== null) return why
    const theirs = things.map((thing) => ({ ...thing, bringer: body, visitor: body }))
    return this.#land(world, { type: 'hands', body, at: to.at }, theirs, commit, { link: to.link })
  }

  /**
   * It came through a portal by itself: anybody may have things there, and nobody who is kept out sends them
   * in.
   */
  async #comeIn(
    { member: id, world: address, from }: Extract<PutTo, { type: 'alone' }>,
    things: readonly Carried[],
    commit: CommitHandover,
  ): Promise<HandoverRefusal | null> {
    const { store, rightOf } = this.#options
    const world = await store.find(address)
    const member = { id, name: null, session: null, kind: 'peer' as const }
    const mayAct = (who: Member): boolean => world !== null && atLeast(rightOf(who, world), 'act')
    if (world === null || world.binnedAt !== null || !mayAct(NO_MEMBER) || !mayAct(member)) return NOT_ALONE
    const visitor = (await store.person(id))?.body ?? 'unknown'
    const sent = things.map((thing) => ({ ...thing, visitor }) as const)
    return this.#land(world, { type: 'portal', from }, sent, commit)
  }

  /** Beside the portal again by which it left; where that is full, somewhere there is room. */
  async #goBack(
    { world: id, to }: Extract<PutTo, { type: 'portal' }>,
    things: readonly Carried[],
    commit: CommitHandover,
  ): Promise<HandoverRefusal | null> {
    const world = await this.#options.store.findById(id)
    if (world === null || world.binnedAt !== null) return NO_ROOM
    const refused = await this.#land(world, { type: 'portal', from: to }, things, commit)
    return refused && later(refused.why)
  }

  /**
   * Into the hand of its owner, or beside where it was, or into their home: somewhere there is room for it.
   */
  async #putBack(
    to: Extract<PutTo, { type: 'back' | 'world' }>,
    things: readonly Carried[],
    commit: CommitHandover,
  ): Promise<HandoverRefusal | null> {
    const { store, homes } = this.#options
    const person = to.type === 'back' ? await store.person(to.member) : null
    const here = person && (await this.#plays.whereIs(person.id))
    if (here !== null) {
      const { body } = here.person
      // Out of their own world, or one of this node that lends it to them.
      const isOfHere = to.world === here.world.id
      const theirs = things.map((thing) => ({ ...thing, visitor: body, ...(!isOfHere && { bringer: body }) }))
      const isLent = !isOfHere && !(await this.#isOwn(here.person, to.world))
      const more = isLent ? { lent: { holder: here.person.id, of: to.world } } : {}
      const why = isLent ? (this.#options.loans?.whyFull(here.person.id) ?? null) : null
      const refused =
        why === null ? await this.#land(here.world, { type: 'hold', body }, theirs, commit, more) : never(why)
      if (refused === null || refused.isPassing) return refused
    }
    const was = await store.findById(to.world)
    const isOfNode = person !== null && nodeOf(person.account) === null
    const world =
      was !== null && was.binnedAt === null ? was : isOfNode ? await homes.of(person, person.account) : was
    if (world === null || world.binnedAt !== null) return NO_ROOM
    const refused = await this.#land(world, { type: 'entrance' }, things, commit)
    return refused && later(refused.why)
  }

  async #isOwn(person: PersonRecord, id: WorldId): Promise<boolean> {
    const world = await this.#options.store.findById(id)
    return world !== null && this.#options.rightOf(personMember(person), world) === 'own'
  }

  /** Asks those who want to be asked; null: it may be put down. */
  async #mayPutDown(world: WorldRecord, body: ArtifactId, link: string): Promise<HandoverRefusal | null> {
    const life = await this.#plays.lifeOf(world)
    if (life === null) return ASLEEP
    const asked = life.play.mayPutDown(body, link).then((why) => (why === null ? null : never(why)))
    return withinTime(this.#options.clock, ASK_MS, asked, ASLEEP)
  }

  async #land(
    world: WorldRecord,
    where: LandingPlace,
    things: readonly Carried[],
    commit: CommitHandover,
    more: { readonly link?: string; readonly lent?: LoanTo } = {},
  ): Promise<HandoverRefusal | null> {
    const life = await this.#plays.lifeOf(world)
    if (life === null) return ASLEEP
    const arrival = await life.play.receive({ person: null, things }, where, more.link)
    if ('why' in arrival) return arrival.why.includes(PASSING) ? later(arrival.why) : never(arrival.why)
    await this.#plays.write(life, {
      update: arrival.update,
      free: () => arrival.undo(),
      commit: (write) => commit(write, this.#lentHere(world, things, arrival, more.lent)),
    })
    arrival.done()
    return null
  }

  /** Things of other worlds of this node that somebody holds here. */
  #lentHere(
    { id }: WorldRecord,
    things: readonly Carried[],
    { ids }: WorldArrival,
    lent: LoanTo | undefined,
  ): readonly TableChange[] {
    const { loans } = this.#options
    const [first] = things
    if (loans === undefined || lent === undefined || first === undefined) return []
    return [loans.lend(lent.holder, lent.of, { world: id, thing: ids.get(first.id) ?? first.id }, things)]
  }
}
