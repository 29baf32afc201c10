// Puts a node together, serves until it is told to stop, and stops in order. The only file that knows every part.
import { randomBytes } from 'node:crypto'
import { availableParallelism, hostname, totalmem } from 'node:os'
import { isIPv6 } from 'node:net'
import { fileURLToPath } from 'node:url'
import { getHeapStatistics } from 'node:v8'
import pino, { type Logger, type LoggerOptions } from 'pino'
import { openNode } from './accounts/account-services.ts'
import { createAudit } from './accounts/directory/audit-log.ts'
import { openLoans } from './accounts/lending/thing-loans.ts'
import { passkeyInfo } from './accounts/sign-in/passkey-store.ts'
import { closedFor } from './accounts/rights/closed-words.ts'
import { createCleaning } from './assets/picture-cleaning.ts'
import { startCollector } from './assets/picture-collector.ts'
import { openFolderFiles } from './assets/picture-folder.ts'
import { createPictures } from './assets/node-pictures.ts'
import { takeCommands } from './cli/command-listener.ts'
import { isUnderNpmStart, readWish, type Config } from './config/node-config.ts'
import { openEndsOfAccounts } from './accounts/ending-services.ts'
import { beginNodeAlarms } from './operations/node-alarms.ts'
import { openBackupScheduler } from './operations/backup-scheduler.ts'
import { nodeFacts } from './http/routing/node-facts.ts'
import { createApp } from './http/http-app.ts'
import { partings } from './http/account/leaving-routes.ts'
import { createGuard } from './http/edge/origin-guard.ts'
import { isLoopback } from './network/loopback.ts'
import { createOwnership } from './http/routing/world-ownership.ts'
import type { Parts } from './http/routing/route-parts.ts'
import { createPeopleUploads } from './http/edge/upload-slots.ts'
import { close, createBoundedServer, listen, renew, type Door } from './http/edge/http-server.ts'
import { inTurns } from './http/edge/accept-turns.ts'
import { createUpgrade } from './http/edge/socket-upgrade.ts'
import { openOtherNodes, type OtherNodes } from './node/peer-services.ts'
import { openOtherWays } from './accounts/sign-in-services.ts'
import { createOwner, type Owner } from './owner/world-owner.ts'
import { createSandboxes } from './owner/sandboxes/sandbox-pool.ts'
import { playsInTurns } from './owner/worlds/play-turns.ts'
import { startFault } from './node/start-fault.ts'
import { openIncoming } from './storage/archive/incoming-folder.ts'
import { openSqliteStore } from './storage/sqlite/sqlite-store.ts'
import type { Store } from './storage/store.ts'
import { systemClock as clock } from './time/server-clock.ts'
import { memoryBudgetFor } from './sync/document/memory-budget.ts'
import { copyOfStored } from './sync/document/stored-document.ts'
import { createFilePool } from './sync/file-import/world-file-pool.ts'
import { createSync } from './sync/sync-server.ts'
import { createTrialPool } from './sync/validation/trial-pool.ts'
import { readTls } from './tls/tls-files.ts'
import { watchTls } from './tls/tls-watch.ts'
import { CLOSE } from '../shared/wire/frames/sync-frames.ts'
import { BEHAVIOR } from '../shared/world/address.ts'
import { picturesNamedIn } from '../shared/world/picture-id.ts'
import { createPlay } from '../shared/play/create-play.ts'
import { openHomesOfGuests } from './node/guest-home-services.ts'
import { watchUpdates } from './operations/update-check.ts'
import { makeWelcome, openWelcome } from './node/welcome-world.ts'

/** Longest orderly stop, in ms: supervisors kill after ten seconds. */
const STOP_MS = 9_500
/** Of that, how long answers that are under way may take, in ms. */
const ANSWERS_MS = 3_000
/** Most threads that run programs: beside them are people to serve. */
const WORKERS_MAX = 4
/** How often a node under npm looks whether its shell is still there, in ms. */
const SHELL_MS = 250
/** How long the store may take to finish its writes after a bug ended the rest, in ms. */
const LAST_WRITES_MS = 3_000

