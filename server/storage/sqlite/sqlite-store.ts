// The default store: SQLite in one folder, on a thread of its own. All calls of one turn are one transaction,
// and nothing is answered before it is on the disk.
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import { pause } from '../../../shared/time/time-limit.ts'
import { systemClock, type ServerClock } from '../../time/server-clock.ts'
import type { LeaseStore } from '../lease-store.ts'
import type { Store } from '../store.ts'
import type { WordStore } from '../word-store.ts'
import type { CompactionStep } from '../compaction-steps.ts'
import type { CondensingStep } from './tables/log-condensing.ts'
import { decodeEntry, encodeEntry } from './tables/summary-table.ts'
import { isLarge } from './folder-inspection.ts'
import { StoreThread } from './store-thread.ts'
import { packRows, packUpdates, unpackLog, unpackTail } from '../update-packing.ts'

/**
 * Room for the thread's short-lived objects, in MB: a group is soon over, and V8 would let 48 MB gather
 * first.
 */
const NURSERY_MB = 4

/**
 * How often it is asked whether a purge is done, in ms: each time another step of it comes behind the answer.
 */
const PURGE_MS = 10

/** Opens the store in `folder`, making it if need be; rejects with a FolderRefusal that says what to do. */
export async function openSqliteStore(options: {
  readonly folder: string
  readonly logger?: Pick<Logger, 'error'>
  /** Real time, unless given. */
  readonly clock?: ServerClock
}): Promise<Store> {
  const { folder, logger, clock = systemClock } = options
  const script = new URL('store-worker.ts', import.meta.url)
  const resourceLimits = { maxYoungGenerationSizeMb: NURSERY_MB }
  const link = new StoreThread(
    () => new Worker(script, { workerData: { folder }, resourceLimits }),
    (error) => logger?.error(error, 'the storage thread failed'),
    clock,
  )
  await link.connect()
  const check = isLarge(folder) ? checkLater(folder, (text) => logger?.error(text)) : null
  const store = storeOn(link)
  return {
    ...store,
    async close() {
      await Promise.all([store.close(), check?.terminate()])
    },
  }
}

/** Goes through a large database beside those who use it, and tells what is wrong. */
function checkLater(folder: string, tell: (text: string) => void): Worker {
  const check = new Worker(new URL('integrity-check.ts', import.meta.url), { workerData: { folder } })
  check.unref()
  check.on('message', tell)
  check.on('error', (error: Error) => tell(`The database could not be checked: ${error.message}`))
  return check
}

async function purge(link: StoreThread): Promise<void> {
  while (await link.ask('purgeSome'));
  while (!(await link.ask('isPurged'))) await pause(link.clock, PURGE_MS)
}

const leasesOn = (link: StoreThread): LeaseStore => ({
  join: (process) => link.ask('join', process),
  beat: (process) => link.ask('beat', process),
  processes: () => link.ask('processes'),
  expel: (process, seen) => link.ask('expel', process, seen),
  lease: (world, process, from) => link.ask('lease', world, process, from),
  release: (world, epoch) => link.ask('release', world, epoch),
})

const wordsOn = (link: StoreThread): WordStore => ({
  keepWords: (world, changes) => link.ask('keepWords', world, changes),
  wordedThings: (world) => link.ask('wordedThings', world),
  unreadWorlds: (worlds) => link.ask('unreadWorlds', worlds),
  findWords: (search) => link.ask('findWords', search),
})

