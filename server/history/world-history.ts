// The past of worlds: any state of a scene, its sessions, what changed between two revisions, and who wrote what.
// Everything is read from the log; index and checkpoints only save time.
import type { Revision } from '../../shared/history/revision.ts'
import type { ThingChange } from '../../shared/history/changes/thing-change.ts'
import type { ThingAuthors } from '../../shared/history/rows/authors-in.ts'
import type { ThingId } from '../../shared/history/rows/row-summary.ts'
import { withinTime } from '../../shared/time/time-limit.ts'
import type { AuthorId } from '../../shared/world/author.ts'
import type { ArtifactId, LineId, MemberId } from '../../shared/world/address.ts'
import type { IndexedRow } from '../storage/history-store.ts'
import { WorldMissing, type DocumentKey } from '../storage/store.ts'
import type { ServerClock } from '../time/server-clock.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import { USUAL_RULE, type CheckpointRule } from './checkpoint-rule.ts'
import { createReplays } from './document-replays.ts'
import {
  AUTHOR_PARTS_MAX,
  CHANGES_BYTES_MAX,
  EDITED_MS,
  SESSION_ROWS_MAX,
  STRETCH_BYTES_MAX,
  SUMMARY_MS,
  SESSIONS_MS,
  INDEX_ROWS,
} from './history-limits.ts'
import type { HistoryPool } from './history-pool.ts'
import { HistoryRefusal } from './history-refusal.ts'
import { createThingNames } from './thing-names.ts'
import { RowIndexing } from './row-indexing.ts'
import { authored, firstRowThat, logPages, writingPages, type RevisionStore } from './row-pages.ts'
import { RowSessions, type RowSession } from './row-sessions.ts'
import { createSteps, type RevisionStep, type StepStretch } from './history-steps.ts'

type HistoryWorld = Pick<WorldRecord, 'key' | 'line'>

/** A place in a history: after a row. Sequence and revision 0: before all rows. */
export interface HistoryPlace {
  readonly sequence: number
  readonly revision: Revision
  /** When its last update was written; 0 before all. */
  readonly at: number
}

export interface SessionQuery {
  /** Rows after the first revision, up to the second. */
  readonly from: number
  readonly to: number
  readonly limit: number
  /** Not to wait for what the last rows did: then their sessions are partial. */
  readonly isSoon?: boolean
  /** Only rows of such an author, or that touched this thing. */
  readonly isBy: ((author: AuthorId) => boolean) | null
  readonly thing: ThingId | null
}

export interface RowSessionList {
  /** The last revision. */
  readonly revision: Revision
  readonly sessions: readonly RowSession[]
  /** Whether there may be older ones, before the last session's `from`. */
  readonly hasMore: boolean
}

export interface WorldHistory {
  /** The last row's place. */
  end(world: HistoryWorld): Promise<HistoryPlace>
  /**
   * The place of a revision. Inside a row that stands for several updates it is the end of that row. Rejects
   * with a HistoryRefusal when there is no such revision.
   */
  place(world: HistoryWorld, revision: Revision): Promise<HistoryPlace>
  /** The last place before a time: what was there then, in ms since 1970. */
  placeBefore(world: HistoryWorld, at: number): Promise<HistoryPlace>
  /** The scene at a revision, without what was deleted by then. Rejects with a WorkFault, as all below. */
  state(world: HistoryWorld, place: HistoryPlace, by: MemberId): Promise<Uint8Array>
  /** Newest first. */
  sessions(world: HistoryWorld, query: SessionQuery): Promise<RowSessionList>
  changes(
    world: HistoryWorld,
    from: HistoryPlace,
    to: HistoryPlace,
    by: MemberId,
  ): Promise<readonly ThingChange[]>
  /** Successive changes from a place on. */
  steps(world: HistoryWorld, stretch: StepStretch, by: MemberId): Promise<readonly RevisionStep[]>
  /** The authors of a thing at a place; null: there is no such thing. */
  authors(
    world: HistoryWorld,
    place: HistoryPlace,
    thing: ThingId,
    by: MemberId,
  ): Promise<ThingAuthors | null>
  /** What things are called now, as far as that is soon known. */
  names(world: HistoryWorld, things: ReadonlySet<ArtifactId>): Promise<ReadonlyMap<ArtifactId, string>>
  /** Something was stored in a scene: its index is brought up to that some time later. */
  edited(world: HistoryWorld): void
  /** The past of a world is another one now, or none. */
  forget(world: WorldKey): void
  stop(): Promise<void>
}

