// Puts a node together out of its clusters, each built once and out of those before it; begins in order, and
// stops in order.
import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { AccountServices } from '../accounts/account-services.ts'
import type { Audit } from '../accounts/directory/audit-log.ts'
import type { AgeClock } from '../records/age-clock.ts'
import type { BatchDeletion } from '../accounts/leaving/batch-deletion.ts'
import { countReport, type FullWriters, type UsageReport } from '../accounts/usage/reported-usage.ts'
import type { Carrying } from '../cluster/holders/holding-words.ts'
import type { Config } from '../config/node-config.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import type { Owner } from '../owner/world-owner.ts'
import { isHome } from '../owner/worlds/home-worlds.ts'
import { watchMemoryAtRest } from '../operations/memory-at-rest.ts'
import type { StoredRecordKey } from '../records/stored-record.ts'
import type { NodeDisk } from '../storage/opening/node-store.ts'
import type { Store } from '../storage/store.ts'
import { MOVES, type Sync } from '../sync/sync-server.ts'
import { patientClock } from '../time/patient-clock.ts'
import { systemClock as clock } from '../time/server-clock.ts'
import { nodeOf, type MemberId, type WorldId } from '../../shared/world/address.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import { readTls } from '../tls/tls-files.ts'
import { collectGarbage } from '../workers/garbage-collection.ts'
import type { AmongProcesses } from './among-processes.ts'
import { openNodeEndings } from './account-endings.ts'
import { openNodeAccounts, type NodeAccounts } from './node-accounts.ts'
import type { NodeBase } from './node-base.ts'
import { withFormerAddresses } from '../storage/former-addresses.ts'
import { openNodeHttp } from './node-http.ts'
import { openNodePictures } from './node-picture-files.ts'
import { createNodeTrials, createProcesses } from './node-processes.ts'
import { openUpkeep } from './node-upkeep.ts'
import { openNodeWorlds, type NodeWorlds } from './node-worlds.ts'

const NO_WORLD = 'There is no such world.'

const random = (bytes: number): Uint8Array => randomBytes(bytes)

/** The command line, for a node. */
export interface CommandLine {
  /** Where it begins: it makes backups in a process of its own. */
  readonly path: string
  /** Takes the commands that it has for a node that runs, until the answer is called. */
  take(
    data: string,
    here: {
      readonly access: AccountServices
      readonly sync: Pick<Sync, 'close'>
      readonly owner: Pick<Owner, 'look'>
      readonly audit: Audit
      readonly ages: AgeClock
      readonly ends: BatchDeletion | undefined
      readonly log: Pick<Logger, 'warn'>
    },
  ): Promise<() => void>
}

export interface CountedLog {
  readonly log: Logger
  /** How many errors were logged since it was asked last. */
  readonly errors: () => number
}

export interface RunningNode {
  readonly url: string
  /** Worlds that are open, and those that are played. */
  openWorlds(): number
  playedWorlds(): number
  /** Where the first account is made; null when there is one, and in an open node. */
  readonly firstLink: string | null
  /** Reads records again that another process has changed. */
  reload(keys: readonly StoredRecordKey[]): Promise<void>
  /** Looks after a world that another process had open, and that needs its owner. */
  attend(world: WorldKey): Promise<void>
  /** Plays worlds with code that no process has any more. */
  attendAll(): Promise<void>
  /**
   * So many worlds, at most, that another process can have, and none of which `stays` is said: first those
   * with code that nobody looks at, then those with people.
   */
  worldsToGive(most: number, stays: (world: WorldKey) => boolean): Promise<readonly WorldKey[]>
  /** Ends what happens in a world, for another process; its people come again. */
  letGo(world: WorldKey): Promise<void>
  /** Takes a thing, or somebody, from a world of another process elsewhere; answers why not. */
  carry(carrying: Carrying): Promise<string | null>
  /** Brings somebody into a world that another process plays; answers why not. */
  bring(member: MemberId, name: string | null, to: WorldKey): Promise<string | null>
  /** Somebody puts back what they hold, wherever they are. */
  putBack(member: MemberId): Promise<Outcome>
  /** Counts what another process wrote into worlds; answers who has no room any more. */
  count(report: UsageReport): Promise<FullWriters>
  stop(): Promise<void>
}

/** One for the process: it is the process that stands still. */
const peerClock = patientClock(clock)

