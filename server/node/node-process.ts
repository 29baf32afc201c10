// The process of a node: its log, the reasons for its end, and its output on the console.
import pino, { type Logger, type LoggerOptions } from 'pino'
import {
  givenEnvironment,
  hideStore,
  isUnderNpmStart,
  type Config,
  type StartRequest,
} from '../config/node-config.ts'
import { isLoopback } from '../network/loopback.ts'
import { whyOpenToOthers } from '../storage/sqlite/files/data-folder.ts'
import { openNodeDisk } from '../storage/opening/node-store.ts'
import type { Store } from '../storage/store.ts'
import { repeat } from '../../shared/time/repeat.ts'
import { systemClock as clock } from '../time/server-clock.ts'
import { startFault } from '../operations/start-fault.ts'
import type { StopSignals } from './stop-signals.ts'
import { startNode, type CommandLine, type CountedLog, type RunningNode } from './start-node.ts'

/** Longest orderly stop, in ms: supervisors kill after ten seconds. */
const STOP_MS = 9_500
/** How often a node under npm looks whether its shell is still there, in ms. */
const SHELL_MS = 250
/** How long the store may take to finish its writes after a bug ended the rest, in ms. */
const LAST_WRITES_MS = 3_000

/** Does what was asked for with the arguments. */
export async function runNode(
  wish: StartRequest,
  commandLine: CommandLine,
  start: ProcessStart,
): Promise<void> {
  switch (wish.kind) {
    case 'help':
      process.stdout.write(wish.text)
      return
    case 'wrong':
      return giveUp(wish.sentence, 2)
    case 'serve':
      start.signals.noteOpening()
      if (isUnderNpmStart()) onShellEnd(start)
      return wish.config.inside === null
        ? serve(wish.config, commandLine, start.signals)
        : serveAmong(wish.config, wish.config.inside, commandLine, start.signals)
  }
}

/** How this process began. */
interface ProcessStart {
  readonly signals: StopSignals
  /** The number of the process that started it. */
  readonly startedBy: number
}

async function serve(config: Config, commandLine: CommandLine, signals: StopSignals): Promise<void> {
  const counted = openLog(config.logLevel)
  const { log } = counted
  hideStore()
  const taken = Promise.withResolvers<void>()
  const disk = await openNodeDisk(config.store, {
    folder: config.data,
    logger: log,
    onTaken: taken.resolve,
  }).catch((error: unknown) => giveUp(startFault(error, config), 1))
  const { store } = disk
  endOnBug(store, log)
  const node = await startNode(config, disk, counted, commandLine).catch(async (error: unknown) => {
    log.debug({ err: error }, 'the node did not start')
    await store.close()
    return giveUp(startFault(error, config), 1)
  })
  const stop = stopOnce(node, log)
  if (signals.stopBy(stop)) return
  void stopWhenTaken(taken.promise, stop, log)
  warnOf(config, log)
  announce(node)
}

/** Serves as one of several processes. */
async function serveAmong(
  config: Config,
  inside: string,
  commandLine: CommandLine,
  signals: StopSignals,
): Promise<void> {
  const counted = openLog(config.logLevel)
  const { log } = counted
  const environment = givenEnvironment()
  hideStore()
  const { openProcess } = await import('./cluster-process.ts')
  let announced: string | null = null
  const running = await openProcess(config, inside, {
    counted,
    commandLine,
    onServing(url, firstLink) {
      if (announced === null) announce({ url, firstLink })
      else if (firstLink !== null) announce({ url: null, firstLink })
      announced = url
    },
    onTaken() {
      log.error('others took this process for dead: it begins again')
      beginAgain(environment, log)
    },
    onAsked: () => void stop('drained'),
    onRefused: (error) => giveUp(startFault(error, config), 1),
  }).catch((error: unknown) => giveUp(startFault(error, config), 1))
  endOnBug(running.store, log)
  const stop = stopOnce(running, log)
  if (signals.stopBy(stop)) return
  warnOf(config, log)
}

/** The same program in the place of this one: what it had in memory is out of date. */
function beginAgain(environment: NodeJS.ProcessEnv, log: Logger): void {
  const program = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  try {
    process.execve?.(process.execPath, program, environment)
  } catch (error) {
    log.error({ err: error }, 'this process could not begin again')
  }
  // A supervisor starts it again.
  process.exit(1)
}

