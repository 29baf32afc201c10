// The HTTP side of a node in the test's own process, for conditions that no request can cause from outside: a
// failing disk, other rights, a client that was not built.
import { randomBytes } from 'node:crypto'
import pino from 'pino'
import type { RightOf } from '../../../server/accounts/rights/right-of.ts'
import { createMemoryFiles } from '../../support/memory-picture-files.ts'
import { cleanHere } from '../../../server/assets/cleaned-picture.ts'
import { createPictures } from '../../../server/assets/node-pictures.ts'
import { openComments } from '../../../server/drafts/comment-table.ts'
import { createDraftMerging } from '../../../server/history/drafts/draft-merging.ts'
import { openMerges } from '../../../server/history/drafts/merge-table.ts'
import { openPublishing } from '../../../server/history/drafts/publishing.ts'
import { openTemplateOffers } from '../../../server/templates/template-offers.ts'
import { openDrafts } from '../../../server/drafts/draft-table.ts'
import { createAudit } from '../../../server/accounts/directory/audit-log.ts'
import { createCookies } from '../../../server/accounts/sessions/session-cookies.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { openAccountsWith } from '../../../server/accounts/account-services.ts'
import { NO_FOREIGNERS } from '../../../server/contracts/foreign-people.ts'
import { createPeople } from '../../../server/accounts/directory/member-people.ts'
import { createSessions } from '../../../server/accounts/sessions/browser-sessions.ts'
import { openHomeOrders } from '../../../server/accounts/directory/home-orders.ts'
import { openSettings } from '../../../server/accounts/directory/node-settings.ts'
import { historyHere } from '../../../server/history/history-pool.ts'
import { createErasedRecords } from '../../../server/history/drafts/erased-records.ts'
import { createErasing } from '../../../server/history/erasing.ts'
import { historySettings, lookBackBy, openHistorySettings } from '../../../server/history/look-back.ts'
import { openVersions } from '../../../server/history/version-table.ts'
import { createWorldHistory } from '../../../server/history/world-history.ts'
import { openIdentity } from '../../../server/peers/identity/node-identity.ts'
import { nodeFacts } from '../../../server/http/routing/node-facts.ts'
import { createApp } from '../../../server/http/http-app.ts'
import { createGuard } from '../../../server/http/edge/origin-guard.ts'
import type { HttpServices, WorldServices } from '../../../server/http/routing/http-services.ts'
import { CONNECTION_LIMITS, type ConnectionLimits } from '../../../server/http/edge/http-limits.ts'
import { close, createBoundedServer, type Door, listen } from '../../../server/http/edge/http-server.ts'
import { createUpgrade } from '../../../server/http/edge/socket-upgrade.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import { judgeFile } from '../../../server/sync/file-import/world-file-check.ts'
import { createSync } from '../../../server/sync/sync-server.ts'
import { systemClock, type ServerClock } from '../../../server/time/server-clock.ts'
import { temporaryFolder } from '../../process.ts'

export interface Inside extends AsyncDisposable {
  readonly url: string
  readonly log: string[]
  /** Open connections. */
  connections(): number
}

const SECRET = randomBytes(32)

/** Nothing lives here. */
const NO_OWNER: WorldServices['owner'] = {
  faults: { last: () => [], countOf: () => 0 },
  recall: () => Promise.resolve(null),
  look: () => Promise.resolve(),
  sendOut: () => Promise.resolve(),
  stats: () => ({ playedWorlds: 0, waitingWorlds: 0, programs: 0, actions: 0, faults: 0, killedWorkers: 0 }),
}

