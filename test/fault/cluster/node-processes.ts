// Several real processes that are one node, on a real database.
import { rmSync } from 'node:fs'
import type { Somebody } from '../../accounts.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../../process.ts'
import { ProcessList } from '../../../shared/wire/api/process-bodies.ts'
import { freePort } from '../../support/free-port.ts'
import { ask } from '../../unit/http/ask.ts'
import type { FaultyLine } from '../faulty-line.ts'

/** A process of the node. */
export interface StartedProcess {
  readonly server: RunningServer
  /** Where the others reach it. */
  readonly inside: string
}

interface StartOptions {
  readonly args?: readonly string[]
  /** Of another version. */
  readonly program?: string
  /** By which the others reach it, when that is not where it listens for them. */
  readonly by?: FaultyLine
  readonly env?: Readonly<Record<string, string>>
}

/** Starts processes of one node, and ends those that still run. */
export class NodeProcesses implements AsyncDisposable {
  readonly store: string
  readonly #started: StartedProcess[] = []
  readonly #folders: string[] = []

  constructor(store: string) {
    this.store = store
  }

  async start({ args = [], program, by, env }: StartOptions = {}): Promise<StartedProcess> {
    const data = temporaryFolder()
    this.#folders.push(data)
    const port = await freePort()
    by?.leadTo(port)
    const inside = `127.0.0.1:${by?.port ?? port}`
    // The same when it begins again.
    const forClients = `${await freePort()}`
    const server = await startServer({
      data,
      ...(program !== undefined && { program }),
      env: { INKLAND_STORE: this.store, ...env },
      args: ['--inside', inside, '--inside-listen', `127.0.0.1:${port}`, '--port', forClients, ...args],
    })
    const started = { server, inside }
    this.#started.push(started)
    return started
  }

  /**
   * So many processes that run, the one that leads first. It starts what is missing and ends what is too
   * many: tests of a file share them, and may kill and drain them.
   */
  running(count: 1): Promise<readonly [StartedProcess]>
  running(count: 2): Promise<readonly [StartedProcess, StartedProcess]>
  running(count: 3): Promise<readonly [StartedProcess, StartedProcess, StartedProcess]>
  async running(count: number): Promise<readonly StartedProcess[]> {
    const run = this.#started.filter(({ server }) => server.isRunning())
    while (run.length < count) run.push(await this.start())
    const all = await untilListed(run)
    const tooMany = all.slice(count)
    for (const { server } of tooMany) await server.kill()
    return tooMany.length === 0 ? all : untilListed(all.slice(0, count))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { server } of this.#started) await server.kill()
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }
}

/** Who asks; in an open node anybody may. */
type Asking = Pick<Somebody, 'cookie'>
const ANYBODY: Asking = { cookie: '' }

/** The processes as one of them tells; the one that leads first. */
export const processesAt = async (url: string, { cookie } = ANYBODY) =>
  (await ask(url, 'GET /api/admin/processes', { headers: { cookie } })).read(ProcessList)

/** Waits until these are all processes of their node; the one that leads first. */
const untilListed = (run: readonly StartedProcess[]): Promise<StartedProcess[]> =>
  until(
    'these processes are a node',
    async () => {
      const listed = await processesAt(run[0]?.server.url ?? '').catch(() => [])
      const found = listed.flatMap(({ address }) => run.find(({ inside }) => inside === address) ?? [])
      return listed.length === run.length && found.length === run.length && found
    },
    40_000,
  )

/** Waits until this process leads, and the node serves. */
export const untilLeads = (url: string, { inside }: StartedProcess, by = ANYBODY): Promise<true> =>
  until(
    `the process at ${inside} leads`,
    async () => (await processesAt(url, by).catch(() => []))[0]?.address === inside,
    40_000,
  )
