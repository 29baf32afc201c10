// This process among those of its node: it says that it lives, and looks who leads. When nobody does any
// more, it leads itself. Whether one is alive is told by its beat alone, and how long that stood still by
// this process's own clock, which nobody sets. To be wrong about it does no harm: the store refuses what the
// one before still sends.
import { parseInsideAddress, type InsideAddress } from '../network/inside-address.ts'
import type { NodeDatabase, NodeProcess, ProcessLoad, SeenProcesses } from '../storage/node-database.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import { StoreRefusal } from '../storage/store-refusal.ts'
import { repeat } from '../../shared/time/repeat.ts'
import type { ServerClock } from '../time/server-clock.ts'

/**
 * A process whose beat stood still for so long is dead, in ms: its worlds are elsewhere within a lease, with
 * the time that it takes to look and to begin. It is sure of them for less.
 */
const DEAD_MS = 12_000
/** How often a process raises its beat, in ms. */
const BEAT_MS = 1_000
/**
 * How often it looks who leads, in ms; and so often for a while after it lost the one that did, and while one
 * is almost dead.
 */
const LOOK_MS = 1_000
const LOOK_SOON_MS = 100
const SOON_MS = 5_000
/**
 * If two looks are further apart, in ms, this process itself may have stood still: then nothing is known of
 * the others.
 */
const GAP_MS = 3_000
/**
 * After so long without a beat it is looked whether a process has connections to the database, in ms: longer
 * than the database may be away without a gap between two looks, after which nobody has any for a moment.
 */
const QUIET_MS = GAP_MS + 500
/** A process without --inside is taken for dead after so long, in ms: as by others without it. */
const ALONE_MS = 4_000
/** How many looks in a row find no connection of a leader to the database that is gone. */
const LOOKS_WITHOUT = 2

/** What this process does for its node. */
export type ProcessRole =
  | { readonly kind: 'leads' }
  | { readonly kind: 'follows'; readonly leader: InsideAddress }
  /** Nobody that it can reach leads. */
  | { readonly kind: 'waits' }

/** What becomes of the connection to the one that leads. */
export interface LeaderListeners {
  /** That one is there. */
  readonly onHeard: () => void
  /** It is perhaps gone: told once, after which nothing is told. */
  readonly onLost: () => void
}

interface NodeMembershipOptions {
  readonly database: NodeDatabase
  readonly clock: ServerClock
  readonly self: NodeProcess
  readonly load: () => ProcessLoad
  /** Follows the one that leads, which is reached there, until the answer is called. */
  readonly follow: (leader: InsideAddress, on: LeaderListeners) => () => void
  readonly onRole: (role: ProcessRole) => void
  /** This one, which leads, took another process for dead: its worlds are free. */
  readonly onRemoved: () => void
  /** No process in the list is reached there any more. */
  readonly onGone: (address: string) => void
  /** Others took this process for dead. */
  readonly onExpelled: () => void
  /** An admin asked this process to leave. */
  readonly onAsked: () => void
  /** It cannot be one of these processes, as the sentence says. */
  readonly onRefused: (refusal: StoreRefusal) => void
  readonly onFault: (error: unknown) => void
  /** The one that leads is not reached where it says that it is; told once of each. */
  readonly onUnheard: (address: string) => void
}

interface WatchedBeat {
  readonly beat: number
  /** It has stood still since then, at least. */
  readonly since: number
  readonly isListed: boolean
  /** It was seen to rise while its process was not in the list. */
  readonly hasRisenAlone: boolean
}

/** A watch of the process that leads, by its id. */
interface LeaderWatch {
  readonly id: ProcessId
  /** The leader has answered. */
  isHeard: boolean
  readonly end: () => void
}

export class NodeMembership {
  readonly #options: NodeMembershipOptions
  #seen = new Map<ProcessId, WatchedBeat>()
  /** Where those are reached that were in the list at the last look. */
  #addresses: ReadonlySet<string> = new Set()
  #lookedAt = -Infinity
  #lostAt = -Infinity
  #looksWithout = 0
  /**
   * Processes that may be gone: so many looks found no connection of theirs; and until when they are looked
   * for.
   */
  readonly #suspects = new Map<ProcessId, { looksWithout: number; readonly until: number }>()
  #isLeading = false
  #watch: LeaderWatch | null = null
  /** The last leader that was not reached. */
  #unheard: ProcessId | null = null
  #isOver = false
  #cancel: () => void = () => undefined
  #endBeat: () => void = () => undefined

