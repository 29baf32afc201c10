// The past of worlds: any state of a scene, its sessions, what changed between two revisions, and who wrote
// what. Everything is read from the log; index and checkpoints only save time.
import type { CutChanges } from '../../shared/history/changes/cut-changes.ts'
import type { ThingChange } from '../../shared/history/changes/thing-change.ts'
import type { ThingAuthors } from '../../shared/history/rows/authors-in.ts'
import type { ThingId } from '../../shared/history/rows/row-summary.ts'
import { withinTime } from '../../shared/time/time-limit.ts'
import type { ArtifactId, LineId, MemberId, RandomBytes } from '../../shared/world/address.ts'
import { WorldMissing, type DocumentKey } from '../storage/store.ts'
import type { ServerClock } from '../time/server-clock.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import { USUAL_RULE, type CheckpointRule } from './checkpoint-rule.ts'
import { createReplays, type DocumentReplays, type ReplayCall } from './document-replays.ts'
import {
  createHistoryPlaces,
  sceneOf,
  type HistoryPlace,
  type HistoryPlaces,
  type HistoryWorld,
} from './history-places.ts'
import { sessionsOf, type RowSessionList, type SessionQuery } from './session-list.ts'
import {
  AUTHOR_PARTS_MAX,
  CHANGES_BYTES_MAX,
  EDITED_MS,
  STRETCH_BYTES_MAX,
  SUMMARY_MS,
} from './history-limits.ts'
import type { HistoryPool } from './history-pool.ts'
import { HistoryRefusal } from './history-refusal.ts'
import type { HistoryCalls } from './worker/history-jobs.ts'
import { createPastEdits, type PastEdits } from './past-edits.ts'
import { createThingNames } from './thing-names.ts'
import { RowIndexing } from './row-indexing.ts'
import { authored, logPages, writingPages, type RevisionStore } from './row-pages.ts'
import { createSteps, type RevisionStep, type StepStretch } from './history-steps.ts'

export interface WorldHistory extends HistoryPlaces, PastEdits {
  /** The scene at a revision, without what was deleted by then. Rejects with a WorkFault, as all below. */
  state(world: HistoryWorld, place: HistoryPlace, by: MemberId): Promise<Uint8Array>
  /**
   * Both documents of a draft of that revision, each as one update: the scene's state, and what holds there
   * of the world's live document, which is given as updates, under a client id. Null: it begins as after a
   * reset.
   */
  draftAt(
    world: HistoryWorld,
    place: HistoryPlace,
    live: HistoryCalls['draftLive']['of'] | null,
    by: MemberId,
  ): Promise<{ readonly scene: Uint8Array; readonly live: Uint8Array | null }>
  /** Newest first. */
  sessions(world: HistoryWorld, query: SessionQuery): Promise<RowSessionList>
  changes(
    world: HistoryWorld,
    from: HistoryPlace,
    to: HistoryPlace,
    by: MemberId,
  ): Promise<readonly ThingChange[]>
  /** The same; of too many those that come first. */
  listedChanges(world: HistoryWorld, from: HistoryPlace, to: HistoryPlace, by: MemberId): Promise<CutChanges>
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
  readonly random: RandomBytes
  readonly onFault: (error: unknown) => void
  readonly checkpoints?: CheckpointRule
}

export function createWorldHistory({
  store,
  pool,
  clock,
  random,
  onFault,
  checkpoints = USUAL_RULE,
}: HistoryOptions): WorldHistory {
  const indexing = new RowIndexing(store, pool.call, checkpoints)
  const replays = createReplays(store, pool.call, clock)
  const steps = createSteps(store, replays)
  const changed = createChanges(store, replays)
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

  function summarized(document: DocumentKey): Promise<void> {
    return indexing.summarize(document).catch(fail)
  }

  const state = (world: HistoryWorld, { sequence }: HistoryPlace, by: MemberId): Promise<Uint8Array> =>
    replays.at(sceneOf(world), { sequence, by }, (call) => call('state', {}))

  const draftAt: WorldHistory['draftAt'] = (world, { sequence }, live, by) =>
    replays.at(sceneOf(world), { sequence, by }, async (call) => ({
      scene: await call('state', {}),
      live: live === null ? null : await call('draftLive', live),
    }))

  return {
    ...createHistoryPlaces(store, listed),
    ...createPastEdits({ store, replays, random, listed, state }),
    state,
    draftAt,
    async sessions(world, query) {
      const document = await listed(world)
      const done = summarized(document)
      if (!query.isSoon) await withinTime(clock, SUMMARY_MS, done, undefined)
      return sessionsOf(store, clock, document, query)
    },
    async changes(world, from, to, by) {
      const noted = await changed(world, { from, to, by }, (call) =>
        call('changes', { bytesMax: CHANGES_BYTES_MAX }),
      )
      if (noted === null) throw new HistoryRefusal('large', TOO_LONG)
      return noted
    },
    listedChanges: (world, from, to, by) =>
      changed(world, { from, to, by }, (call) => call('listed', { bytesMax: CHANGES_BYTES_MAX })),
    steps: (world, stretch, by) => steps(sceneOf(world), stretch, by),
    authors: (world, { sequence }, thing, by) => {
      const document = sceneOf(world)
      return replays.at(document, { sequence, by }, async (call) => {
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

const BACKWARDS = 'Changes go forward: `from` is the older revision, and `to` the newer one.'
const TOO_MANY_PARTS =
  'Too many people took turns in this page to tell them all. Ask for the changes of a stretch of its past.'
const TOO_LONG = 'Too much was written between these two. Ask for the changes of a shorter stretch.'

interface ChangedStretch {
  readonly from: HistoryPlace
  readonly to: HistoryPlace
  readonly by: MemberId
}

/** The scene at the end of a stretch, with what changed in it noted, for what is asked of it. */
function createChanges(store: RevisionStore, replays: DocumentReplays) {
  return async <Answer>(
    world: HistoryWorld,
    { from, to, by }: ChangedStretch,
    use: (call: ReplayCall) => Promise<Answer>,
  ): Promise<Answer> => {
    if (from.revision > to.revision) throw new HistoryRefusal('malformed', BACKWARDS)
    const document = sceneOf(world)
    const place = { sequence: from.sequence, by }
    return replays.at(document, place, async (call) => {
      let bytes = 0
      for await (const page of logPages(store, document, { after: from.sequence, upTo: to.sequence })) {
        bytes += page.reduce((sum, row) => sum + row.bytes.length, 0)
        if (bytes > STRETCH_BYTES_MAX) throw new HistoryRefusal('large', TOO_LONG)
        await call('note', { rows: authored(page) })
      }
      return use(call)
    })
  }
}