/** Serves `store` to everybody whom `rightOf` lets in, without a client. */
export async function serveInside({
  store = createMemoryStore(),
  // The node's own records have a disk of their own: tests break that of the worlds.
  records = createMemoryStore(),
  rightOf = () => 'own',
  clock = systemClock,
  limits = CONNECTION_LIMITS,
  clientFolder = temporaryFolder(),
}: {
  readonly store?: Store
  readonly records?: Store
  readonly rightOf?: RightOf
  readonly clock?: ServerClock
  readonly limits?: ConnectionLimits
  readonly clientFolder?: string
} = {}): Promise<Inside> {
  const lines: string[] = []
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  const sync = createSync({ store, clock, random, log, rightOf, makeMissing: true })
  const tables = createRecordTables({ store: records, onUnreadable: () => undefined })
  const past = await openHistorySettings(tables)
  const drafts = await openDrafts(tables, records)
  const comments = await openComments(tables)
  const merges = await openMerges(tables)
  const pool = historyHere()
  const history = createWorldHistory({
    store,
    pool,
    clock,
    random,
    onFault: (error) => log.warn({ err: error }, 'the past of a world could not be indexed'),
  })
  const versions = await openVersions({
    store,
    tables,
    history,
    clock,
    ages: clock,
    random,
    onFault: (error) => log.warn({ err: error }, 'a version of a world could not be kept'),
  })
  const services: HttpServices = {
    processes: null,
    allowPrivate: false,
    access: {
      store,
      sessions: createSessions({ secret: SECRET, cookies: createCookies(SECRET), clock, random }),
      people: createPeople({ store, random }),
      accounts: openAccountsWith(NO_FOREIGNERS),
      settings: await openSettings(tables),
      homeOrders: await openHomeOrders(tables, records),
      rightOf,
      seesSince: () => null,
      entrance: null,
      rights: null,
      usage: null,
      bounds: null,
    },
    worlds: {
      sync,
      owner: NO_OWNER,
      pictures: await createPictures({
        store: records,
        files: createMemoryFiles(),
        clean: cleanHere,
        clock,
        onUnreadable: () => undefined,
      }),
      files: { folder: temporaryFolder(), judge: (job) => Promise.resolve(judgeFile(job)) },
      previews: { run: () => Promise.reject(new Error('nothing is drawn here')) },
      loans: null,
      audit: createAudit({
        store: records,
        clock,
        onFault: (error) => log.warn({ err: error }, 'an entry of the log of deeds could not be stored'),
      }),
      history,
      versions,
      mayLookBack: lookBackBy(past, rightOf, () => null),
      historySettings: historySettings(tables, past),
      drafts,
      templateOffers: await openTemplateOffers(tables, () => null),
      merging: createDraftMerging({
        store,
        sync,
        history,
        versions,
        pool,
        drafts,
        merges,
        clock,
        random,
        onFollowed: () => undefined,
        offersFollow: () => [],
        offersRevert: () => [],
        onFault: (error) => log.warn({ err: error }, 'a draft could not follow a merge'),
      }),
      offers: null,
      comments,
      publishing: await openPublishing({ tables, store, drafts, rightOf }),
      erasing: createErasing({
        store,
        sync,
        pool,
        history,
        records: createErasedRecords({ drafts, versions, comments, merges }),
        tables,
        parentOf: () => Promise.resolve(null),
        clock,
        random,
      }),
    },
    nodes: {
      identity: await openIdentity({ store: records, clock, random, names: () => [] }),
      peers: null,
      foreign: null,
      transfers: null,
      friends: null,
      pairing: null,
      nearby: () => null,
    },
    handover: { ownership: null, guestHomes: null, otherWays: null, ends: null },
    upkeep: {
      facts: nodeFacts({ startedAt: clock.now(), folder: null }),
      ages: { doubt: null, trust: () => Promise.resolve(true) },
      updates: null,
      alarms: null,
      backups: null,
    },
    guard: createGuard({ host: '127.0.0.1', machine: 'test', origins: [] }),
    clientFolder,
    metrics: { readers: 'local', token: null },
    clock,
    random,
    log,
  }
  const upgrades = { ...services, peers: null, sync, sessions: services.access.sessions }
  let connections = (): number => 0
  const listeners = (door: Door) => {
    connections = () => door.count()
    return { request: createApp(services, door), upgrade: createUpgrade(upgrades, door) }
  }
  const server = createBoundedServer(listeners, { connectionsMax: 100, clock, limits })
  const port = await listen(server, 0, '127.0.0.1')
  return {
    url: `http://127.0.0.1:${port}`,
    log: lines,
    connections,
    async [Symbol.asyncDispose]() {
      await sync.stop()
      await close(server, 0, systemClock)
    },
  }
}