const random = (bytes: number): Uint8Array => randomBytes(bytes)

interface Node {
  readonly url: string
  /** Where the first account is made; null when there is one, and in an open node. */
  readonly firstLink: string | null
  stop(): Promise<void>
}

async function startNode(config: Config, disk: Store, { log, errors }: CountedLog): Promise<Node> {
  const tls = config.tls === null ? null : readTls(config.tls, clock.now())
  await makeWelcome(disk, clock.now(), random)
  // Rights ask it of people of other nodes, and it stands on the records that rights are opened with.
  let joined: OtherNodes | null = null
  const access = await openNode(config.access, {
    store: disk,
    clock,
    random,
    log,
    async claim(guest, account, write) {
      await sync.claim(guest, account, write)
      await owner.takeHome(guest)
    },
    onMoved: ({ key, address }) => sync.close(key, CLOSE.moved, `This world has moved to ${address}.`),
    onWarning: (member, words) => owner.notify(member, words),
    foreign: {
      isHere: (member) => joined?.peers.foreigners.isHere(member) ?? false,
      nodeOf: (member) => joined?.peers.foreigners.byId(member)?.node ?? null,
      isAllowed: (node) => joined?.peers.book.find(node)?.trust === 'allowed',
      mayCome: (node) => joined?.peers.book.mayCome(node) ?? false,
    },
  })
  const { store, people, rights, entrance, usage } = access
  if (rights !== null) await openWelcome(store, rights)
  const otherNodes = await openOtherNodes({
    config,
    access,
    disk,
    sync: () => sync,
    owner: () => owner,
    note: (...deed) => parts.audit.note(...deed),
    pictures: () => pictures,
    clock,
    random,
    log,
  })
  joined = otherNodes
  const loans = await openLoans({
    kept: access.kept,
    clock,
    newId: () => Buffer.from(random(16)).toString('base64url'),
  })
  const { rightOf } = otherNodes
  const trials = createTrialPool({
    clock,
    onFault: (fault) => log.warn({ err: fault }, 'an update was not tried to the end'),
  })
  const sync = createSync({
    store,
    trials,
    clock,
    random,
    log,
    rightOf,
    whyNot: (member, world) =>
      otherNodes.whyNot(member, world) ??
      closedFor(rights?.whyNot(member, world) ?? { type: 'closed' }, clock.now()),
    shutFor: (member) =>
      rights !== null && access.settings.now().maintenance && !access.accounts.isAdmin(member)
        ? { code: CLOSE.disk, reason: MAINTENANCE }
        : null,
    makeMissing: config.access === 'open',
    onLiving: (world, isLiving) => owner.living(world, isLiving),
    onLost: (world) => owner.mend(world),
    actions: otherNodes.actions,
    foreign: otherNodes.foreign.scenes,
    ...(usage && { whyFull: (world, kind, member) => usage.whyFullIn(world, kind, member) }),
    memory: memoryBudgetFor(memoryOfMachine(), (world) => usage?.ownerOf(world) ?? world.id),
  })
  // One for each core: they step back where people wait.
  const workers = Math.min(WORKERS_MAX, availableParallelism())
  const sandboxes = createSandboxes({ workers, log, clock })
  const holder = Buffer.from(random(16)).toString('base64url')
  const cleaning = createCleaning({ clock, log })
  const pictures = await createPictures({
    store,
    files: await openFolderFiles(config.data),
    clean: cleaning.clean,
    clock,
    settings: access.settings,
    ...(usage && {
      onUsed: (by, bytes) => usage.picturesChanged(by, bytes),
      mostOf: (by) => access.bounds?.most(by).pictureBytesPerAccount ?? null,
      whyFull: (by, bytes) => usage.whyFull(by, bytes)?.text ?? null,
    }),
    onUnreadable: (kind, id) => log.warn({ kind, id }, 'a record cannot be read'),
  })
  const filePool = createFilePool({
    clock,
    onFault: (fault) => log.warn({ err: fault }, 'a file of a world could not be judged'),
  })
  const files = { folder: await openIncoming(config.data), judge: filePool.judge }
  const collector = startCollector({
    store,
    pictures,
    read: (stored, by) => copyOfStored(stored, { trials, clock, by }),
    clock,
    alsoNamed: (world) =>
      new Set([...otherNodes.transfers.sending.picturesOf(world), ...loans.picturesOf(world)]),
    onFault: (world, error) => log.warn({ err: error, world }, 'pictures that are not needed were not found'),
  })
  const ownership =
    rights === null
      ? null
      : createOwnership({
          store,
          sync,
          rights,
          clock,
          onFault: (error) => log.warn({ err: error }, 'offers of worlds that are over could not be ended'),
        })
  const backups = await openBackupScheduler({
    kept: access.kept,
    data: config.data,
    ...config.backups,
    onFailed(text) {
      log.error({ why: text }, 'a backup could not be made')
      parts.audit.note(null, 'admin.backupFailed', '', { why: text })
    },
    onFault: (error) => log.warn({ err: error }, 'it could not be found out whether a backup is due'),
    clock,
  })
  const facts = nodeFacts(clock.now(), config.data)
  const updates = watchUpdates({
    version: facts.version,
    isAllowed: () => access.settings.now().lookForUpdates,
    onFault: (error) =>
      log.warn({ err: error }, 'it could not be found out whether there is a newer version'),
    clock,
  })
  const alarms =
    config.alarms &&
    beginNodeAlarms({
      to: config.alarms,
      title: () => access.settings.now().title,
      folder: config.data,
      sync,
      backups,
      errors,
      log,
      clock,
    })
  const guestHomes =
    ownership &&
    (await openHomesOfGuests({
      access,
      ownership,
      sync,
      trials,
      clock,
      log,
      note: (...deed) => parts.audit.note(...deed),
    }))
  const otherWays =
    entrance === null || rights === null || ownership === null
      ? null
      : await openOtherWays({
          entrance,
          store,
          providers: config.providers,
          parting: partings({
            store,
            ownership,
            rights,
            settings: access.settings,
            dismiss: (member) => owner.dismiss(member),
            beyond: otherNodes,
          }),
          clock,
          random,
          log,
        })
  const ends =
    otherWays &&
    (await openEndsOfAccounts({
      access,
      farewell: otherWays.farewell,
      loans,
      note: (...deed) => parts.audit.note(...deed),
      clock,
      log,
    }))
  const owner: Owner = createOwner({
    store,
    sync,
    sandboxes,
    createPlay: playsInTurns(clock, createPlay),
    people,
    rightOf,
    ...(rights && { isMuted: (member, world) => rights.isMuted(member, world), ownedHomes: true }),
    ...(usage && {
      room: {
        whyStill: (world) => usage.whyFullIn(world, 'live', BEHAVIOR)?.text ?? null,
        whyNoPages: (world) => usage.whyFullIn(world, 'scene', BEHAVIOR)?.text ?? null,
        whyNoHome: (member) => usage.whyFull(member)?.text ?? null,
      },
    }),
    onCarried: (from, to, words) => {
      pictures
        .carry(from.id, to, picturesNamedIn(words))
        .catch((error: unknown) => log.warn({ err: error }, 'pictures of what was carried stayed behind'))
    },
    loans,
    onLent: (from, by, name) => parts.audit.note(by, 'world.carriedOff', from.address, { name }),
    abroad: otherNodes.transfers.abroad,
    elsewhere: {
      find: (address, member) => otherNodes.foreign.scenes.find(address, member),
      actions: otherNodes.actions,
    },
    clock,
    random,
    log,
    holder,
  })
  const parts: Parts = {
    identity: otherNodes.identity,
    peers: config.peers === 'off' ? null : otherNodes.peers,
    foreign: config.peers === 'off' ? null : otherNodes.foreign,
    transfers: otherNodes.transfers,
    loans,
    pairing: otherNodes.pairing,
    friends: otherNodes.friends,
    nearby: () => otherNodes.nearby(),
    node: facts,
    store,
    sync,
    owner,
    sessions: access.sessions,
    people,
    pictures,
    uploads: createPeopleUploads(clock),
    files,
    accounts: access.accounts,
    entrance,
    settings: access.settings,
    ways: {
      passkeys: (account) => otherWays?.passkeys.of(account).map(passkeyInfo) ?? [],
      providers: (account) => otherWays?.oidc.namesOf(account) ?? [],
    },
    ...(otherWays && { otherWays }),
    ends,
    providers: config.providers.map(({ id, name }) => ({ id, name })),
    audit: createAudit({
      store,
      clock,
      onFault: (error) => log.warn({ err: error }, 'a deed was not noted'),
    }),
    guard: createGuard({
      host: config.host,
      machine: hostname(),
      origins: config.origins,
      proxies: config.proxies,
      certified: tls?.names ?? [],
    }),
    rightOf,
    rights: access.rights,
    ownership,
    guestHomes,
    updates,
    alarms,
    backups,
    usage,
    bounds: access.bounds,
    clock,
    random,
    log,
    clientFolder: fileURLToPath(new URL('../client/dist', import.meta.url)),
    metrics: config.metrics,
  }
  const listeners = (door: Door) =>
    inTurns(parts.guard, { request: createApp(parts, door), upgrade: createUpgrade(parts, door) })
  await entrance?.resume()
  access.settings.onChanged(() => owner.tellAll())
  const endCommands = await takeCommands(config.data, {
    access,
    sync,
    owner,
    audit: parts.audit,
    ends: ends?.batch,
    log,
  })
  const server = createBoundedServer(config.connectionsMax, listeners, tls)
  const port = await listen(server, config.port, config.host)
  await otherNodes.listening(port)
  const endWatch =
    config.tls === null || tls === null
      ? () => undefined
      : watchTls({ files: config.tls, first: tls, clock, log, serve: (next) => renew(server, next) })
  // People come first: what lives here wakes while they are served.
  void owner.begin()
  otherNodes.begin()
  void otherWays?.farewell.mend()
  const endOffers = ownership?.begin()
  const endGuestHomes = guestHomes?.begin()
  const endEnds = ends?.begin()
  const endBackups = backups.begin()
  usage?.begin()
  const scheme = tls === null ? 'http' : 'https'
  return {
    firstLink:
      entrance?.first.isOpen() === true ? firstLink(config, scheme, port, entrance.first.secret) : null,
    url: `${scheme}://${isIPv6(config.host) ? `[${config.host}]` : config.host}:${port}`,
    async stop() {
      // Nobody new comes in; who is here is told goodbye once everything they sent, and what happened, is on disk.
      endWatch()
      collector.stop()
      endOffers?.()
      endGuestHomes?.()
      endBackups()
      endEnds?.()
      endCommands()
      updates.stop()
      alarms?.stop()
      const closed = close(server, ANSWERS_MS)
      await otherNodes.leave()
      await owner.stop()
      otherNodes.stop()
      await Promise.all([sync.stop(), sandboxes.close(), cleaning.close(), filePool.close()])
      await trials.close()
      await closed
      await usage?.stop()
      await store.close()
    },
  }
}