/** The store whose thread a link leads to. */
export function storeOn(link: StoreThread): Store {
  return {
    worlds: (which) => link.ask('worlds', which),
    worldsBy: (ids, most) => link.ask('worldsBy', ids, most),
    addressOwners: () => link.ask('standing'),
    worldsUnder: (account) => link.ask('worldsUnder', account),
    find: (address) => link.ask('find', address),
    findById: (id) => link.ask('findById', id),
    findByKey: (key) => link.ask('findByKey', key),
    create(world) {
      const scene = packUpdates(world.scene)
      return link.hand('create', [scene], { ...world, scene })
    },
    rename: (world, address) => link.ask('rename', world, address),
    retitle: (world, title) => link.ask('retitle', world, title),
    setOwner: (world, owner) => link.ask('setOwner', world, owner),
    passWorlds: (from, to) => link.ask('passWorlds', from, to),
    bin: (world, at) => link.ask('bin', world, at),
    destroy: (world) => link.ask('destroy', world),
    restart: (world, as) => link.ask('restart', world, as),
    ...leasesOn(link),
    setLiving: (world, isLiving, lookedTo) => link.ask('setLiving', world, isLiving, lookedTo),
    living: () => link.ask('living'),

    append: link.append,
    appendEach: link.appendEach,
    reserveClients: (document, reservation) => link.ask('reserveClients', document, reservation),
    async open(document) {
      const stored = await link.ask('open', document)
      return { ...stored, tail: unpackTail(stored.tail) }
    },
    snapshot(document, sequence, state) {
      // Not `slice`: that of a Buffer is no copy.
      const copy = new Uint8Array(state)
      return link.hand('snapshot', [copy], document, sequence, copy)
    },
    log: async (document, after, limit) => unpackLog(await link.ask('rows', document, after, limit)),
    size: (document, since) => link.ask('size', document, since),
    snapshotSizes: () => link.ask('snapshotSizes'),
    forgetRows: (log, after, upTo) => link.ask('forgetRows', log, after, upTo),
    personalLogs: () => link.ask('personalLogs'),
    quarantine: (document, sequence) => link.ask('quarantine', document, sequence),
    async compact(document, rule) {
      const done = { merged: 0, into: 0 }
      for (let after: number | null = 0; after !== null;) {
        const step: CompactionStep = await link.ask('compact', document, rule, after)
        done.merged += step.merged
        done.into += step.into
        after = step.next
      }
      return done
    },

    async condense(document) {
      let gone = 0
      for (let into: number | null = null; ;) {
        const step: CondensingStep = await link.ask('condense', document, into)
        gone += step.gone
        into = step.into
        if (into === null) return gone
      }
    },

    pin: (document, sequence, name) => link.ask('pin', document, sequence, name),
    unpin: (document, name) => link.ask('unpin', document, name),
    pins: (document) => link.ask('pins', document),
    indexRows: (document, rows) => link.ask('indexRows', document, rows.map(encodeEntry)),
    rowIndex: async (document, stretch) => (await link.ask('rowIndex', document, stretch)).map(decodeEntry),
    indexedTo: (document) => link.ask('indexedTo', document),
    keepCheckpoint(document, { sequence, revision, state }) {
      const copy = new Uint8Array(state)
      return link.hand('keepCheckpoint', [copy], document, { sequence, revision }, copy)
    },
    checkpointAt: (document, sequence) => link.ask('checkpointAt', document, sequence),
    checkpointSizes: (document) => link.ask('checkpointSizes', document),
    dropCheckpoint: (document, sequence) => link.ask('dropCheckpoint', document, sequence),
    ...wordsOn(link),
    replaceLogs: (lines, records = []) => link.ask('replaceLogs', lines, records),

    purge: () => purge(link),

    stage: (createdAt) => link.ask('stage', createdAt),
    importLog(document, { rows, clients }) {
      const encoded = packRows(rows)
      return link.hand('importRows', [encoded], document, encoded, clients)
    },
    publish: (world, as) => link.ask('publish', world, as),

    nameMember: (member) => link.ask('nameMember', member),
    members: () => link.ask('members'),
    membersBy: (ids) => link.ask('membersBy', ids),
    person: (id) => link.ask('person', id),
    personOf: (body) => link.ask('personOf', body),
    personNamed: (account) => link.ask('personNamed', account),
    takenAccounts: (accounts) => link.ask('takenAccounts', accounts),
    peopleIn: (world) => link.ask('peopleIn', world),
    introduce: (person) => link.ask('introduce', person),
    changePerson: (id, change) => link.ask('changePerson', id, change),
    claimClients: (from, to) => link.ask('claimClients', from, to),
    records: (kind) => link.ask('records', kind),
    recordsBy: (keys) => link.ask('recordsBy', keys),
    lastRecords: (kind, before, limit) => link.ask('lastRecords', kind, before, limit),
    changeRecords: (changes) => link.ask('changeRecords', changes),
    pass: (passage) => link.ask('pass', passage),
    async secret(name, make) {
      const kept =
        (await link.ask('readSecret', name)) ?? (await link.ask('keepSecret', name, make().slice()))
      if (!kept) throw new Error('A secret that was just kept is gone.')
      return kept
    },

    async probe() {
      await link.ask('writeProbe')
      await link.ask('eraseProbe')
    },
    rest: () => link.rest(),
    close: () => link.close(),
  }
}
