// A real node in a process of its own, for tests: started on a free port, waited for, stopped or killed, and
// cleaned up after. Its log is shown when something fails.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { countCpu } from './process-cpu.ts'

const MAIN = fileURLToPath(new URL('../server/main.ts', import.meta.url))
/** Longer than anything takes beside other tests, so that only what never comes fails. */
const PATIENCE_MS = 30_000
/** The same for a start, which is two seconds of work and more: many begin at once. */
const START_PATIENCE_MS = 90_000
const LOG_CHARACTERS_MAX = 100_000

export interface ServerOptions {
  /** The data folder; a new one, removed at the end, unless given. */
  readonly data?: string
  /**
   * Whether people sign in; a node is open unless a test asks otherwise, and test/accounts.ts knows how one
   * gets in.
   */
  readonly access?: 'open' | 'accounts'
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Another program than `server/main.ts`: that of an earlier version. */
  readonly program?: string
  /** A network of its own: the process that keeps it, and where the node is found from outside. */
  readonly network?: { readonly keeper: number; readonly outside: string }
}

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A node that serves. */
export interface ServingNode extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, or `https:` with a certificate. */
  readonly url: string
  /** `ws://127.0.0.1:PORT` */
  readonly wsUrl: string
  readonly port: number
  readonly data: string
  /** What it has logged so far. */
  readonly log: () => string
  /** What it has written on its console so far, line by line. */
  lines(): readonly string[]
  isRunning(): boolean
  /** Stops it in order; resolves when it has ended. */
  stop(): Promise<unknown>
}

/** A node in a process of its own. */
export interface RunningServer extends ServingNode {
  readonly pid: number
  /** SIGTERM; resolves when it has ended, rejects when it takes over 30 s. */
  stop(): Promise<Exit>
  /** SIGKILL; resolves when it has ended. */
  kill(): Promise<Exit>
  /** Resolves when it ends by itself; rejects when that takes over 30 s. */
  ended(): Promise<Exit>
}

/** Starts a node and waits until it serves; rejects with its output when it ends before, or after 90 s. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const data = options.data ?? temporaryFolder()
  const access = options.access === undefined ? [] : ['--access', options.access]
  const { network, env, program, args = [] } = options
  const run = runServer(['--data', data, ...access, ...args], {
    ...(program !== undefined && { program }),
    ...(env && { env }),
    ...(network && { keeper: network.keeper }),
  })
  const { child, lines } = run
  const said = await Promise.race([
    run.listening,
    run.exit.then(() => null),
    after(START_PATIENCE_MS).then(() => null),
  ])
  const url = said === null || network === undefined ? said : `http://${network.outside}`
  if (url === null) {
    child.kill('SIGKILL')
    throw new Error(`The server did not start.\n${lines.join('\n')}\n${run.log()}`)
  }

  const ended = async () => {
    const exit = await Promise.race([run.exit, after(PATIENCE_MS).then(() => null)])
    if (exit) return exit
    child.kill('SIGKILL')
    throw new Error(`The server did not end within ${PATIENCE_MS} ms.\n${run.log()}`)
  }
  const signal = (name: NodeJS.Signals) => {
    child.kill(name)
    return ended()
  }
  return {
    url,
    wsUrl: url.replace(/^http/, 'ws'),
    port: Number(new URL(url).port),
    pid: child.pid ?? 0,
    data,
    log: run.log,
    lines: () => lines,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    stop: () => signal('SIGTERM'),
    kill: () => signal('SIGKILL'),
    ended,
    async [Symbol.asyncDispose]() {
      await signal('SIGKILL')
      if (options.data === undefined) rmSync(data, { recursive: true, force: true })
    },
  }
}

interface Run {
  readonly child: ChildProcess
  /** Grows. */
  readonly lines: readonly string[]
  /** The url, once it is printed. */
  readonly listening: Promise<string>
  readonly exit: Promise<Exit>
  readonly log: () => string
}

interface RunOptions {
  readonly program?: string
  readonly env?: Readonly<Record<string, string>>
  /** The process that keeps the network in which it runs. */
  readonly keeper?: number
}

/**
 * Runs `server/main.ts` with a free port and these arguments, open unless they say otherwise, whether it
 * serves or ends.
 */
export function runServer(args: readonly string[], { program = MAIN, env, keeper }: RunOptions = {}): Run {
  const node = [process.execPath, program, '--port', '0', ...args]
  const [command = '', ...words] = keeper === undefined ? node : ['nsenter', '-n', '-t', `${keeper}`, ...node]
  if (!isMainThread) throw new Error('A test that starts a node is named *.node.test.ts (test/README.md).')
  const child = spawn(command, words, {
    env: { ...process.env, INKLAND_ACCESS: 'open', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  countCpu(child)
  const orphan = () => child.kill('SIGKILL')
  process.once('exit', orphan)

  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-LOG_CHARACTERS_MAX)
  })
  const lines: string[] = []
  const { promise: listening, resolve } = Promise.withResolvers<string>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    const url = /^inkland listening on (https?:\/\/\S+)$/.exec(line)?.[1]
    if (url) resolve(url)
  })
  const exit = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals | null)[]): Exit => {
    process.off('exit', orphan)
    return {
      code: typeof code === 'number' ? code : null,
      signal: typeof signal === 'string' ? signal : null,
    }
  })
  return { child, lines, listening, exit, log: () => log }
}

const temporary = new Set<string>()
process.once('exit', () => {
  for (const folder of temporary) rmSync(folder, { recursive: true, force: true })
})

/** A new empty folder, removed when the process that runs the tests ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'inkland-test-'))
  temporary.add(folder)
  return folder
}

/**
 * How long `until` pauses before it looks again: a tenth of its wait so far, within these bounds. A hundred
 * questions a second would keep a node busy.
 */
const LOOK_MS = { least: 10, most: 50 }

/**
 * Waits until `check` gives something other than null, false or undefined; rejects with `what` after
 * `boundMs`.
 */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  boundMs = PATIENCE_MS,
): Promise<NonNullable<Exclude<T, false>>> {
  const begun = performance.now()
  const end = begun + boundMs
  for (;;) {
    const value = await check()
    if (value !== null && value !== undefined && value !== false) {
      return value as NonNullable<Exclude<T, false>>
    }
    if (performance.now() > end) throw new Error(`Waited ${boundMs} ms in vain: ${what}`)
    await pause(Math.min(LOOK_MS.most, Math.max(LOOK_MS.least, (performance.now() - begun) / 10)))
  }
}

/** `until` with another bound, for tests that all wait as long. */
export function untilWithin(
  boundMs: number,
): <T>(what: string, check: () => T | Promise<T>) => Promise<NonNullable<Exclude<T, false>>> {
  return (what, check) => until(what, check, boundMs)
}

/** A bound, not a pause: unref'd, so that it never holds a finished test. */
function after(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  setTimeout(resolve, ms).unref()
  return promise
}
