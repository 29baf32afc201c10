// The node under test: the real sync side in a process that dies, stops in order and comes back, with the
// same disk.
import { NO_MEMBER, type Member } from '../../server/contracts/request-member.ts'
import { StoreFault } from '../../server/storage/store.ts'
import { createSync, type Sync, type SyncOptions } from '../../server/sync/sync-server.ts'
import { parseMemberId } from '../../shared/world/address.ts'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import type { Disk, Life } from './disk.ts'
import type { Line, Network } from './network.ts'

/** How long at most it is away, in ms. */
const AWAY_MS = 5000

interface Process {
  readonly life: Life
  readonly sync: Sync
}

export class SimulatedNode {
  /** Events that should never have happened, in words. */
  readonly broken: string[] = []
  crashes = 0
  readonly #disk: Disk
  readonly #network: Network
  readonly #rightOf: SyncOptions['rightOf']
  readonly #mayRefuse: boolean
  #process: Process | null = null

  /** With `rightOf`, some of those who write may lose their right. */
  constructor(disk: Disk, network: Network, rightOf: SyncOptions['rightOf'] | null = null) {
    this.#disk = disk
    this.#network = network
    this.#rightOf = rightOf ?? (() => 'own')
    this.#mayRefuse = rightOf !== null
    this.start()
  }

  get readOnlyRooms(): number {
    return this.#process?.sync.stats().readOnlyRooms ?? 0
  }

  /** Starts it, unless it runs. */
  start(): void {
    if (this.#process !== null) return
    const { time, random } = this.#network
    const life = { isOver: false }
    const hear = this.#hear.bind(this)
    const sync = createSync({
      store: this.#disk.storeFor(life),
      clock: time.mortal(life),
      random: random.bytes,
      log: { info: () => {}, warn: hear, error: hear },
      rightOf: this.#rightOf,
      makeMissing: true,
    })
    this.#process = { life, sync }
    this.#network.accept = (line) => {
      const path = line.url.pathname.slice('/sync/'.length)
      return sync.connect(line, path, line.url.searchParams, memberOn(line))
    }
  }

  /** Ends it between two instructions. It comes back by itself. */
  async crash(): Promise<void> {
    if (this.#process === null) return
    this.crashes++
    await this.#disk.crash(this.#process.life)
    this.#goAway()
  }

  /** Ends it in good order, unless it dies before that is done. It comes back by itself. */
  async stop(): Promise<void> {
    if (this.#process === null) return
    const { life, sync } = this.#process
    try {
      await sync.stop()
    } catch (error) {
      this.broken.push(`it did not stop in order: ${String(error)}`)
    }
    if (life.isOver) return
    life.isOver = true
    this.#goAway()
  }

  /** Sends everybody out of the world; they come again. */
  async closeWorld(): Promise<void> {
    const [world] = await this.#disk.store.worlds('here')
    if (world) void this.#process?.sync.close(world.key, CLOSE.goingAway, 'Come again.')
  }

  #goAway(): void {
    const network = this.#network
    this.#process = null
    network.accept = null
    network.breakAll()
    network.time.after(network.random.below(AWAY_MS), () => this.start())
  }

  /** Every logged line is a bug, except that its disk fails. */
  #hear(about: object, text?: string): void {
    const error: unknown = 'err' in about ? about.err : null
    if (error instanceof StoreFault && error.name === 'StoreFault') return
    if (text === 'a frame was refused' && this.#mayRefuse) return
    this.broken.push(`${text}: ${error instanceof Error ? error.stack : String(error)}`)
  }
}

/** The member of a connection; with `peer`, another node vouches for them. */
export function memberOn({ url }: Line): Member {
  const name = url.searchParams.get('member')
  const id = parseMemberId(name)
  if (id === null) return NO_MEMBER
  return { id, name, session: id, kind: url.searchParams.has('peer') ? 'peer' : 'guest' }
}
