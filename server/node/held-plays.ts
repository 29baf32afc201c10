// Plays in a process that does not lead: of worlds with code in which nobody is. A home, and a world that
// somebody stands in, are for the process that leads; so is whatever goes from one world to another.
import type { ReportedUsage } from '../accounts/usage/reported-usage.ts'
import type { ProgramFetching } from '../contracts/program-fetching.ts'
import type { WorldLeases } from '../contracts/world-lease.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import { createSandboxes, type Sandboxes } from '../owner/sandboxes/sandbox-pool.ts'
import { isHome } from '../owner/worlds/home-worlds.ts'
import { OwnedWorlds } from '../owner/worlds/owned-worlds.ts'
import { playsInTurns } from '../owner/worlds/play-turns.ts'
import type { LifePeople } from '../owner/worlds/world-run.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import type { Store } from '../storage/store.ts'
import type { Sync } from '../sync/sync-server.ts'
import { createPlay } from '../../shared/play/create-play.ts'
import { BEHAVIOR } from '../../shared/world/address.ts'
import { programThreads } from './node-processes.ts'
import type { NodeBase } from './node-base.ts'

interface HeldPlaysOptions extends Pick<NodeBase, 'clock' | 'random' | 'log'> {
  readonly self: ProcessId
  readonly store: Store
  readonly sync: Pick<Sync, 'hold' | 'look'>
  readonly leases: WorldLeases
  readonly usage: Pick<ReportedUsage, 'whyFullIn'>
  readonly fetchAddress: ProgramFetching
  /** Brings something to another world; answers why not. */
  readonly carry: LifePeople['carry']
  /** Somebody is in a world after all. */
  readonly onPeople: (world: WorldKey) => void
}

const NOT_HERE = 'That is not here, and it cannot be brought here.'

export class HeldPlays {
  readonly #options: HeldPlaysOptions
  readonly #worlds: OwnedWorlds
  readonly #sandboxes: Sandboxes

  constructor(options: HeldPlaysOptions) {
    const { clock, random, log, store, sync, leases, usage, self, fetchAddress } = options
    this.#options = options
    this.#sandboxes = createSandboxes({ workers: programThreads(), log, clock })
    this.#worlds = new OwnedWorlds({
      store,
      sync,
      sandboxes: this.#sandboxes,
      createPlay: playsInTurns(clock, createPlay),
      clock,
      random,
      log,
      leases,
      holder: self,
      counts: { programs: 0, faults: 0 },
      isLeftWhenTaken: true,
      fetchAddress,
      room: {
        whyStill: (world) => usage.whyFullIn(world, 'live', BEHAVIOR)?.text ?? null,
        whyNoPages: (world) => usage.whyFullIn(world, 'scene', BEHAVIOR)?.text ?? null,
        whyNoHome: () => null,
      },
    })
    this.#worlds.connect(this.#people())
  }

  /** Worlds that are played here. */
  get count(): number {
    return this.#worlds.counts().playedWorlds
  }

  /** Those that are played, or are about to be. */
  get worlds(): readonly WorldKey[] {
    return this.#worlds.keys()
  }

  has(world: WorldKey): boolean {
    return this.#worlds.has(world)
  }

  /** Whether a world can be played here: nobody lives in it, or is there. */
  async isEmpty({ id, key }: WorldRecord): Promise<boolean> {
    return !isHome(id) && (await this.#options.store.peopleIn(key)).length === 0
  }

  /** Whether a world is played, now or soon. */
  async isPlayed(world: WorldRecord): Promise<boolean> {
    return (await this.#worlds.lifeOf(world)) !== null
  }

  /** Plays a world that has code, until it has none any more, or is let go of. */
  play(world: WorldRecord): void {
    this.#worlds.setLiving(world, true)
  }

  /** There is no code in a world any more. */
  rest(world: WorldRecord): void {
    this.#worlds.setLiving(world, false)
  }

  /** A thing in a world may be where nobody can reach it: it is put into limbo. */
  mend(world: WorldRecord): void {
    this.#worlds.stay(world)
  }

  /** Resolves when all that happened in a world is stored, and nothing happens there any more. */
  letGo(world: WorldKey): Promise<void> {
    return this.#worlds.letGo(world)
  }

  /** Likewise in all. */
  stop(): Promise<void> {
    return this.#worlds.stop()
  }

  close(): Promise<void> {
    return this.#sandboxes.close()
  }

  #people(): LifePeople {
    const { store, carry, onPeople } = this.#options
    return {
      carry,
      // Nobody is there who could hear or do that.
      whisper: () => undefined,
      personal: () => undefined,
      sounds: () => undefined,
      fetch: () => Promise.resolve(NOT_HERE),
      program: () => undefined,
      played: () => () => undefined,
      async isHere({ key }, body) {
        const isHere = (await store.personOf(body))?.at === key
        if (isHere) onPeople(key)
        return isHere
      },
      mayStay: () => Promise.resolve(true),
    }
  }
}