interface HistoryOptions {
  readonly store: RevisionStore
  readonly pool: HistoryPool
  readonly clock: ServerClock
  readonly onFault: (error: unknown) => void
  readonly checkpoints?: CheckpointRule
}

const BEGINNING: HistoryPlace = { sequence: 0, revision: 0 as Revision, at: 0 }

const sceneOf = ({ key }: HistoryWorld): DocumentKey => ({ world: key, kind: 'scene' })
const placeOf = ({ sequence, revision, lastAt }: IndexedRow): HistoryPlace => ({
  sequence,
  revision,
  at: lastAt,
})

export function createWorldHistory({
  store,
  pool,
  clock,
  onFault,
  checkpoints = USUAL_RULE,
}: HistoryOptions): WorldHistory {
  const indexing = new RowIndexing(store, pool.call, checkpoints)
  const replays = createReplays(store, pool.call)
  const steps = createSteps(store, replays)
  const names = createThingNames({ store, replays, clock, onFault: fail })
  const timers = new Map<WorldKey, () => void>()
  /** The lines that the indexes are of. */
  const lines = new Map<WorldKey, LineId>()
  let isStopped = false

  /** A world that is gone, and a node that stops, need no index. */
  function fail(error: unknown): void {
    if (!isStopped && !(error instanceof WorldMissing)) onFault(error)
  }

  /** Brings the list of rows up to the log. */
  async function listed(world: HistoryWorld): Promise<DocumentKey> {
    const document = sceneOf(world)
    if ((lines.get(world.key) ?? world.line) !== world.line) {
      indexing.forget(world.key)
      names.forget(world.key)
    }
    lines.set(world.key, world.line)
    await indexing.list(document)
    return document
  }

  async function lastPlace(document: DocumentKey): Promise<HistoryPlace> {
    const [last] = await store.rowIndex(document, { before: null, limit: 1 })
    return last === undefined ? BEGINNING : placeOf(last)
  }

  function summarized(document: DocumentKey): Promise<void> {
    return indexing.summarize(document).catch(fail)
  }

  return {
    end: async (world) => lastPlace(await listed(world)),
    async place(world, revision) {
      if (revision === 0) return BEGINNING
      const row = await firstRowThat(store, await listed(world), (each) => each.revision >= revision)
      if (row === null) throw new HistoryRefusal('missing', NO_REVISION)
      return placeOf(row)
    },
    async placeBefore(world, at) {
      const document = await listed(world)
      const row = await firstRowThat(store, document, ({ lastAt }) => lastAt >= at)
      if (row === null) return lastPlace(document)
      const [before] = await store.rowIndex(document, { before: row.sequence, limit: 1 })
      return before === undefined ? BEGINNING : placeOf(before)
    },
    state: (world, { sequence }, by) =>
      replays.at(sceneOf(world), { sequence, by: senderOf(world, by) }, (call) => call('state', {})),
    async sessions(world, query) {
      const document = await listed(world)
      const done = summarized(document)
      if (!query.isSoon) await withinTime(clock, SUMMARY_MS, done, undefined)
      return sessionsOf(store, clock, document, query)
    },
    async changes(world, from, to, by) {
      if (from.revision > to.revision) throw new HistoryRefusal('malformed', BACKWARDS)
      const document = sceneOf(world)
      const place = { sequence: from.sequence, by: senderOf(world, by) }
      return replays.at(document, place, async (call) => {
        let bytes = 0
        for await (const page of logPages(store, document, { after: from.sequence, upTo: to.sequence })) {
          bytes += page.reduce((sum, row) => sum + row.bytes.length, 0)
          if (bytes > STRETCH_BYTES_MAX) throw new HistoryRefusal('large', TOO_LONG)
          await call('note', { rows: authored(page) })
        }
        const changes = await call('changes', { bytesMax: CHANGES_BYTES_MAX })
        if (changes === null) throw new HistoryRefusal('large', TOO_LONG)
        return changes
      })
    },
    steps: (world, stretch, by) => steps(sceneOf(world), stretch, senderOf(world, by)),
    authors: (world, { sequence }, thing, by) => {
      const document = sceneOf(world)
      return replays.at(document, { sequence, by: senderOf(world, by) }, async (call) => {
        await withinTime(clock, SUMMARY_MS, summarized(document), undefined)
        for await (const rows of writingPages(store, document, sequence)) await call('written', { rows })
        const authors = await call('authors', { thing, partsMax: AUTHOR_PARTS_MAX })
        if (authors === 'large') throw new HistoryRefusal('large', TOO_MANY_PARTS)
        return authors
      })
    },
    names: (world, things) => names.of(sceneOf(world), things),
    edited(world) {
      if (isStopped || timers.has(world.key)) return
      const run = async (): Promise<void> => {
        timers.delete(world.key)
        await summarized(await listed(world))
      }
      timers.set(
        world.key,
        clock.after(EDITED_MS, () => void run().catch(fail)),
      )
    },
    forget(world) {
      timers.get(world)?.()
      timers.delete(world)
      lines.delete(world)
      indexing.forget(world)
      names.forget(world)
    },
    async stop() {
      isStopped = true
      for (const cancel of timers.values()) cancel()
      timers.clear()
      await pool.close()
    },
  }
}

