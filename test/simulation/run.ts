// One simulated run from one seed: a server, its disk, a network, two to five clients, and all that can go wrong with each;
// then everything is well again, and all of it is compared.
import * as Y from 'yjs'
import type { SocketEvents } from '../../client/replica/outside.ts'
import { NOBODY, type Member } from '../../server/accounts/member.ts'
import { StoreFault } from '../../server/storage/store.ts'
import { createSync, type Sync } from '../../server/sync/sync.ts'
import { parseMemberId } from '../../shared/world/address.ts'
import { makeCopy } from '../../shared/wire/copy.ts'
import { CLOSE } from '../../shared/wire/frame.ts'
import { createView, type View } from '../../shared/world/view.ts'
import { dump, freshDump } from '../unit/world/made.ts'
import type { Client } from './client.ts'
import { contentOf, isPending } from './content.ts'
import { Disk, logDocument, type Life } from './disk.ts'
import { editSomething } from './edits.ts'
import { InklandClient } from './inkland.ts'
import { Network, Place, type Line } from './network.ts'
import { seededRandom, type Random } from './random.ts'
import { StockClient } from './stock.ts'
import { VirtualTime } from './time.ts'
import { holds, Witness } from './witness.ts'

export interface Outcome {
  /** What was not as it should be, in words; empty when all was. */
  readonly broken: readonly string[]
  readonly hash: string
  readonly edits: number
  readonly saved: number
  readonly crashes: number
  readonly failures: number
}

const ADDRESS = 'ada/garden'
const DAY_MS = 24 * 60 * 60_000
/** How long all may take to come together once everything is well: longer than the slowest gives a dead line up. */
const HEALING_MS = 180_000

/** A server's process. */
interface Server {
  readonly life: Life
  readonly sync: Sync
}

/** Runs one seed. */
export async function simulate(seed: number, steps: number): Promise<Outcome> {
  const run = new Run(seed)
  try {
    for (let step = 0; step < steps; step++) await run.step()
    await run.heal()
    return run.outcome()
  } finally {
    run.destroy()
  }
}

class Run {
  private readonly random: Random
  private readonly time = new VirtualTime()
  private readonly disk: Disk
  private readonly witness: Witness
  private readonly network: Network
  private readonly clients: readonly Client[]
  private readonly places: readonly Place[]
  private readonly views = new Map<Client, View>()
  private readonly broken: string[] = []
  private server: Server | null = null
  private crashes = 0
  private edits = 0

  constructor(seed: number) {
    this.random = seededRandom(seed)
    this.disk = new Disk(this.time, this.random)
    this.witness = new Witness(this.time, this.disk)
    this.network = new Network(this.time, this.random, this.witness)
    this.start()
    this.places = Array.from({ length: 2 + this.random.below(4) }, () => new Place())
    this.clients = this.places.map((place, n) => this.newClient(place, n))
  }

  async step(): Promise<void> {
    await this.act()
    const pause = this.random.below(100)
    if (pause === 0) await this.time.pass(this.random.below(100_000))
    else if (pause < 60) await this.time.pass(this.random.below(pause < 10 ? 2000 : 30))
  }

  /** Everything is well again, for long enough. */
  async heal(): Promise<void> {
    this.disk.isBroken = this.disk.failsNext = false
    for (const place of this.places) place.heal()
    if (this.server === null) this.start()
    const until = this.time.at + HEALING_MS
    let differences: string[] = []
    do {
      await this.time.pass(2000)
      differences = await this.differences()
    } while (differences.length > 0 && this.time.at < until)
    this.broken.push(...differences)
    this.checkTold()
  }

  outcome(): Outcome {
    const { edits, crashes, witness } = this
    const broken = [...this.broken, ...witness.broken]
    return { broken, hash: witness.hash, edits, saved: witness.saved, crashes, failures: this.disk.failures }
  }

  destroy(): void {
    for (const view of this.views.values()) view.destroy()
    for (const client of this.clients) client.destroy()
  }

  private newClient(place: Place, n: number): Client {
    const { network, random, time } = this
    const url = `ws://node/sync/${ADDRESS}`
    if (random.below(2) === 0) return new StockClient(network, place, url, random)
    const outside = {
      clock: time,
      random: random.bytes,
      openSocket: (url: string, events: SocketEvents) => network.open(place, url, events),
    }
    return new InklandClient(outside, `${url}?inkland=1&member=m${n}`)
  }

  private async act(): Promise<void> {
    const n = this.random.below(this.clients.length)
    const [client, place] = [this.clients[n], this.places[n]]
    if (client === undefined || place === undefined) return
    switch (this.random.below(60)) {
      case 0:
        return place.goOffline()
      case 1:
        return place.stall()
      case 2:
      case 3:
      case 4:
        for (const place of this.places) if (this.random.below(2) === 0) place.heal()
        this.disk.isBroken = false
        return
      case 5:
        place.goOffline()
        return place.heal()
      case 6:
        this.disk.failsNext = true
        this.disk.failsLate = this.random.below(4) === 0
        return
      case 7:
        this.disk.isBroken = this.random.below(3) === 0
        return
      case 8:
        if (this.random.below(2) === 0) await this.crash()
        return
      case 9:
        if (this.random.below(3) === 0) this.stop()
        return
      case 10:
        return client.reload()
      case 11:
        if (this.random.below(4) === 0) this.time.jumped += 2 * DAY_MS
        return
      case 12:
        if (this.random.below(4) === 0) await this.closeWorld()
        return
      default:
        this.edits++
        return editSomething(this.viewOf(client), this.random)
    }
  }

