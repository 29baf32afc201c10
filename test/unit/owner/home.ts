// A node in this process whose worlds are owned, with stand-ins for plays; and clocks that a test can hold,
// or that run faster.
import { pino } from 'pino'
import type { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { createPeople } from '../../../server/accounts/directory/member-people.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import { createOwner, type Owner, type OwnerOptions } from '../../../server/owner/world-owner.ts'
import type { ServerClock, SyncOptions } from '../../../server/sync/sync-server.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import type { Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { startNode, type TestNode } from '../sync/node.ts'
import { openStock } from '../sync/stock.ts'
import { until } from '../sync/until.ts'
import { countedIn, standIns, type Counted, type StandIn } from './stand-in.ts'

export const CODE = 'A lamp.\n\n```js\nlog(1)\n```\n'

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes))

/** Runs nothing. */
const still: Sandbox = { patch: () => {}, run: () => Promise.resolve([]), stop: () => {}, close: () => {} }

export interface Home extends TestNode {
  readonly owner: Owner
  readonly plays: readonly StandIn[]
  /** Another owner on the same rooms and the same disk. */
  another(options?: Partial<OwnerOptions>): { readonly owner: Owner; readonly plays: readonly StandIn[] }
}

export interface HomeOptions {
  readonly store?: Store
  readonly owner?: Partial<OwnerOptions>
  readonly sync?: Partial<SyncOptions>
  readonly onPlay?: (play: StandIn) => void
}

export async function startHome({
  store = createMemoryStore(),
  owner: given,
  sync,
  onPlay,
}: HomeOptions = {}): Promise<Home> {
  const owners: Owner[] = []
  const node = await startNode({
    store,
    onLiving: (world, isLiving) => owners[0]?.living(world, isLiving),
    actions: {
      act: (world, asker, sequence, request) => owners[0]!.act(world, asker, sequence, request),
      failed: (world, error) => owners[0]!.failed(world, error),
      gone: (world, asker) => owners[0]!.gone(world, asker),
      came: (world, asker) => owners[0]!.came(world, asker),
    },
    ...sync,
  })
  const make = (options: Partial<OwnerOptions> = {}) => {
    const { made, createPlay } = standIns(onPlay)
    const owner = createOwner({
      store,
      sync: node.sync,
      sandboxes: { open: () => still, stats: () => ({ killed: 0 }) },
      createPlay,
      people: createPeople({ store, random }),
      rightOf: () => 'own',
      clock: systemClock,
      random,
      log: pino({ level: 'silent' }),
      holder: `holder-${owners.length}`,
      ...options,
    })
    owners.push(owner)
    return { owner, plays: made }
  }
  const { owner, plays } = make(given)
  return {
    ...node,
    owner,
    plays,
    another: make,
    async stop() {
      await Promise.all(owners.map((each) => each.stop()))
      await node.stop()
    },
  }
}

/** A stock client with both documents of a world. */
export class Visitor {
  readonly scene: WebsocketProvider
  readonly live: WebsocketProvider

  private constructor(url: string, world: string) {
    this.scene = openStock(url, world)
    this.live = openStock(url, `${world}/live`)
  }

  static async enter(url: string, world = 'ada/garden'): Promise<Visitor> {
    const visitor = new Visitor(url, world)
    await until(() => visitor.scene.synced && visitor.live.synced, 'somebody is there')
    return visitor
  }

  /** The page of the world itself. */
  get page(): Y.Text {
    return textOf(this.scene.doc, metaOf(this.scene.doc).root!)!
  }

  get counted(): Counted {
    return countedIn(this.live.doc)
  }

  leave(): void {
    for (const provider of [this.scene, this.live]) {
      provider.destroy()
      provider.awareness.destroy()
    }
  }
}

/** The live document on the disk. */
export async function storedLive(store: Store, title = 'garden'): Promise<Y.Doc> {
  const world = (await store.worlds('here')).find((each) => each.title === title)
  const doc = new Y.Doc()
  for (const { bytes } of await store.log({ world: world!.key, kind: 'live' }, 0, 1e6))
    Y.applyUpdate(doc, bytes)
  return doc
}

/** A store with some of its calls replaced. */
export function replacing(store: Store, others: Partial<Store>): Store {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(name in others ? others : target, name)
      return typeof method === 'function' ? method.bind(target) : method
    },
  })
}

/**
 * Of the time that passes between two looks at it, so much counts at most, in ms: longer ones are pauses of
 * this process.
 */
const LOOK_MS = 5

/**
 * A clock that runs so many times as fast while this process runs, and stands while it does not: on a busy
 * machine, where it is let run now and then, a lease lasts as much work as on an idle one. For as long as a
 * test lasts.
 */
export function quickAtWork(times: number): ServerClock {
  let passed = Date.now()
  let last = performance.now()
  const look = (): void => {
    const at = performance.now()
    passed += Math.min(at - last, LOOK_MS) * times
    last = at
  }
  setInterval(look, 1).unref()
  function after(ms: number, run: () => void): () => void {
    const due = passed + ms
    let cancel = (): void => undefined
    const wait = (left: number): void => {
      cancel = systemClock.after(left / times, () => (passed < due ? wait(due - passed) : run()))
    }
    wait(ms)
    return () => cancel()
  }
  return { now: () => passed, monotonic: () => passed, after, soon: (run) => systemClock.soon(run) }
}

/** A clock that is wrong by so many ms. */
export function skewed(clock: ServerClock, ms: number): ServerClock {
  return {
    now: () => clock.now() + ms,
    monotonic: () => clock.monotonic(),
    after: (wait, run) => clock.after(wait, run),
    soon: (run) => clock.soon(run),
  }
}

/** A clock that a test can stop, like that of a stopped process, and start again. */
export class HeldClock implements ServerClock {
  readonly #clock: ServerClock
  #heldAt: number | null = null
  #stoodAt = 0
  #due: (() => void)[] = []

  constructor(clock: ServerClock = systemClock) {
    this.#clock = clock
  }

  get isHeld(): boolean {
    return this.#heldAt !== null
  }

  now(): number {
    return this.#heldAt ?? this.#clock.now()
  }

  monotonic(): number {
    return this.#heldAt === null ? this.#clock.monotonic() : this.#stoodAt
  }

  after(ms: number, run: () => void): () => void {
    return this.#clock.after(ms, () => this.#when(run))
  }

  soon(run: () => void): void {
    systemClock.soon(() => this.#when(run))
  }

  hold(): void {
    this.#heldAt = this.#clock.now()
    this.#stoodAt = this.#clock.monotonic()
  }

  goOn(): void {
    this.#heldAt = null
    const due = this.#due
    this.#due = []
    for (const run of due) run()
  }

  #when(run: () => void): void {
    if (this.#heldAt === null) run()
    else this.#due.push(run)
  }
}
