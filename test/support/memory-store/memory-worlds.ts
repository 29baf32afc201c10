// The worlds of the store in memory: the identity of each and its list, whose it is, and who owns and plays
// it.
import type { Address, MemberId, WorldId } from '../../../shared/world/address.ts'
import type { NewLine } from '../../../server/storage/history-store.ts'
import type { ProcessBeat, ProcessId } from '../../../server/storage/lease-store.ts'
import { expelled, missingWorld, staleLease } from '../../../server/storage/store-faults.ts'
import type { PublishedWorld } from '../../../server/storage/store.ts'
import type { WorldKey, WorldRecord } from '../../../server/contracts/world-record.ts'
import { dropWords } from './memory-words.ts'
import {
  emptyWorld,
  identityOf,
  isForeign,
  note,
  placeOf,
  recordOf,
  type Identity,
  type MemoryWorld,
} from './memory-world.ts'

export class MemoryWorlds {
  readonly #worlds = new Map<WorldKey, MemoryWorld>()
  readonly #beats = new Map<ProcessId, number>()
  #lastKey = 0

  all(): Iterable<MemoryWorld> {
    return this.#worlds.values()
  }

  readonly get = (key: WorldKey): MemoryWorld | undefined => this.#worlds.get(key)

  /** Throws a WorldMissing. */
  at(key: WorldKey): MemoryWorld {
    const world = this.#worlds.get(key)
    if (!world) throw missingWorld(key)
    return world
  }

  /** A new one, which nobody finds before it has an identity. */
  add(createdAt: number): MemoryWorld {
    const world = emptyWorld((this.#lastKey + 1) as WorldKey, createdAt)
    this.#lastKey = world.key
    this.#worlds.set(world.key, world)
    return world
  }

  publish(key: WorldKey, { id, line, address, title, owner = null }: PublishedWorld): WorldRecord | null {
    const world = this.at(key)
    if (world.identity !== null) throw missingWorld(key)
    if (this.isTaken(address, id)) return null
    world.identity = { id, line, address, title }
    world.owner = owner
    return recordOf(world)
  }

  // Finding

  byKey(key: WorldKey): WorldRecord | null {
    const world = this.#worlds.get(key)
    return world === undefined ? null : recordOf(world)
  }

  find(matches: (identity: Identity) => boolean): WorldRecord | null {
    for (const world of this.#worlds.values()) {
      if (world.identity && matches(world.identity)) return recordOf(world)
    }
    return null
  }

  isTaken(address: Address, id: WorldId): boolean {
    return this.find((identity) => identity.address === address || identity.id === id) !== null
  }

  listed(which: 'here' | 'binned' | 'foreign'): WorldRecord[] {
    return [...this.#worlds.values()]
      .filter((world) => placeOf(world) === which)
      .flatMap((world) => recordOf(world) ?? [])
      .sort((a, b) => b.changedAt - a.changedAt || b.key - a.key)
  }

  /** Of this node and of others, in the bin or not. */
  those(matches: (world: WorldRecord) => boolean): WorldRecord[] {
    return [...this.#worlds.values()]
      .flatMap((world) => recordOf(world) ?? [])
      .filter(matches)
      .sort((a, b) => b.changedAt - a.changedAt || b.key - a.key)
  }

  living(): WorldRecord[] {
    return [...this.#worlds.values()]
      .filter(
        (world) =>
          placeOf(world) === 'here' &&
          (world.isLiving !== false || world.lookedTo < (world.documents.scene.rows.at(-1)?.sequence ?? 0)),
      )
      .flatMap((world) => recordOf(world) ?? [])
  }

  // Changing

  rename(key: WorldKey, address: Address): WorldRecord | null {
    const world = this.at(key)
    const identity = identityOf(world)
    const holder = this.find((other) => other.address === address)
    if (holder !== null && holder.key !== key) return null
    identity.address = address
    return recordOf(world)
  }

  retitle(key: WorldKey, title: string): void {
    identityOf(this.at(key)).title = title
  }

  setOwner(key: WorldKey, owner: MemberId | null): void {
    const world = this.at(key)
    identityOf(world)
    world.owner = owner
  }

  pass(from: MemberId | null, to: MemberId): void {
    for (const world of this.#worlds.values())
      if (world.identity !== null && !isForeign(world) && world.owner === from) world.owner = to
  }

  bin(key: WorldKey, at: number | null): void {
    const world = this.at(key)
    identityOf(world)
    world.binnedAt = at
  }

  destroy(key: WorldKey): void {
    const world = this.at(key)
    if (world.identity !== null && world.binnedAt === null) throw missingWorld(key)
    this.#worlds.delete(key)
  }

  /** Throws a WorldMissing or a StaleLease when one of them cannot be. */
  checkReplaced({ world: key, staged, epoch }: NewLine): void {
    const world = this.at(key)
    identityOf(world)
    if (isForeign(world)) throw missingWorld(key)
    this.checkEpoch(key, epoch)
    if (this.at(staged).identity !== null) throw missingWorld(staged)
  }

  replaceLog({ world: key, staged, line }: NewLine): WorldRecord {
    const world = this.at(key)
    world.identity = { ...identityOf(world), line }
    Object.assign(world.documents, this.at(staged).documents)
    world.last = Math.max(world.last, this.at(staged).last)
    world.isLiving = null
    world.lookedTo = 0
    dropWords(world)
    world.lease = { ...world.lease, holder: null }
    this.#worlds.delete(staged)
    const record = recordOf(world)
    if (record === null) throw missingWorld(key)
    return record
  }

  setLiving(key: WorldKey, isLiving: boolean, lookedTo: number): void {
    const world = this.at(key)
    identityOf(world)
    note(world, isLiving, lookedTo)
  }

  // Leases

  lease(key: WorldKey, process: ProcessId, from: ProcessId | null): number | null {
    const world = this.at(key)
    identityOf(world)
    const { epoch, holder } = world.lease
    if (!this.#beats.has(process)) throw expelled()
    if (holder !== null && holder !== from) return holder === process ? epoch : null
    world.lease = { epoch: epoch + 1, holder: process }
    return epoch + 1
  }

  release(key: WorldKey, epoch: number): void {
    const world = this.#worlds.get(key)
    if (world?.lease.epoch === epoch) world.lease = { epoch, holder: null }
  }

  /** Throws a StaleLease when an epoch is named that is not the current one. */
  checkEpoch(key: WorldKey, epoch: number | undefined): void {
    if (epoch === undefined) return
    const { lease } = this.at(key)
    if (lease.holder === null || lease.epoch !== epoch) throw staleLease(epoch)
  }

  // Processes

  join(process: ProcessId): void {
    if (!this.#beats.has(process)) this.#beats.set(process, 0)
  }

  beat(process: ProcessId): number {
    const beat = this.#beats.get(process)
    if (beat === undefined) throw expelled()
    this.#beats.set(process, beat + 1)
    return beat + 1
  }

  processes(): ProcessBeat[] {
    const beats = [...this.#beats].map(([process, beat]): ProcessBeat => ({ process, beat }))
    return beats.sort((one, other) => (one.process < other.process ? -1 : 1))
  }

  expel(process: ProcessId, seen: number): boolean {
    if ((this.#beats.get(process) ?? seen) !== seen) return false
    for (const world of this.#worlds.values()) {
      if (world.lease.holder === process) world.lease = { epoch: world.lease.epoch + 1, holder: null }
    }
    this.#beats.delete(process)
    return true
  }
}