  /** What a client sees, kept up from its first moment on; another one where it was opened again. */
  private viewOf(client: Client): View {
    const known = this.views.get(client)
    if (known?.scene === client.scene) return known
    known?.destroy()
    const view = createView(client.scene, null)
    this.views.set(client, view)
    return view
  }

  private start(): void {
    const life = { isOver: false }
    const sync = createSync({
      store: this.disk.storeFor(life),
      clock: this.time.mortal(life),
      random: this.random.bytes,
      log: { info: () => {}, warn: this.hear.bind(this), error: this.hear.bind(this) },
      rightOf: () => 'own',
      makeMissing: true,
    })
    this.server = { life, sync }
    this.network.accept = (line) => {
      const path = line.url.pathname.slice('/sync/'.length)
      return sync.connect(line, path, line.url.searchParams, memberOn(line))
    }
  }

  /** What a server logs beside a failing disk is a bug. */
  private hear(about: object, text?: string): void {
    const error = 'err' in about ? about.err : null
    if (!(error instanceof StoreFault))
      this.broken.push(`${text}: ${error instanceof Error ? error.stack : ''}`)
  }

  private async crash(): Promise<void> {
    if (this.server === null) return
    this.crashes++
    await this.disk.crash(this.server.life)
    this.gone()
    this.checkTold()
  }

  /** Ends the server in good order, unless it dies before it is done. */
  private stop(): void {
    const { server } = this
    if (server === null) return
    void this.stopInOrder(server)
  }

  private async stopInOrder({ life, sync }: Server): Promise<void> {
    try {
      await sync.stop()
    } catch (error) {
      this.broken.push(`it did not stop in order: ${String(error)}`)
    }
    if (life.isOver) return
    life.isOver = true
    this.gone()
  }

  private gone(): void {
    this.server = null
    this.network.accept = null
    this.network.breakAll()
    this.time.after(this.random.below(5000), () => {
      if (this.server === null) this.start()
    })
  }

  private async closeWorld(): Promise<void> {
    const [world] = await this.disk.store.worlds('here')
    if (world) void this.server?.sync.close(world.key, CLOSE.goingAway, 'Come again.')
  }

  /** What a client was told to be saved is in the log, whatever happened. */
  private checkTold(): void {
    for (const client of this.clients) {
      if (!(client instanceof InklandClient)) continue
      const lost = client.told.filter((bytes) => !holds(this.disk.written, bytes))
      if (lost.length > 0) this.broken.push(`${lost.length} edits were told to be saved and are lost`)
    }
  }

  private async differences(): Promise<string[]> {
    const found: string[] = []
    const log = await logDocument(this.disk.store)
    const stored = await storedDocument(this.disk)
    const served = await this.served()
    const content = contentOf(log)
    const shown = freshDump(log, new Y.Doc())
    if (contentOf(stored) !== content) found.push('a snapshot and its tail differ from the log')
    if (contentOf(served) !== content) found.push('what the server gives differs from the log')
    for (const [n, client] of this.clients.entries()) {
      const name = `client ${n} (${client.kind})`
      if (client.ended !== null) found.push(`${name} gave up: ${client.ended}`)
      if (!client.isSettled) found.push(`${name} is not settled; ${client.unsaved} edits unsaved`)
      if (isPending(client.scene)) found.push(`${name} waits for something`)
      if (contentOf(client.scene) !== content) found.push(`${name} differs from the log`)
      if (dump(this.viewOf(client)) !== shown) found.push(`${name} shows something else`)
      const here = client.presence.getStates()
      const all = this.clients.map(({ scene }) => scene.clientID)
      if (here.size !== all.length || !all.every((id) => here.has(id)))
        found.push(`${name} sees others than are here`)
      if (client instanceof InklandClient) {
        const lost = client.made.filter((bytes) => !holds(log, bytes)).length
        if (lost > 0) found.push(`${lost} edits of ${name} are lost`)
      }
    }
    const readOnly = this.server?.sync.stats().readOnlyRooms ?? 0
    if (readOnly > 0) found.push('a room is still read-only')
    return found
  }

  /** What somebody new is given. */
  private async served(): Promise<Y.Doc> {
    const reader = new StockClient(this.network, new Place(), `ws://node/sync/${ADDRESS}`, this.random)
    reader.presence.setLocalState(null)
    for (let tries = 0; !reader.isSettled && tries < 100; tries++) await this.time.pass(100)
    const state = makeCopy()
    Y.applyUpdate(state, Y.encodeStateAsUpdate(reader.scene))
    reader.leave()
    return state
  }
}

async function storedDocument({ store }: Disk): Promise<Y.Doc> {
  const doc = makeCopy()
  for (const { key } of await store.worlds('here')) {
    const { snapshot, tail } = await store.open({ world: key, kind: 'scene' })
    if (snapshot !== null) Y.applyUpdate(doc, snapshot)
    for (const { bytes } of tail) Y.applyUpdate(doc, bytes)
  }
  return doc
}

function memberOn({ url }: Line): Member {
  const name = url.searchParams.get('member')
  const id = parseMemberId(name)
  return id === null ? NOBODY : { id, name, session: id }
}