/** `among`: null where this is the only process. */
export async function startNode(
  config: Config,
  nodeDisk: NodeDisk,
  { log, errors }: CountedLog,
  commandLine: CommandLine,
  among: AmongProcesses | null = null,
): Promise<RunningNode> {
  const base: NodeBase = { config, clock, peerClock, random, log }
  const tls = config.tls === null ? null : readTls(config.tls, clock.now())
  const processes = createProcesses(base, among?.trials ?? createNodeTrials(base))
  const pictures = await openNodePictures(base, nodeDisk)
  const disk = withFormerAddresses(nodeDisk.store)
  const accounts = await openNodeAccounts(base, { disk, processes, files: pictures })
  const worlds = await openNodeWorlds(base, { disk, accounts, processes, among })
  const endings = await openNodeEndings(base, { accounts, worlds, processes })
  const upkeep = await openUpkeep(base, { accounts, worlds, processes, errors, cli: commandLine.path })
  const { previews } = processes
  const files = { folder: await openIncoming(config.data), judge: processes.filePool.judge }
  const { access, ages, audit } = accounts
  const { entrance, settings, usage, store } = access
  const { otherNodes, sync, owner, history } = worlds

  await entrance?.resume()
  settings.onChanged(() => owner.tellAll())
  const { people } = access
  people.onChanged((member) => among?.changed(member, people.renamed(member)))
  const ends = endings.ends?.batch
  const here = { access, sync, owner, audit, ages, ends, log }
  const endCommands = await commandLine.take(config.data, here)
  const http = await openNodeHttp(base, { accounts, worlds, endings, upkeep, files, previews, tls, among })
  await otherNodes.listening(http.port)
  // People come first: living worlds wake while they are served.
  void owner.begin()
  beginDrafts(worlds, log)
  otherNodes.begin()
  const endEndings = endings.begin()
  upkeep.begin()
  usage?.begin()
  const endWatch = watchMemoryAtRest({
    connections: () => http.connections() || sync.stats().connections,
    worked: workedMs,
    collect: () => collectHereAndIn(disk),
    clock,
  })
  return {
    firstLink: entrance?.first.isOpen() === true ? http.firstLink(entrance.first.secret) : null,
    url: http.url,
    openWorlds: () => sync.stats().rooms,
    playedWorlds: () => owner.stats().playedWorlds,
    reload: (keys) => access.tables.reload(keys),
    async attend(key) {
      const world = await store.findByKey(key)
      if (world === null || world.binnedAt !== null) return
      await owner.look(world)
      owner.mend(world)
    },
    attendAll: () => owner.begin(),
    worldsToGive: (most, stays) => worldsToGive({ worlds, accounts, among }, most, stays),
    letGo: (world) => among?.pace.after(leaveWorld(world, worlds)) ?? Promise.resolve(),
    putBack: (member) => owner.putBack(member),
    async bring(id, name, to) {
      const world = await store.findByKey(to)
      if (world === null || world.binnedAt !== null) return NO_WORLD
      return owner.bring(world, { id, name, session: null })
    },
    async carry({ from, thing, to, isPlayed }) {
      const world = await store.findByKey(from)
      if (world === null || world.binnedAt !== null) return NO_WORLD
      if (isPlayed !== true) await owner.look(world)
      return owner.carry(world, thing, to)
    },
    async count(report) {
      const full = usage === null ? [] : countReport(report, usage)
      const edited = new Set(report.added.flatMap(({ world, kind }) => (kind === 'scene' ? world : [])))
      for (const key of edited) {
        const world = await store.findByKey(key)
        if (world !== null) history.edited(world)
        if (world !== null) worlds.versions.edited(world)
      }
      return full
    },
    async stop() {
      // Nobody new comes in; people who are here are told goodbye once all their edits, and all events, are
      // on disk.
      endWatch()
      upkeep.stop()
      endEndings()
      endCommands()
      worlds.offers.sending.stop()
      worlds.offers.following.stop()
      const closed = http.close()
      among?.leases.close()
      await otherNodes.leave()
      await history.stop()
      if (among !== null) sync.leave(null)
      await owner.stop()
      otherNodes.stop()
      const { sandboxes, cleaning, filePool, trials } = processes
      const pools = [sandboxes, cleaning, filePool, previews]
      await Promise.all([sync.stop(), ...pools.map((pool) => pool.close())])
      await trials.close()
      await closed
      await usage?.stop()
      await among?.leases.stop()
      await store.close()
    },
  }
}

async function worldsToGive(
  {
    worlds: { owner, sync },
    accounts,
    among,
  }: { worlds: NodeWorlds; accounts: NodeAccounts; among: AmongProcesses | null },
  most: number,
  stays: (world: WorldKey) => boolean,
): Promise<WorldKey[]> {
  const elsewhere = new Set(among?.elsewhere.here().map(({ world }) => world))
  const connections = sync.here().filter(({ world }) => !elsewhere.has(world))
  const visited = new Set(connections.map(({ world }) => world))
  // Another node follows what happens there by this process.
  const followed = new Set(connections.flatMap(({ member, world }) => (member.kind === 'peer' ? world : [])))
  const isTied = (id: WorldId): boolean => isHome(id) || accounts.drafts.of(id) !== null
  const mayGo = ({ id, key, address }: WorldRecord): boolean =>
    !stays(key) && !followed.has(key) && nodeOf(address) === null && !isTied(id)
  const unvisited = owner.played().filter((world) => !visited.has(world.key) && mayGo(world))
  const found = unvisited.slice(0, most).map(({ key }) => key)
  for (const key of visited) {
    if (found.length >= most) break
    const world = stays(key) ? null : await accounts.access.store.findByKey(key)
    if (world !== null && mayGo(world)) found.push(key)
  }
  return found
}

/** Ends what happens in a world that goes to another process, which has it when this resolves. */
async function leaveWorld(world: WorldKey, { sync, owner }: NodeWorlds): Promise<void> {
  sync.leave(world)
  await owner.letGo(world)
  await sync.close(world, MOVES.code, MOVES.reason, { isSceneTidied: false })
}

/** Goes on with merges and offers that a restart interrupted. */
function beginDrafts({ merging, offers }: Pick<NodeWorlds, 'merging' | 'offers'>, log: Logger): void {
  void merging.begin()
  offers.sending.begin()
  offers.following.begin()
  void offers.receiving.begin().catch((error: unknown) => {
    log.warn({ err: error }, 'what was left of offers could not be cleared away')
  })
}

/** How long this thread has worked so far, in ms. */
function workedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** One thread after the other. */
function collectHereAndIn(disk: Pick<Store, 'rest'>): void {
  collectGarbage()
  disk.rest?.()
}

/**
 * Makes the folder for files of worlds while they are judged: in the data folder, since they may be large.
 * Files in it at a start are of an import that was cut off.
 */
async function openIncoming(data: string): Promise<string> {
  const folder = join(data, 'incoming')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { mode: 0o700 })
  return folder
}