/** What people are told whose tabs stay open; what they write is kept there. */
const MAINTENANCE =
  'This place is closed for maintenance. What you write stays on your device until it opens again.'

/** What this process can have in memory at most, in bytes: what Node allows it, and no more than the machine has. */
function memoryOfMachine(): number {
  const bounds = [getHeapStatistics().heap_size_limit, totalmem(), process.constrainedMemory()]
  // 0: nobody constrains it.
  return Math.min(...bounds.filter((bytes) => bytes > 0))
}

/** Whoever reads the console can open it: at the node's public address, or on this machine. */
function firstLink({ origins, host }: Config, scheme: string, port: number, secret: string): string {
  const isAll = host === '0.0.0.0' || host === '::'
  const here = `${scheme}://${isAll ? 'localhost' : isIPv6(host) ? `[${host}]` : host}:${port}`
  return `${origins[0] ?? here}/first#${secret}`
}

/** The first signal stops in order, the second at once. */
function stopOnSignal(node: Node, log: Logger): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => exit(log, 1, 'the node did not stop in time'), STOP_MS).unref()
    node.stop().then(
      () => process.exit(0),
      (error: unknown) => exit(log, 1, 'the node did not stop in order', error),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  if (isUnderNpmStart()) onShellEnd(() => stopping || stop('SIGTERM'))
}

