// Three processes that are one node, with lines between them and to their database that can be made to fail,
// wrong clocks, and a balancer in front. A process that ended is started anew, as a service manager does.
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../../simulation/random.ts'
import { NodeProcesses, processesAt, type StartedProcess } from '../cluster/node-processes.ts'
import { askAt } from '../../support/postgres/server.ts'
import { wrongClock } from '../clock.ts'
import { faultyLine, type FaultyLine } from '../faulty-line.ts'
import type { ProcessLife } from './append-history.ts'
import { checkedBalancer } from './checked-balancer.ts'
import { WorldAsker } from './world-asker.ts'

const PLACES = 3
const WRONG_MS = 5 * 60_000
/** A clock that is set while its process runs, so long after its start. */
const SET_MS = 20_000
/** Generous: the machine that runs this may have much other work. */
const WELL_MS = 120_000
/** Percent of a core from which the process that leads gives worlds away: it does so again and again. */
const BUSY_FROM = 15

/** What the database says of a node. */
const SAID = [
  'SELECT address, holder, epoch FROM worlds WHERE holder IS NOT NULL',
  'SELECT process, beat FROM processes',
  'SELECT id, address, beat FROM node_processes',
  'SELECT holder AS leader, beat FROM store',
  `SELECT application_name, state, wait_event, pg_blocking_pids(pid) AS behind, now() - query_start AS since,
    left(query, 100) AS query FROM pg_stat_activity WHERE application_name LIKE 'inkland%'`,
]

/** One process, from its start to its end. */
export interface Member {
  readonly place: number
  readonly process: StartedProcess
  /** By which the others reach it. */
  readonly inside: FaultyLine
  readonly database: FaultyLine
}

export class FaultyNode implements AsyncDisposable {
  readonly lives: ProcessLife[] = []
  /** What processes said last that ended by themselves. */
  readonly ends: string[] = []
  readonly #members: Member[] = []
  readonly #lines: FaultyLine[] = []
  readonly #processes: NodeProcesses
  readonly #asker = new WorldAsker()
  readonly #options: FaultyNodeOptions
  readonly #balancer: Awaited<ReturnType<typeof checkedBalancer>>

  static async start(options: FaultyNodeOptions): Promise<FaultyNode> {
    const node = new FaultyNode(options, await checkedBalancer(PLACES, options.random))
    for (let place = 0; place < PLACES; place += 1) await node.startAt(place)
    return node
  }

  private constructor(options: FaultyNodeOptions, balancer: Awaited<ReturnType<typeof checkedBalancer>>) {
    this.#options = options
    this.#balancer = balancer
    this.#processes = new NodeProcesses(options.store)
  }

  /** Where clients come in. */
  get way(): { readonly url: string; readonly wsUrl: string } {
    return this.#balancer
  }

  get members(): readonly Member[] {
    return this.#members
  }

  /** The process that leads, and one that does not. */
  async roles(): Promise<{ readonly leading: Member; readonly other: Member }> {
    const [leads] = await processesAt(this.way.url)
    const leading = this.#members.find(({ process }) => process.inside === leads?.address)
    const others = this.#members.filter((member) => member !== leading)
    const other = others[this.#options.random.below(others.length)]
    if (leading === undefined || other === undefined) throw new Error('one of the processes leads')
    return { leading, other }
  }

  /** Any that is another one than this. */
  besides(member: Member): Member {
    const other = this.#members.find((each) => each !== member)
    if (other === undefined) throw new Error('there are several processes')
    return other
  }

  /** Starts a process in a place, with a clock that is right, wrong, or becomes wrong. */
  async startAt(place: number): Promise<void> {
    const { store, databasePort, random } = this.#options
    const [inside, database] = [await faultyLine(), await faultyLine(databasePort)]
    this.#lines.push(inside, database)
    const byMs = [-WRONG_MS, 0, WRONG_MS][random.below(3)] ?? 0
    const process = await this.#processes.start({
      by: inside,
      args: ['--busy-from', `${BUSY_FROM}`],
      env: {
        ...wrongClock(byMs, random.below(2) * SET_MS),
        INKLAND_STORE: store.replace(`:${databasePort}/`, `:${database.port}/`),
      },
    })
    const name = `process ${this.lives.length}`
    this.lives.push({ name, sources: database.sources })
    this.#members[place] = { place, process, inside, database }
    this.#balancer.place(place, process.server.port)
  }

  /** Resolves when each world is there at a process; after how many ms that was. */
  servedAt({ process }: Member, worlds: readonly string[]): Promise<number> {
    return this.#asker.ask(worlds.map((world) => `${process.server.wsUrl}/sync/${world}`))
  }

  /** All lines are whole; resolves when all processes are there, and clients are led to each. */
  async mend(): Promise<void> {
    for (const { inside, database } of this.#members) for (const line of [inside, database]) line.open()
    const end = performance.now() + WELL_MS
    while (!(await this.#isWell())) {
      if (performance.now() > end) throw new Error(`The node is not well again.\n${this.#logs()}`)
      for (const {
        place,
        process: { server },
      } of this.#members) {
        if (isAlive(server.pid)) continue
        this.ends.push(server.log().trimEnd().split('\n').at(-1) ?? '')
        await this.startAt(place)
      }
      await pause(100)
    }
  }

  /** Fails with an error, and with all that the database and the processes say of the node now. */
  readonly explain = async (cause: unknown): Promise<never> => {
    const tables = await Promise.all(
      SAID.map(async (sql) => (await askAt(this.#options.store, sql)).map((row) => JSON.stringify(row))),
    )
    throw new Error(`${String(cause)}\n${tables.flat().join('\n')}\n${this.#logs()}`, { cause })
  }

  async #isWell(): Promise<boolean> {
    if (this.#balancer.serving() < PLACES) return false
    const listed = await processesAt(this.way.url).catch(() => [])
    const here = this.#members.map(({ process }) => process.inside)
    return (
      listed.length === PLACES && here.every((inside) => listed.some(({ address }) => address === inside))
    )
  }

  #logs(): string {
    return this.#members.map(({ process }) => process.server.log().slice(-2_000)).join('\n\n')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#balancer[Symbol.asyncDispose]()
    await this.#processes[Symbol.asyncDispose]()
    this.#asker[Symbol.dispose]()
    for (const line of this.#lines) await line[Symbol.asyncDispose]()
  }
}

interface FaultyNodeOptions {
  readonly store: string
  readonly databasePort: number
  readonly random: Random
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
