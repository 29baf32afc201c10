// Worlds that the process that leads gives to this one, with the people in them. It says which one is to
// come, lets go of it, and says so; its clients may be here before that, and wait.
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { Owner } from '../../owner/world-owner.ts'
import type { Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/** A world that did not come within so long, in ms, is waited for no longer. */
const COMES_MS = 10_000

interface GivenOptions {
  readonly clock: Pick<ServerClock, 'after'>
  readonly store: Pick<Store, 'findByKey'>
  readonly owner: () => Pick<Owner, 'living' | 'isPlayed'>
  /** Whether a world may be open here, and played. */
  readonly mayPlay: (world: WorldRecord) => Promise<boolean>
  /** A world is about to be open here. */
  readonly onComing: (world: WorldRecord) => void
  readonly letGo: (world: WorldKey) => Promise<void>
}

export class GivenWorlds {
  readonly #options: GivenOptions
  /** Each ends the wait of those who came for that world. */
  readonly #coming = new Map<WorldKey, PromiseWithResolvers<true>>()

  constructor(options: GivenOptions) {
    this.#options = options
  }

  /** From now on whoever comes for this world waits until it is taken. False: it may not be here. */
  async expect(key: WorldKey): Promise<boolean> {
    const { store, mayPlay, onComing, clock } = this.#options
    const world = await store.findByKey(key)
    if (world === null || !(await mayPlay(world))) return false
    this.#endWait(key)
    onComing(world)
    const coming = Promise.withResolvers<true>()
    this.#coming.set(key, coming)
    clock.after(COMES_MS, () => this.#endWait(key, coming))
    return true
  }

  /** Resolves with true once a world that comes was let go of, or is waited for no longer; else: false. */
  readonly whenLetGo = (key: WorldKey): Promise<boolean> =>
    this.#coming.get(key)?.promise ?? Promise.resolve(false)

  /** Takes a world that was let go of for this process; answers whether it does. */
  async take(key: WorldKey): Promise<boolean> {
    this.#endWait(key)
    const { store, mayPlay, onComing, owner, letGo } = this.#options
    const world = await store.findByKey(key)
    if (world === null || !(await mayPlay(world))) return false
    onComing(world)
    // One without code has nothing to play: it is open as soon as somebody comes.
    if (world.isLiving !== true) return true
    owner().living(world, true)
    const isPlayed = await owner().isPlayed(world)
    if (!isPlayed) await letGo(key)
    return isPlayed
  }

  #endWait(key: WorldKey, coming = this.#coming.get(key)): void {
    if (coming === undefined || this.#coming.get(key) !== coming) return
    this.#coming.delete(key)
    coming.resolve(true)
  }
}