/** A signal to npm ends npm and the shell that it started, not what the shell started: so its end is the signal. */
function onShellEnd(stop: () => void): void {
  const shell = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    stop()
  }, SHELL_MS)
  watch.unref()
}

/**
 * An exception that nobody caught has left some function in the middle of its work, so memory can no longer be trusted.
 * What was told as saved is on disk, so ending loses nothing, and a supervisor starts again. A rejection that nobody
 * awaited ended its own task only: it is logged, and the node goes on.
 */
function endOnBug(store: Store, log: Logger): void {
  process.once('uncaughtException', (error) => {
    setTimeout(() => process.exit(1), LAST_WRITES_MS).unref()
    void endAfterWrites(store, log, error)
  })
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection that nobody awaited'))
}

async function endAfterWrites(store: Store, log: Logger, bug: Error): Promise<never> {
  await store.close().catch((error: unknown) => log.error({ err: error }, 'the store did not close'))
  return exit(log, 1, 'a bug ended this node', bug)
}

function exit(log: Logger, code: number, message: string, error?: unknown): never {
  log.fatal({ err: error }, message)
  process.exit(code)
}

interface CountedLog {
  readonly log: Logger
  /** How many errors were logged since it was asked last. */
  readonly errors: () => number
}

/** What pino calls an error, or worse. */
const ERROR_LEVEL = 50

