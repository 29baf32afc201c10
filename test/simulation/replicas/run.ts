// One run from one seed: a node, its disk, a network and two to five clients who edit, while everything goes
// wrong that can. Then everything is well again, and all of it is compared.
import type { SocketEvents } from '../../../shared/wire/frames/socket-contract.ts'
import type { Client } from '../client.ts'
import { differences } from './compare.ts'
import { Disk } from '../disk.ts'
import { editSomething } from '../edits.ts'
import { InklandClient } from '../inkland.ts'
import { Network, Place } from '../network.ts'
import { SimulatedNode } from '../node.ts'
import { oneByWeight, seededRandom, type Random } from '../random.ts'
import { StockClient } from './stock.ts'
import { VirtualTime } from '../time.ts'
import { Views } from '../views.ts'
import { playOut } from '../whole-run.ts'
import { holds, Witness } from '../copy-witness.ts'

interface Outcome {
  /** The faults, in words; empty when there were none. */
  readonly broken: readonly string[]
  /** The same for the same seed: of every frame that arrived, and when. */
  readonly hash: string
  readonly edits: number
  /** Frames that were told to be saved. */
  readonly saved: number
  readonly crashes: number
  /** Calls to the disk that failed. */
  readonly failures: number
}

const URL = 'ws://node/sync/ada/garden'
const DAY_MS = 24 * 60 * 60_000
/**
 * How long all may take to come together once everything is well: longer than the slowest gives a dead line
 * up.
 */
const HEALING_MS = 180_000

/** Runs one seed. */
export async function simulate(seed: number, steps: number): Promise<Outcome> {
  return playOut(new Run(seed), steps)
}

/** Somebody, and where they are. */
interface Player {
  readonly client: Client
  readonly place: Place
}

/** The events, and how often each among 240. */
const EVENTS: readonly (readonly [weight: number, happen: (run: Run, player: Player) => unknown])[] = [
  [4, (_, { place }) => place.goOffline()],
  [4, (_, { place }) => place.stall()],
  [4, (_, { place }) => place.blink()],
  [12, (run) => run.getBetter()],
  [3, ({ disk }) => (disk.failsNext = 'before')],
  [1, ({ disk }) => (disk.failsNext = 'after')],
  [2, ({ disk }) => (disk.isBroken = true)],
  [2, (run) => run.crash()],
  // An event that begins here ends later, or never.
  [1, ({ node }) => void node.stop()],
  [1, ({ node }) => node.closeWorld()],
  [1, ({ time }) => (time.jumped += 2 * DAY_MS)],
  [4, (_, { client }) => client.reload()],
  [201, (run, { client }) => run.edit(client)],
]

class Run {
  readonly time = new VirtualTime()
  readonly disk: Disk
  readonly node: SimulatedNode
  readonly #random: Random
  readonly #witness: Witness
  readonly #network: Network
  readonly #players: readonly Player[]
  readonly #views = new Views<Client>()
  readonly #broken: string[] = []
  #edits = 0

  constructor(seed: number) {
    this.#random = seededRandom(seed)
    this.disk = new Disk(this.time, this.#random)
    this.#witness = new Witness(this.time, this.disk)
    this.#network = new Network(this.time, this.#random, this.#witness)
    this.node = new SimulatedNode(this.disk, this.#network)
    this.#players = Array.from({ length: 2 + this.#random.below(4) }, (_, n) => this.#newPlayer(n))
  }

  async step(): Promise<void> {
    const player = this.#players[this.#random.below(this.#players.length)]
    const event = oneByWeight(this.#random, EVENTS)
    if (player !== undefined) await event?.[1](this, player)
    const pause = this.#random.below(100)
    if (pause === 0) await this.time.pass(this.#random.below(100_000))
    else if (pause < 60) await this.time.pass(this.#random.below(pause < 10 ? 2000 : 30))
  }

  /** Some of the broken parts are well again. */
  getBetter(): void {
    for (const { place } of this.#players) if (this.#random.below(2) === 0) place.heal()
    this.disk.isBroken = false
  }

  async crash(): Promise<void> {
    await this.node.crash()
    this.#checkTold()
  }

  edit(client: Client): void {
    this.#edits++
    editSomething(this.#views.of(client), this.#random)
  }

  /** Everything is well again, for long enough. */
  async heal(): Promise<void> {
    this.#checkTold()
    this.disk.isBroken = false
    this.disk.failsNext = null
    for (const { place } of this.#players) place.heal()
    this.node.start()
    const until = this.time.at + HEALING_MS
    const { disk } = this
    const network = this.#network
    const clients = this.#players.map(({ client }) => client)
    const everything = {
      disk,
      network,
      clients,
      url: URL,
      viewOf: (client: Client) => this.#views.of(client),
    }
    let found: readonly string[]
    do {
      await this.time.pass(2000)
      found = await differences(everything)
    } while (found.length > 0 && this.time.at < until)
    this.#broken.push(...found)
    this.#checkTold()
  }

  outcome(): Outcome {
    const { node, disk } = this
    const witness = this.#witness
    const edits = this.#edits
    const broken = [...this.#broken, ...witness.broken, ...node.broken]
    if (node.readOnlyRooms > 0) broken.push('a room is still read-only')
    const { hash, saved } = witness
    return { broken, hash, edits, saved, crashes: node.crashes, failures: disk.failures }
  }

  destroy(): void {
    this.#views.destroy()
    for (const { client } of this.#players) client.destroy()
  }

  #newPlayer(n: number): Player {
    const { time } = this
    const network = this.#network
    const random = this.#random
    const place = new Place()
    if (random.below(2) === 0) return { place, client: new StockClient(network, place, URL, random) }
    const outside = {
      clock: time,
      random: random.bytes,
      openSocket: (url: string, events: SocketEvents) => network.open(place, url, events),
    }
    return { place, client: new InklandClient(outside, `${URL}?inkland=1&member=m${n}`) }
  }

  /** Edits that a client was told are saved are in the log, whatever happened. */
  #checkTold(): void {
    for (const { client } of this.#players) {
      if (!(client instanceof InklandClient)) continue
      const lost = client.told.filter((bytes) => !holds(this.disk.written, bytes)).length
      if (lost > 0) this.#broken.push(`${lost} edits were told to be saved and are lost`)
    }
  }
}