const NO_REVISION =
  'This world has no such revision. Ask for its history first: `revision` there is the last one.'
const BACKWARDS = 'Changes go forward: `from` is the older revision, and `to` the newer one.'
const TOO_MANY_PARTS =
  'Too many people took turns in this page to tell them all. Ask for the changes of a stretch of its past.'
const TOO_LONG = 'Too much was written between these two. Ask for the changes of a shorter stretch.'

/** Whose turn it is: of a person in a world. */
const senderOf = ({ key }: HistoryWorld, by: MemberId): string => `${key} ${by}`

async function sessionsOf(
  store: RevisionStore,
  clock: Pick<ServerClock, 'now'>,
  document: DocumentKey,
  { from, to, limit, isBy, thing }: SessionQuery,
): Promise<RowSessionList> {
  const [last] = await store.rowIndex(document, { before: null, limit: 1 })
  const revision = last?.revision ?? BEGINNING.revision
  const newest = to >= revision ? null : await firstRowThat(store, document, (row) => row.revision > to)
  const sessions = new RowSessions()
  let before = newest?.sequence ?? null
  let seen = 0
  let isOver = false
  const late = clock.now() + SESSIONS_MS
  while (!isOver && sessions.done.length < limit && seen < SESSION_ROWS_MAX) {
    if (seen > 0 && clock.now() >= late) break
    const page = await store.rowIndex(document, { before, limit: INDEX_ROWS })
    seen += page.length
    before = page.at(-1)?.sequence ?? 0
    isOver = page.length === 0
    for (const row of page) {
      isOver ||= row.revision <= from
      if (isOver || sessions.done.length >= limit) break
      const isAsked =
        (isBy === null || isBy(row.author ?? row.member)) && (thing === null || mayTouch(row, thing))
      if (isAsked) sessions.add(row)
    }
  }
  if (sessions.done.length < limit) sessions.end(!isOver)
  return { revision, sessions: sessions.done, hasMore: !isOver }
}

/** Whether a row touched a thing, as far as anybody knows. */
const mayTouch = ({ summary }: IndexedRow, thing: ThingId): boolean =>
  summary === null || summary.hasMore || summary.things.includes(thing)
