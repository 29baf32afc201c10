// People of this node who go to worlds of other nodes, and come back. While somebody is there, their avatar
// of here waits at home, where nobody sees it: so no transaction spans two nodes, and whatever fails, they
// are at home.
import type { Action } from '../../../shared/play/acts/action.ts'
import { nodeOf, type Address, type MemberId } from '../../../shared/world/address.ts'
import type { Visit } from '../../../shared/world/avatar.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { MemberPeople } from '../../accounts/directory/member-people.ts'
import type { PersonRecord, Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../sync/sync-server.ts'
import type { PeopleAbroad } from '../../contracts/people-abroad.ts'
import type { KeyedLock } from '../../time/keyed-lock.ts'
import type { Crossings } from './world-crossings.ts'
import type { Homes } from '../worlds/home-worlds.ts'
import type { WorldRun } from '../worlds/world-run.ts'
import type { OwnedWorld } from '../worlds/owned-world.ts'

/** How long a home may take to wake up for somebody, in ms: actions wait 8 s. */
const WAKE_MS = 4_000

/** How often somebody who comes back is brought to a world that is just waking up. */
const TRIES = 3
/** The words of a refusal that passes. */
const PASSING = 'Try again'

const NO_NODES = 'This node is not connected to other nodes.'
const NO_BODY = 'You cannot go there without a body. Sign in first.'
const ASLEEP = 'Your home is just waking up. Try again.'
const BROKEN = 'Something went wrong on the way. Try again.'
const BINNED =
  'Your home is in the bin. Restore it first: your body waits there while you visit another node.'
const ELSEWHERE = 'You are already somewhere else.'

interface TravellingOptions {
  readonly store: Pick<Store, 'person' | 'findByKey'>
  readonly people: Pick<MemberPeople, 'meet' | 'changed'>
  readonly homes: Homes
  readonly crossings: Crossings
  readonly abroad?: PeopleAbroad
  readonly alone: KeyedLock<MemberId>
  readonly clock: Pick<ServerClock, 'now'>
  readonly own: (world: WorldRecord) => OwnedWorld
  readonly sessionOf: (member: MemberId) => string
}

export class NodeCrossings {
  readonly #options: TravellingOptions

  constructor(options: TravellingOptions) {
    this.#options = options
  }

  /** Somebody goes out of a world by a portal, or back; answers why not. */
  async goOut(from: WorldRecord, who: PersonRecord, to: Address, isBack: boolean): Promise<string | null> {
    const why = await this.#whyNot(who, to)
    return why ?? this.#options.alone.take(who.id, () => this.#setOut(from, who.id, to, isBack))
  }

  /**
   * Somebody comes into a world of another node, from anywhere. `alone` is taken by the caller. A person who
   * only comes back is told only by this node where they are, and why: they may just have left.
   */
  async visit(member: Member, to: Address, isBack: boolean): Promise<Outcome> {
    const why = await this.#visitNow(member, to, isBack)
    return { ok: why === null, why: isBack ? null : why }
  }

  /** A person who was on another node is at home, and finds back to `from`. */
  comeHome(id: MemberId, from: Address | null): Promise<void> {
    return this.#options.alone.take(id, async () => {
      const person = await this.#options.store.person(id)
      if (person !== null) await this.#stayHome(person, from)
    })
  }

  /** A person who was on another node went on from there; returns why not, and then they are at home. */
  async goOn(id: MemberId, from: Address, to: Address | null): Promise<string | null> {
    const { alone, store } = this.#options
    const why = await alone.take(id, async () => {
      const person = await store.person(id)
      return person === null ? NO_BODY : this.#goOnNow(person, from, to)
    })
    return to !== null || why !== null ? why : this.#goBack(id)
  }

  /** A person who is at home goes back to where they were before; null: they are not at home. */
  async goBack(id: MemberId): Promise<Outcome | null> {
    const person = await this.#options.store.person(id)
    const home = person && (await this.#homeOf(person))
    if (home === null || home.id !== person?.home) return null
    const why = await this.#goBack(id)
    return { ok: why === null, why }
  }

  /** From where they wait into a world of ours; answers why not, and then they are at home. */
  async comeIn(
    person: PersonRecord,
    from: Address,
    to: WorldRecord,
    by: 'portal' | 'entrance',
  ): Promise<string | null> {
    const home = await this.#homeOf(person)
    if (home === null) return NO_BODY
    if (home.key === to.key) {
      await this.#stayHome(person, from)
      return null
    }
    const where = by === 'portal' ? { type: by, from } : { type: by }
    const way = { type: 'in', from: visitTo(from, person) } as const
    const why = await untilNo(() =>
      this.#options.crossings.move({ from: home, to, id: person.body, way, where, person }),
    )
    if (why !== null) await this.#stayHome(person, from)
    return why
  }

  async #whyNot({ id }: PersonRecord, to: Address): Promise<string | null> {
    const { abroad } = this.#options
    return abroad === undefined ? NO_NODES : abroad.whyNot(id, to)
  }

  /** Home in one transaction, and from there on they are abroad. */
  async #setOut(from: WorldRecord, id: MemberId, to: Address, isBack: boolean): Promise<string | null> {
    const { abroad, homes, crossings, store } = this.#options
    const person = await store.person(id)
    if (person?.at !== from.key || abroad?.placeOf(id) !== null) return ELSEWHERE
    const home = await homes.of(person, person.account)
    if (home.binnedAt !== null) return BINNED
    const way = { type: 'out', isBack } as const
    const why =
      home.key === from.key
        ? await this.#wait(home, (life) => life.play.goAbroad(person.body, isBack ? 'back' : 'here'))
        : await crossings.move({ from, to: home, id: person.body, way, where: { type: 'home' }, person })
    if (why === null) await this.#leave(person, to, from.address)
    return why
  }

  async #leave(person: PersonRecord, to: Address, from: Address): Promise<void> {
    await this.#options.abroad?.left(person.id, to, from)
    this.#options.people.changed(person.id)
  }

  async #visitNow(member: Member, to: Address, isBack: boolean): Promise<string | null> {
    const { abroad, people } = this.#options
    const person = await people.meet(member)
    if (person === null || abroad === undefined) return NO_BODY
    const was = abroad.placeOf(member.id)
    if (was !== to) {
      const why = (await this.#whyNot(person, to)) ?? (await this.#goTo(member, person, was, to))
      if (why !== null) return why
    }
    return abroad.arrived(member.id, isBack)
  }

  async #goTo(member: Member, person: PersonRecord, was: Address | null, to: Address) {
    if (was !== null) {
      await this.#options.abroad?.end(member.id)
      return this.#goFurther(person, was, to)
    }
    const from = (await this.#homeOf(person)) ?? (await this.#wakeAtHome(member, person))
    return this.#setOut(from, member.id, to, false)
  }

  /** A person who was nowhere yet begins at home. */
  async #wakeAtHome(member: Member, person: PersonRecord): Promise<WorldRecord> {
    const { homes, crossings } = this.#options
    const name = member.name ?? person.account
    const home = await homes.of(person, name)
    await crossings.bring(member.id, home)
    await this.#act(home, person, name, { verb: 'visit' })
    return home
  }

  async #goOnNow(person: PersonRecord, from: Address, to: Address | null): Promise<string | null> {
    if (to === null) {
      await this.#stayHome(person, null)
      return null
    }
    if (nodeOf(to) === null) {
      const world = await this.#options.crossings.whereTo(person, to)
      if (typeof world !== 'string') return this.comeIn(person, from, world, 'portal')
      await this.#stayHome(person, from)
      return world
    }
    const why = await this.#whyNot(person, to)
    if (why === null) return this.#goFurther(person, from, to)
    await this.#stayHome(person, from)
    return why
  }

  /** From one node to another: a person who waits at home goes on waiting. */
  async #goFurther(person: PersonRecord, from: Address, to: Address): Promise<string | null> {
    const home = await this.#homeOf(person)
    const left = visitTo(from, person)
    const why = home && (await this.#wait(home, (life) => life.play.goAbroad(person.body, left)))
    if (why === null) await this.#leave(person, to, from)
    else await this.#stayHome(person, from)
    return why
  }

  /** A person who is at home goes back to where they were, as anybody does. */
  async #goBack(id: MemberId): Promise<string | null> {
    const person = await this.#options.store.person(id)
    const home = person && (await this.#homeOf(person))
    if (person === null || home === null) return NO_BODY
    return untilNo(async () => {
      const { ok, why } = await this.#act(home, person, person.account, { verb: 'leave' })
      return ok ? null : why
    })
  }

  async #stayHome(person: PersonRecord, from: Address | null): Promise<void> {
    const { crossings, people } = this.#options
    const home = await this.#homeOf(person)
    const left = from && visitTo(from, person)
    // A person who came to another world of ours meanwhile is not sent home.
    if (home !== null && home.id === person.home) {
      await this.#wait(home, (life) => life.play.comeHome(person.body, left))
      crossings.arrived(home.key, person.id)
    }
    people.changed(person.id)
  }

  /** The world of ours that has somebody's avatar: while they are abroad, their home. */
  async #homeOf({ id }: PersonRecord): Promise<WorldRecord | null> {
    const { store } = this.#options
    const at = (await store.person(id))?.at ?? null
    return at === null ? null : store.findByKey(at)
  }

  /** Has something done there; answers why it cannot be now. */
  async #wait(home: WorldRecord, act: (life: WorldRun) => Promise<void>): Promise<string | null> {
    const life = await this.#options.own(home).ready(WAKE_MS)
    if (life === null) return ASLEEP
    return act(life).then(
      () => null,
      () => BROKEN,
    )
  }

  /** Does what somebody would do here. */
  #act(
    world: WorldRecord,
    { id, body, account, look }: PersonRecord,
    person: string,
    action: Action,
  ): Promise<Outcome> {
    const { own, clock, sessionOf } = this.#options
    const who = { body, account, look }
    const asked = { session: sessionOf(id), sequence: Math.round(clock.now()), action, person, who }
    return own(world).act(asked, () => null)
  }
}

/** A passing refusal is tried again: a person who comes from another node has no button that would do it. */
async function untilNo(act: () => Promise<string | null>): Promise<string | null> {
  let why = await act()
  for (let tries = 1; tries < TRIES && why?.includes(PASSING) === true; tries++) why = await act()
  return why
}

/** A place on another node: where one stands there, that node knows itself. */
function visitTo(world: Address, { body }: PersonRecord): Visit {
  return { world, spot: { host: body, x: 0, y: 0, facing: 'down' } }
}