  constructor(options: NodeMembershipOptions) {
    this.#options = options
  }

  /** Comes among the others; rejects with a StoreFault. */
  async begin(): Promise<void> {
    const { database, self, clock, onFault } = this.#options
    await database.enter(self)
    this.#endBeat = repeat(() => this.#beat(), { everyMs: BEAT_MS, onFault, clock })
    this.#lookAfter(0)
  }

  /** Leaves the others. The store is closed before, by whoever opened it. */
  async leave(): Promise<void> {
    const { database, self } = this.#options
    this.#isOver = true
    this.#cancel()
    this.#endBeat()
    this.#watch?.end()
    try {
      const { processes } = await database.look()
      const row = processes.find(({ id }) => id === self.id)
      if (row !== undefined) await database.expel(row.id, row.beat)
    } catch {
      // The others find out in their time.
    }
  }

  /** A connection with a process broke: the one that leads looks soon whether that one is gone. */
  suspect(process: ProcessId): void {
    if (!this.#isLeading) return
    this.#suspects.set(process, { looksWithout: 0, until: this.#options.clock.monotonic() + SOON_MS })
    this.#lookAfter(LOOK_SOON_MS)
  }

  async #beat(): Promise<void> {
    const { database, self, load, onAsked, onExpelled } = this.#options
    const answer = await database.beat(self.id, load())
    if (this.#isOver) return
    if (answer === 'asked') onAsked()
    // What it has in memory counts no more.
    if (answer === 'gone') onExpelled()
  }

  #lookAfter(ms: number): void {
    const { clock, onFault, onRefused } = this.#options
    this.#cancel()
    if (this.#isOver) return
    this.#cancel = clock.after(ms, () => {
      this.#step().catch((error: unknown) => {
        if (error instanceof StoreRefusal) return onRefused(error)
        onFault(error)
        this.#lookAfter(LOOK_MS)
      })
    })
  }

  async #step(): Promise<void> {
    const { clock } = this.#options
    const seen = await this.#look()
    if (this.#isOver) return
    if (this.#isLeading) await this.#removeDead(seen)
    else if (await this.#isFree(seen)) await this.#tryToLead(seen)
    else this.#follow(seen)
    const isLost = this.#isLeading ? this.#suspects.size > 0 : clock.monotonic() - this.#lostAt < SOON_MS
    const isAlmostDead = [...this.#seen.keys()].some((id) => this.#stoodStill(id, DEAD_MS - LOOK_MS))
    this.#lookAfter(isLost || isAlmostDead ? LOOK_SOON_MS : LOOK_MS)
  }

  /** Looks, and notes since when beats stand still. */
  async #look(): Promise<SeenProcesses> {
    const { database, clock } = this.#options
    const sentAt = clock.monotonic()
    const seen = await database.look()
    const before = sentAt - this.#lookedAt > GAP_MS ? new Map<ProcessId, WatchedBeat>() : this.#seen
    const now = (this.#lookedAt = clock.monotonic())
    // The leader has two beats; that of the store counts.
    const listed = new Set(seen.processes.map(({ id }) => id))
    this.#seen = new Map(
      [...seen.processes, ...(seen.leader === null ? [] : [seen.leader])].map(({ id, beat }) => {
        const [known, isListed] = [before.get(id), listed.has(id)]
        if (known?.beat === beat) return [id, { ...known, isListed }]
        // One that goes in order leaves the list, and its last beat in the store.
        const hasRisenAlone = known?.isListed === false && !isListed
        return [id, { beat, since: now, isListed, hasRisenAlone }]
      }),
    )
    this.#tellGone(new Set(seen.processes.map(({ address }) => address)))
    return seen
  }

  #tellGone(addresses: ReadonlySet<string>): void {
    const gone = [...this.#addresses].filter((address) => !addresses.has(address))
    this.#addresses = addresses
    for (const address of gone) this.#options.onGone(address)
  }

  #stoodStill(id: ProcessId, ms: number): boolean {
    const seen = this.#seen.get(id)
    return seen !== undefined && this.#lookedAt - seen.since >= ms
  }

  /**
   * Whether nobody has the store any more. Throws a StoreRefusal where a process has it that shares it with
   * none.
   */
  async #isFree({ leader, processes }: SeenProcesses): Promise<boolean> {
    if (leader === null) return true
    if (processes.every(({ id }) => id !== leader.id)) {
      if (this.#seen.get(leader.id)?.hasRisenAlone === true) throw hasItAlone()
      return this.#stoodStill(leader.id, ALONE_MS)
    }
    if (this.#stoodStill(leader.id, DEAD_MS)) return true
    if (this.#watch?.id === leader.id && this.#watch.isHeard) return false
    const isGone = !(await this.#options.database.hasSessions(leader.id))
    this.#looksWithout = isGone ? this.#looksWithout + 1 : 0
    return this.#looksWithout >= LOOKS_WITHOUT
  }

  async #tryToLead({ leader }: SeenProcesses): Promise<void> {
    const { database, self, onRole } = this.#options
    this.#looksWithout = 0
    if (!(await database.lead(self.id, leader)) || this.#isOver) return
    this.#isLeading = true
    this.#watch?.end()
    this.#watch = null
    onRole({ kind: 'leads' })
  }

  async #removeDead({ processes }: SeenProcesses): Promise<void> {
    const { self, database, onRemoved } = this.#options
    for (const id of this.#suspects.keys())
      if (processes.every((process) => process.id !== id)) this.#suspects.delete(id)
    for (const { id, beat } of processes) {
      if (id === self.id || !((await this.#isLost(id)) || (await this.#isStill(id)))) continue
      await database.expel(id, beat)
      onRemoved()
    }
  }

  /** Whether the beat of a process stood still for long, or for a while, and it has no connections. */
  async #isStill(id: ProcessId): Promise<boolean> {
    if (!this.#stoodStill(id, QUIET_MS)) return false
    return this.#stoodStill(id, DEAD_MS) || !(await this.#options.database.hasSessions(id))
  }

  /** Whether a process that lost its connection with this one has none to the database, either. */
  async #isLost(id: ProcessId): Promise<boolean> {
    const suspect = this.#suspects.get(id)
    if (suspect === undefined) return false
    const isWithout = !(await this.#options.database.hasSessions(id))
    suspect.looksWithout = isWithout ? suspect.looksWithout + 1 : 0
    const isGone = suspect.looksWithout >= LOOKS_WITHOUT
    if (isGone || this.#options.clock.monotonic() > suspect.until) this.#suspects.delete(id)
    return isGone
  }

  #follow({ leader, processes }: SeenProcesses): void {
    const { self, follow, onRole, onUnheard } = this.#options
    const row = processes.find(({ id }) => id === leader?.id)
    const address = row === undefined ? null : parseInsideAddress(row.address)
    if (row === undefined || address === null) return
    if (row.options !== self.options) throw startedOtherwise(row.options, self.options)
    if (this.#watch?.id === row.id) return
    this.#watch?.end()
    const end = follow(address, {
      onHeard: () => {
        watch.isHeard = true
        onRole({ kind: 'follows', leader: address })
      },
      onLost: () => {
        if (this.#watch !== watch) return
        this.#watch = null
        if (watch.isHeard) this.#lostAt = this.#options.clock.monotonic()
        else if (this.#unheard !== row.id) onUnheard(row.address)
        if (!watch.isHeard) this.#unheard = row.id
        onRole({ kind: 'waits' })
        this.#lookAfter(LOOK_SOON_MS)
      },
    })
    const watch: LeaderWatch = { id: row.id, isHeard: false, end }
    this.#watch = watch
  }
}

const hasItAlone = (): StoreRefusal =>
  new StoreRefusal(
    'Another Inkland has this database for itself, without --inside: stop it first and start it with --inside, too, or name another database in --store.',
  )

/** What the processes say to each other: processes that differ in it are not one node. */
export const INSIDE_VERSION = 4

/** `options`: a JSON object each. */
function startedOtherwise(there: string, here: string): StoreRefusal {
  const [others, own] = [optionsIn(there), optionsIn(here)]
  if (others.get('version') !== own.get('version'))
    return new StoreRefusal(
      'The other processes of this node are of another version, with which this one cannot be one node: stop all of them first, and then start them all with the same version.',
    )
  const names = [...new Set([...others.keys(), ...own.keys()])].filter(
    (name) => others.get(name) !== own.get(name),
  )
  return new StoreRefusal(
    `The processes of a node are started alike, and this one differs in --${names.join(', --')}: start it as the others, or name another database in --store.`,
  )
}

const optionsIn = (text: string): ReadonlyMap<string, string> => {
  const options: unknown = JSON.parse(text)
  return new Map(
    Object.entries(typeof options === 'object' && options !== null ? options : {}).map(([name, value]) => [
      name,
      JSON.stringify(value),
    ]),
  )
}
