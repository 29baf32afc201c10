// One run from one seed: three processes that are one node, a database that they share, a network and two to
// four clients who edit. Processes are killed, stopped for longer than a lease, and drained; they take the
// world from each other; their lines to the database break, stall, and lose answers. Then
// all is well again, and everything is compared.
import type { SocketEvents } from '../../../shared/wire/frames/socket-contract.ts'
import type { Append } from '../../../server/storage/store.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'
import { parseServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import type { Client } from '../client.ts'
import { holds, Witness } from '../copy-witness.ts'
import { Disk, emptyDisk } from '../disk.ts'
import { editSomething } from '../edits.ts'
import { InklandClient } from '../inkland.ts'
import { Network, Place, type Line } from '../network.ts'
import { oneByWeight, seededRandom, type Random } from '../random.ts'
import { differences } from '../replicas/compare.ts'
import { StockClient } from '../replicas/stock.ts'
import { VirtualTime } from '../time.ts'
import { deafListener } from '../../unit/sync/connection/deaf-listener.ts'
import { Views } from '../views.ts'
import { playOut } from '../whole-run.ts'
import { SimulatedProcess } from './simulated-process.ts'

interface Outcome {
  /** The faults, in words; empty when there were none. */
  readonly broken: readonly string[]
  /** The same for the same seed: of every frame that arrived, and when. */
  readonly hash: string
  readonly edits: number
  /** Frames that were told to be saved. */
  readonly saved: number
  readonly kills: number
  readonly stops: number
  /** Calls to the database that failed. */
  readonly failures: number
  /** How often the log went over from one process to another. */
  readonly takeovers: number
  /** How often the world was let go of for another process. */
  readonly moves: number
}

const URL = 'ws://node/sync/ada/garden'
const PROCESSES = 3
/** How long at most a process is away, in ms. */
const AWAY_MS = 20_000
/**
 * How long at most one is stopped, or its line to the database stalls, in ms: three times as long as a lease.
 */
const STOPPED_MS = 45_000
/** How long a process may take to let go of the world, in ms; and a question on its way to it. */
const LET_GO_MS = 5_000
const ASK_MS = 20
/** How long all may take to come together once everything is well. */
const HEALING_MS = 180_000

/** Runs one seed. */
export async function simulateCluster(seed: number, steps: number): Promise<Outcome> {
  return playOut(new ClusterRun(seed), steps)
}

interface Player {
  readonly client: Client
  readonly place: Place
}

interface Happening {
  readonly player: Player
  readonly process: SimulatedProcess | null
}

/** The events, and how often each among 275. */
const EVENTS: readonly (readonly [weight: number, happen: (run: ClusterRun, on: Happening) => unknown])[] = [
  [3, (_, { player }) => player.place.goOffline()],
  [3, (_, { player }) => player.place.stall()],
  [4, (_, { player }) => player.place.blink()],
  [12, (run) => run.getBetter()],
  [3, (_, { process }) => process !== null && (process.disk.failsNext = 'before')],
  [4, (_, { process }) => process !== null && (process.disk.failsNext = 'after')],
  [2, (_, { process }) => process !== null && (process.disk.isBroken = true)],
  [5, (run, { process }) => process !== null && run.stallForAWhile(process)],
  [5, (run, { process }) => process !== null && run.stopForAWhile(process)],
  [4, (run, { process }) => process !== null && run.kill(process)],
  // An event that begins here ends later, or never.
  [2, (run, { process }) => process !== null && void run.drain(process)],
  [2, (_, { process }) => process?.closeWorld()],
  [15, (run) => run.moveWorld()],
  [2, (_, { player }) => player.client.reload()],
  [210, (run, { player }) => run.edit(player.client)],
]

class ClusterRun {
  readonly time = new VirtualTime()
  readonly #random: Random
  readonly #database = emptyDisk()
  readonly #witness: ClusterWitness
  readonly #network: Network
  readonly #players: readonly Player[]
  readonly #views = new Views<Client>()
  readonly #broken: string[] = []
  /** Those that run, by place. */
  readonly #running: (SimulatedProcess | null)[] = Array.from({ length: PROCESSES }, () => null)
  readonly #all: SimulatedProcess[] = []
  #wrote: { readonly process: SimulatedProcess; readonly epoch: number } | null = null
  #edits = 0
  #kills = 0
  #stops = 0
  #takeovers = 0

  constructor(seed: number) {
    this.#random = seededRandom(seed)
    const disk = new Disk(this.time, this.#random, this.#database)
    this.#witness = new ClusterWitness(this.time, disk)
    this.#network = new Network(this.time, this.#random, this.#witness)
    for (const place of this.#running.keys()) this.#start(place)
    this.#network.accept = (line) => this.#balance(line)
    this.#players = Array.from({ length: 2 + this.#random.below(3) }, (_, n) => this.#newPlayer(n))
  }

  async step(): Promise<void> {
    const player = this.#players[this.#random.below(this.#players.length)]
    const process = this.#one()
    const event = oneByWeight(this.#random, EVENTS)
    if (player !== undefined) await event?.[1](this, { player, process })
    const pause = this.#random.below(100)
    if (pause < 3) await this.time.pass(this.#random.below(60_000))
    else if (pause < 60) await this.time.pass(this.#random.below(pause < 10 ? 2000 : 30))
  }

  /** Some of what is broken is well again. */
  getBetter(): void {
    for (const { place } of this.#players) if (this.#random.below(2) === 0) place.heal()
    for (const process of this.#running) if (process !== null && this.#random.below(2) === 0) mend(process)
  }

  edit(client: Client): void {
    this.#edits++
    editSomething(this.#views.of(client), this.#random)
  }

  async kill(process: SimulatedProcess): Promise<void> {
    this.#kills++
    this.#leave(process)
    await process.kill()
    this.#checkTold()
  }

  /** Some process takes the world; that begins here, and ends later, or never. */
  moveWorld(): void {
    const next = this.#running[this.#random.below(PROCESSES)] ?? null
    if (next !== null) next.life.enter(() => void next.take())
  }

  async drain(process: SimulatedProcess): Promise<void> {
    try {
      await process.drain()
    } catch (error) {
      this.#broken.push(`${process.name} did not stop in order: ${String(error)}`)
    }
    this.#leave(process)
  }

  /** People go on writing: what they write is on its way to the database when another process takes over. */
  stallForAWhile(process: SimulatedProcess): void {
    process.disk.isStalled = true
    for (const { client } of this.#players) this.edit(client)
    this.time.after(this.#random.below(STOPPED_MS), () => (process.disk.isStalled = false))
  }

  stopForAWhile(process: SimulatedProcess): void {
    if (process.life.isStopped) return
    this.#stops++
    process.life.stop()
    this.time.after(this.#random.below(STOPPED_MS), () => process.life.goOn())
  }

  async heal(): Promise<void> {
    this.#checkTold()
    for (const { place } of this.#players) place.heal()
    for (const [place, process] of this.#running.entries()) {
      if (process === null) this.#start(place)
      else mend(process)
    }
    const until = this.time.at + HEALING_MS
    const everything = {
      disk: new Disk(this.time, this.#random, this.#database),
      network: this.#network,
      clients: this.#players.map(({ client }) => client),
      url: URL,
      viewOf: (client: Client) => this.#views.of(client),
    }
    let found: readonly string[]
    do {
      await this.time.pass(2000)
      found = await differences(everything)
    } while (found.length > 0 && this.time.at < until)
    this.#broken.push(...found, ...(await this.#writtenTwice()))
    this.#checkTold()
  }

  outcome(): Outcome {
    const { hash, saved } = this.#witness
    const broken = [...this.#broken, ...this.#witness.broken]
    for (const process of this.#all) broken.push(...process.broken)
    if (this.#running.some((process) => process !== null && process.readOnlyRooms > 0))
      broken.push('a room is still read-only')
    const failures = this.#all.reduce((sum, { disk }) => sum + disk.failures, 0)
    return {
      broken,
      hash,
      edits: this.#edits,
      saved,
      kills: this.#kills,
      stops: this.#stops,
      failures,
      takeovers: this.#takeovers,
      moves: this.#all.reduce((sum, process) => sum + process.moves, 0),
    }
  }

  destroy(): void {
    this.#views.destroy()
    for (const { client } of this.#players) client.destroy()
    for (const { life } of this.#all) life.isOver = true
  }

  /** A process that runs, half of the time the one that writes the world. */
  #one(): SimulatedProcess | null {
    const process = this.#running[this.#random.below(PROCESSES)] ?? null
    const owner = this.#running.find((one) => one !== null && one === this.#wrote?.process)
    return (this.#random.below(2) === 0 ? owner : null) ?? process
  }

  #start(place: number): void {
    if (this.#running[place] !== null) return
    const process = new SimulatedProcess({
      name: `process ${this.#all.length}`,
      network: this.#network,
      database: this.#database,
      pull: (next) => this.#pull(next),
      onWrote: (writer, update) => this.#noteWrite(writer, update),
    })
    this.#all.push(process)
    this.#running[place] = process
  }

  /** Another one comes in its place by itself. */
  #leave(process: SimulatedProcess): void {
    const place = this.#running.indexOf(process)
    if (place < 0) return
    this.#running[place] = null
    this.time.after(this.#random.below(AWAY_MS), () => this.#start(place))
  }

  /** A balancer before the processes: half of the time it knows where the world is. */
  #balance(line: Line): ReturnType<SimulatedProcess['accept']> {
    const running = this.#running.filter((process) => process !== null)
    const owner = running.find((process) => process === this.#wrote?.process)
    const known = this.#random.below(2) === 0 ? owner : undefined
    const process = known ?? running[this.#random.below(running.length)]
    if (process !== undefined) return process.accept(line)
    line.break()
    return deafListener
  }

  /** Asks the process that has the world to let go of it: that may be stopped, or die on the way. */
  async #pull(next: SimulatedProcess): Promise<boolean> {
    const holder = this.#running.find((process) => process !== null && process !== next && process.isOpen)
    if (holder == null) return false
    const done = Promise.withResolvers<boolean>()
    this.time.after(this.#random.below(ASK_MS), () =>
      holder.life.enter(
        () =>
          void holder.letGo(next).then(
            () => done.resolve(true),
            () => done.resolve(false),
          ),
      ),
    )
    return withinTime(next.life.clock, LET_GO_MS, done.promise, false)
  }

  /** Whoever writes has the current epoch, and an epoch has one process. */
  #noteWrite(process: SimulatedProcess, { epoch }: Append): void {
    const before = this.#wrote
    if (epoch === undefined) this.#broken.push(`${process.name} wrote without an epoch`)
    else if (before !== null && epoch < before.epoch)
      this.#broken.push(`${process.name} wrote under epoch ${epoch} after ${before.epoch}`)
    else if (before !== null && epoch === before.epoch && process !== before.process)
      this.#broken.push(`${process.name} and ${before.process.name} wrote under epoch ${epoch}`)
    else {
      if (before !== null && before.process !== process) this.#takeovers++
      this.#wrote = { process, epoch }
    }
  }

  /** Structs that are in two rows of the log. */
  async #writtenTwice(): Promise<string[]> {
    const found: string[] = []
    const ends = new Map<number, number>()
    for (const { key } of await this.#database.store.worlds('here')) {
      for (const { bytes, sequence } of await this.#database.store.log(
        { world: key, kind: 'scene' },
        0,
        1e6,
      )) {
        for (const { client, clock, end } of readUpdate(bytes)?.sections ?? []) {
          if (clock < (ends.get(client) ?? 0)) found.push(`row ${sequence} has an edit of ${client} again`)
          ends.set(client, end)
        }
      }
    }
    return found
  }

  #newPlayer(n: number): Player {
    const network = this.#network
    const random = this.#random
    const place = new Place()
    if (random.below(3) === 0) return { place, client: new StockClient(network, place, URL, random) }
    const outside = {
      clock: this.time,
      random: random.bytes,
      openSocket: (url: string, events: SocketEvents) => network.open(place, url, events),
    }
    return { place, client: new InklandClient(outside, `${URL}?inkland=1&member=m${n}`) }
  }

  /** Edits that a client was told are saved are in the log, whatever happened. */
  #checkTold(): void {
    for (const { client } of this.#players) {
      if (!(client instanceof InklandClient)) continue
      const lost = client.told.filter((bytes) => !holds(this.#database.written, bytes)).length
      if (lost > 0) this.#broken.push(`${lost} edits were told to be saved and are lost`)
    }
  }
}

function mend({ disk, life }: SimulatedProcess): void {
  disk.isBroken = false
  disk.failsNext = null
  disk.isStalled = false
  if (life.isStopped) life.goOn()
}

/** Holds every process to a second word as well: what it tells anybody of the scene is in the log. */
class ClusterWitness extends Witness {
  readonly #disk: Disk
  readonly #at: VirtualTime

  constructor(time: VirtualTime, disk: Disk) {
    super(time, disk)
    this.#disk = disk
    this.#at = time
  }

  override leaves(line: Line, frame: Uint8Array): void {
    super.leaves(line, frame)
    const parsed = parseServerFrame(frame)
    if (parsed?.type !== 'step2' && parsed?.type !== 'update') return
    if (!holds(this.#disk.written, parsed.bytes))
      this.broken.push(`at ${this.#at.at} ms something was told that is not in the log`)
  }
}