function warnOf(config: Config, log: Logger): void {
  const whyOpen = whyOpenToOthers(config.data)
  if (whyOpen !== null) log.warn(whyOpen)
  if (config.isPasswordShown) {
    log.warn(
      'the password of the database is on the command line, which others on this machine can read: say --store in the environment, as INKLAND_STORE',
    )
  }
  if (config.access === 'open' && !isLoopback(config.host))
    log.warn({ host: config.host }, 'anyone who can reach this address can edit everything')
  if (config.access === 'open' && config.providers.length > 0)
    log.warn('--oidc is not used: with open access nobody signs in. Start with --access accounts to use it')
  if (isPlain(config)) {
    log.warn(
      { host: config.host },
      'other machines connect over plain http. Others can read it, and browsers then open no worlds without a network and allow no passkeys: see docs/https.md',
    )
  }
}

/** `url`: null when it was announced before. */
function announce({
  url,
  firstLink,
}: {
  readonly url: string | null
  readonly firstLink: string | null
}): void {
  if (url !== null) process.stdout.write(`inkland listening on ${url}\n`)
  if (firstLink !== null) {
    process.stdout.write(`There is no account yet. Create the first one, for the admin, at ${firstLink}\n`)
  }
}

/** Stops in order; false where that has begun before. */
type NodeStop = (why: NodeJS.Signals | 'taken' | 'drained', code?: number) => boolean

function stopOnce(node: Pick<RunningNode, 'stop'>, log: Logger): NodeStop {
  let stopping = false
  return (why, code = 0) => {
    if (stopping) return false
    stopping = true
    log.info({ signal: why }, 'stopping')
    clock.after(STOP_MS, () => exit(log, 1, 'the node did not stop in time'))
    node.stop().then(
      () => process.exit(code),
      (error: unknown) => exit(log, 1, 'the node did not stop cleanly', error),
    )
    return true
  }
}

async function stopWhenTaken(taken: Promise<void>, stop: NodeStop, log: Logger): Promise<void> {
  await taken
  log.fatal('another process has taken the database: stopping. What people write is kept on their devices')
  stop('taken', 1)
}

/**
 * A signal to npm ends npm and the shell that it started, not what the shell started: so its end is the
 * signal.
 */
function onShellEnd({ signals, startedBy }: ProcessStart): void {
  const look = (): void => {
    if (process.ppid === startedBy) return
    endWatch()
    signals.ask('SIGTERM')
  }
  const endWatch = repeat(look, { everyMs: SHELL_MS, isDueNow: true, clock })
}

/**
 * An exception that nobody caught has left some function in the middle of its work, so memory can no longer
 * be trusted. Edits that were called saved are on disk, so ending loses nothing, and a supervisor starts it
 * again. A rejection that nobody awaited ended its own task only: it is logged, and the node goes on.
 */
function endOnBug(store: Pick<Store, 'close'>, log: Logger): void {
  process.once('uncaughtException', (error) => {
    clock.after(LAST_WRITES_MS, () => process.exit(1))
    void endAfterWrites(store, log, error)
  })
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection that nobody awaited'))
}

async function endAfterWrites(store: Pick<Store, 'close'>, log: Logger, bug: Error): Promise<never> {
  await store.close().catch((error: unknown) => log.error({ err: error }, 'the store did not close'))
  return exit(log, 1, 'a bug ended this node', bug)
}

function exit(log: Logger, code: number, message: string, error?: unknown): never {
  log.fatal({ err: error }, message)
  process.exit(code)
}

/** Pino's level of an error; worse ones are higher. */
const ERROR_LEVEL = 50

/** A line of JSON for each event, on standard error unless it goes elsewhere. */
export function openLog(
  level: Config['logLevel'],
  to: pino.DestinationStream = pino.destination(2),
): CountedLog {
  let count = 0
  const hooks: LoggerOptions['hooks'] = {
    logMethod(args, method, of) {
      if (of >= ERROR_LEVEL) count += 1
      method.apply(this, args)
    },
  }
  const errors = (): number => {
    const since = count
    count = 0
    return since
  }
  return { log: pino({ level, hooks }, to), errors }
}

/** Says one sentence and ends. */
function giveUp(sentence: string, code: number): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}

/** Whether others may come without https, as far as this can be known here. */
const isPlain = ({ host, tls, origins }: Config): boolean =>
  !isLoopback(host) && tls === null && !origins.some((origin) => origin.startsWith('https:'))
