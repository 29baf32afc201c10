// Programs of people of ours go with them to other worlds, of this node and of others, and come home with
// them. A person with one is there as long as it runs, also without an open tab, and is brought back to
// another node after a start.
import type { Logger } from 'pino'
import {
  nodeOf,
  type Address,
  type ArtifactId,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import type { PeopleAbroad } from '../../contracts/people-abroad.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { PersonRecord, Store } from '../../storage/store.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { WorldActions, ServerClock, ClosedToMember, Sync } from '../../sync/sync-server.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'
import type { SandboxCounts, CountedSandboxes } from '../sandboxes/sandbox-counts.ts'
import type { WorldRun } from '../worlds/world-run.ts'
import { openAwayWorldView, type AwayWorldView } from './away-world-view.ts'
import { AwayProgram } from './away-program.ts'

/** Programs that are in other worlds at once: each knows the whole of its world. The others stay at home. */
const AWAY_PROGRAMS_MAX = 50
/**
 * When a world cannot be looked at, or a copy of it is not followed any more, it is tried again after so
 * long, in ms.
 */
const AGAIN_MS = 5_000

/** Worlds of other nodes. */
export interface ProgramPlace {
  /** The copy of a world, once it is here; or why somebody cannot be in it. */
  find(address: Address, member: Member): Promise<WorldRecord | ClosedToMember>
  readonly actions: WorldActions
}

interface AwayProgramsOptions {
  readonly store: Pick<Store, 'person' | 'personOf' | 'find' | 'findById' | 'findByKey'>
  readonly sync: Pick<Sync, 'hold'>
  /** Other nodes; none unless given. */
  readonly abroad?: Pick<PeopleAbroad, 'placeOf'>
  readonly elsewhere?: ProgramPlace
  /** Those who answer what is asked in worlds of this node. */
  readonly here: WorldActions
  readonly rightOf: RightOf
  readonly sandboxes: CountedSandboxes
  readonly counts: SandboxCounts
  readonly clock: ServerClock
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'warn'>
  /** The life that a world of ours has, or is about to get; null: it has none. */
  readonly lifeOf: (world: WorldRecord) => Promise<WorldRun | null>
}

interface TravellingProgram {
  readonly person: PersonRecord
  readonly home: WorldRecord
  readonly life: WorldRun
  readonly to: Address
}

interface Shared {
  readonly opening: Promise<AwayWorldView>
  users: number
}

export class AwayPrograms {
  readonly #options: AwayProgramsOptions
  readonly #awayPrograms = new Map<MemberId, AwayProgram>()
  readonly #lookouts = new Map<WorldKey, Shared>()
  readonly #alone = new KeyedLock<MemberId>()
  readonly #watched = new WeakSet<WorldRun>()
  /** People whose programs stay at home until others are back. */
  readonly #waiting = new Set<MemberId>()
  /** People who went away from a world of ours, where their program does not wait for them. */
  readonly #away = new Map<MemberId, Address>()
  #isStopped = false

  constructor(options: AwayProgramsOptions) {
    this.#options = options
  }

  /** Somebody's program may run now that did not, or the other way round. */
  async lookAt(body: ArtifactId): Promise<void> {
    const person = await this.#options.store.personOf(body).catch(() => null)
    if (person !== null) this.look(person.id)
  }

  /** Somebody may be elsewhere by now: their program goes where they are. */
  look(member: MemberId): void {
    if (this.#isStopped) return
    this.#alone
      .take(member, () => this.#follow(member))
      .catch((error: unknown) => {
        this.#options.log.warn(
          { err: error },
          "the program of a person's body could not go with them; it is tried again",
        )
        this.#lookAgain(member)
      })
  }

  stop(): void {
    this.#isStopped = true
    // Nothing starts anew at home: that ends too.
    for (const awayProgram of this.#awayPrograms.values()) {
      awayProgram.leave()
      awayProgram.close()
    }
    this.#awayPrograms.clear()
    for (const [key, shared] of this.#lookouts) this.#forget(key, shared)
  }

  #lookAgain(member: MemberId): void {
    this.#options.clock.after(AGAIN_MS, () => this.look(member))
  }

  async #follow(member: MemberId): Promise<void> {
    const wanted = this.#isStopped ? null : await this.#wanted(member)
    const is = this.#awayPrograms.get(member)
    if (is !== undefined && is.life === wanted?.life && is.world.address === wanted.to) return
    if (wanted === null || is?.life !== wanted.life) this.#end(member)
    const isFull = is === undefined && this.#awayPrograms.size >= AWAY_PROGRAMS_MAX
    if (wanted !== null && isFull) this.#waiting.add(member)
    if (wanted === null || isFull) return
    await this.#begin(wanted).catch((error: unknown) => {
      this.#end(member)
      throw error
    })
  }

  /** A person who is in another world than their home, and has a program that runs there. */
  async #wanted(member: MemberId): Promise<TravellingProgram | null> {
    const { store, lifeOf } = this.#options
    const person = await store.person(member)
    const home = person?.home == null ? null : await store.findById(person.home)
    const life = home && (await lifeOf(home))
    if (person === null || home === null || life === null || !life.play.runs(person.body)) return null
    const to = await this.#placeOf(person, home)
    return to === null || this.#away.get(member) === to ? null : { person, home, life, to }
  }

  /** The world of a person who is not at home. */
  async #placeOf({ id, at }: PersonRecord, home: WorldRecord): Promise<Address | null> {
    const { store, abroad } = this.#options
    const there = abroad?.placeOf(id) ?? null
    if (there !== null || at === null || at === home.key) return there
    const world = await store.findByKey(at)
    return world === null || world.binnedAt !== null ? null : world.address
  }

  async #begin({ person, home, life, to }: TravellingProgram): Promise<void> {
    const { id: member, body } = person
    const isOurs = nodeOf(to) === null
    const actions = isOurs ? this.#options.here : this.#options.elsewhere?.actions
    const world = await this.#find(to, member)
    if (world === null || actions === undefined) return this.#endForNow(member)
    const lookout = await this.#open(world)
    // They may have gone on meanwhile.
    if (this.#isStopped || (await this.#wanted(member))?.to !== to) return this.#close(world.key)
    if (!this.#lookouts.has(world.key)) return this.#endForNow(member)
    const before = this.#awayPrograms.get(member) ?? null
    const onAway = (): void => this.#wentAway(member, awayProgram)
    const parts = { member, body, home, life, world, lookout, actions, before, onAway }
    const awayProgram: AwayProgram = new AwayProgram({ ...this.#options, ...parts })
    this.#awayPrograms.set(member, awayProgram)
    awayProgram.begin()
    before?.leave()
    if (before !== null) this.#close(before.world.key)
    this.#watch(life)
  }

  async #find(to: Address, member: MemberId): Promise<WorldRecord | null> {
    const { store, elsewhere } = this.#options
    if (nodeOf(to) === null) return store.find(to)
    const found = await elsewhere?.find(to, { id: member, name: null, session: null })
    return found === undefined || 'code' in found ? null : found
  }

  #endForNow(member: MemberId): void {
    this.#end(member)
    this.#lookAgain(member)
  }

  #wentAway(member: MemberId, awayProgram: AwayProgram): void {
    if (this.#awayPrograms.get(member) !== awayProgram) return
    this.#away.set(member, awayProgram.world.address)
    this.#end(member)
  }

  /** Somebody came into a world, perhaps where they were away. */
  came(member: MemberId): void {
    this.#away.delete(member)
    this.look(member)
  }

  /** The next life of a home does not know who is out, and a home in the bin has none. */
  #watch(life: WorldRun): void {
    if (this.#watched.has(life)) return
    this.#watched.add(life)
    void life.over.then(() => this.#lookAtAll(life))
  }

  #lookAtAll(life: WorldRun): void {
    for (const [member, awayProgram] of this.#awayPrograms) if (awayProgram.life === life) this.look(member)
  }

  #end(member: MemberId): void {
    const awayProgram = this.#awayPrograms.get(member)
    if (awayProgram === undefined) return
    this.#awayPrograms.delete(member)
    awayProgram.end()
    this.#close(awayProgram.world.key)
    const [next] = this.#waiting
    if (next === undefined) return
    this.#waiting.delete(next)
    this.look(next)
  }

  /** All who are in a world look at one copy of it. */
  async #open(world: WorldRecord): Promise<AwayWorldView> {
    const shared = this.#lookouts.get(world.key) ?? this.#openAnew(world)
    shared.users += 1
    return shared.opening
  }

  #openAnew(world: WorldRecord): Shared {
    const { sync, clock } = this.#options
    const onBroken = (): void => this.#broke(world.key, shared)
    const opening = openAwayWorldView({ world, sync, clock, onBroken })
    const shared: Shared = { opening, users: 0 }
    this.#lookouts.set(world.key, shared)
    opening.catch(() => this.#forget(world.key, shared))
    return shared
  }

  #close(key: WorldKey): void {
    const shared = this.#lookouts.get(key)
    if (shared === undefined) return
    shared.users -= 1
    if (shared.users === 0) this.#forget(key, shared)
  }

  #forget(key: WorldKey, shared: Shared): void {
    if (this.#lookouts.get(key) === shared) this.#lookouts.delete(key)
    shared.opening.then(
      (lookout) => lookout.close(),
      () => undefined,
    )
  }

  /** The programs that looked at it are at home until there is another one. */
  #broke(key: WorldKey, shared: Shared): void {
    if (this.#lookouts.get(key) !== shared) return
    this.#forget(key, shared)
    for (const [member, { world }] of this.#awayPrograms) {
      if (world.key !== key) continue
      this.#end(member)
      if (!this.#isStopped) this.#lookAgain(member)
    }
  }
}