/** A line of JSON for each event, on standard error. */
function openLog(level: Config['logLevel']): CountedLog {
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
  return { log: pino({ level, hooks }, pino.destination(2)), errors }
}

/** Says one sentence and ends. */
function giveUp(sentence: string, code: number): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(code)
}

/** Whether others may come without https, as far as one knows here. */
const isPlain = ({ host, tls, origins }: Config): boolean =>
  !isLoopback(host) && tls === null && !origins.some((origin) => origin.startsWith('https:'))

async function serve(config: Config): Promise<void> {
  const counted = openLog(config.logLevel)
  const { log } = counted
  const store = await openSqliteStore({ folder: config.data, logger: log }).catch((error: unknown) =>
    giveUp(startFault(error, config), 1),
  )
  endOnBug(store, log)
  const node = await startNode(config, store, counted).catch(async (error: unknown) => {
    log.debug({ err: error }, 'the node did not start')
    await store.close()
    return giveUp(startFault(error, config), 1)
  })
  stopOnSignal(node, log)
  if (config.access === 'open' && !isLoopback(config.host))
    log.warn({ host: config.host }, 'anyone who can reach this address can edit everything')
  if (config.access === 'open' && config.providers.length > 0)
    log.warn('--oidc is not used: with open access nobody signs in. Start with --access accounts to use it')
  if (isPlain(config)) {
    log.warn(
      { host: config.host },
      'other machines come over plain http, where browsers open no worlds without a network and allow no passkeys, and which others can read: see docs/https.md',
    )
  }
  process.stdout.write(`inkland listening on ${node.url}\n`)
  if (node.firstLink !== null) {
    process.stdout.write(
      `There is no account yet. Create the first one, for the admin, at ${node.firstLink}\n`,
    )
  }
}

const wish = readWish()
switch (wish.kind) {
  case 'help':
    process.stdout.write(wish.text)
    break
  case 'wrong':
    giveUp(wish.sentence, 2)
    break
  case 'serve':
    await serve(wish.config)
}
