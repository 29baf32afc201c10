// Erases for good what was deleted from a world: its log is written anew beside it without that, and takes
// the place of the old one at once. The world goes on under a new line, so that devices move to it. A node
// that is killed meanwhile has done it, or has not.
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import { makeLineIdAfter, type LineId, type MemberId, type RandomBytes } from '../../shared/world/address.ts'
import { memberOf } from '../../shared/world/author.ts'
import type { UnderLease } from '../contracts/world-lease.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import type { RecordTables, TableChange } from '../records/record-tables.ts'
import type { DocumentKey, LogRow, Store } from '../storage/store.ts'
import type { Sync } from '../sync/sync-server.ts'
import { Semaphore } from '../time/semaphore.ts'
import { createReplays, type DocumentReplays, type ReplayCall } from './document-replays.ts'
import type { HistoryPool } from './history-pool.ts'
import { renew, renewedScene, type RoomMade } from './renewing.ts'
import { logPages } from './row-pages.ts'
import { stageLive, stageScene } from './staged-line.ts'
import type { WorldHistory } from './world-history.ts'
import { tooManyWait, WAITING_EACH_MAX } from './world-turns.ts'

/** Of all that is deleted: what was deleted before a time (ms since 1970), or what one person wrote. */
export type WhatToErase = { readonly before: number } | { readonly member: MemberId }

export interface Erasing {
  /**
   * How many letters and values would be erased from a world and its drafts. Rejects with a WorkFault, and
   * with the signal's reason where who asks is gone before it is their turn.
   */
  count(
    worlds: readonly WorldRecord[],
    what: WhatToErase,
    by: MemberId,
    signal?: AbortSignal,
  ): Promise<number>
  /**
   * Erases them; resolves with how many, once they are in no byte of the store. Everybody is sent out of each
   * world meanwhile. `begin` is done first, once it is its turn. Rejects with a StoreFault or a WorkFault:
   * asked again, it does what is left. Rejects as `count` before its turn.
   */
  erase(
    worlds: readonly WorldRecord[],
    what: WhatToErase,
    by: MemberId,
    begin: () => Promise<void>,
    signal?: AbortSignal,
  ): Promise<number>
  /** How much of a world's writers and pieces making room would leave. Rejects as `count`. */
  countRoom(world: WorldRecord, by: MemberId, signal?: AbortSignal): Promise<RoomMade>
  /**
   * Makes room in a world, while nobody is in it; `begin` as `erase`. Rejects with a StoreFault or a
   * WorkFault, and as `count` before its turn.
   */
  makeRoom(
    world: WorldRecord,
    by: MemberId,
    begin: () => Promise<void>,
    signal?: AbortSignal,
  ): Promise<RoomMade>
}

export interface ErasedRecords {
  /** The words of people in the records about a world. */
  texts(world: WorldRecord): readonly string[]
  /** The changes that put those records on a new line of the world, with each text as `blank` returns it. */
  changed(world: WorldRecord, line: LineId, blank: (text: string) => string): readonly TableChange[]
}

interface ErasingOptions {
  readonly store: Store
  readonly sync: Pick<Sync, 'apart' | 'trials'>
  readonly pool: Pick<HistoryPool, 'call'>
  readonly history: Pick<WorldHistory, 'forget' | 'end' | 'noted' | 'placeBefore'>
  /** The records about a world, which change together with it. */
  readonly records: ErasedRecords
  readonly tables: Pick<RecordTables, 'change'>
  /** The world that a draft is of. */
  readonly parentOf: (world: WorldRecord) => Promise<WorldRecord | null>
  readonly clock: { now(): number }
  readonly random: RandomBytes
}

const GOODBYE = {
  code: CLOSE.fault,
  reason: 'Something is being erased from this world. It is opened again in a moment.',
}
const ROOM_IS_MADE = {
  code: CLOSE.fault,
  reason: 'Room is being made in this world. It is opened again in a moment.',
}
/** One is done at a time, and nobody looks on: it takes as long as it takes. */
const UNHURRIED = { now: () => 0 }

interface Eraser extends UnderLease {
  readonly by: MemberId
}

export function createErasing(options: ErasingOptions): Erasing {
  const { store, sync, history, records: about, tables, random } = options
  const replays = createReplays(store, options.pool.call, UNHURRIED, 'erasure')
  const turns = new Semaphore(1, {
    waitingEachMax: WAITING_EACH_MAX,
    full: () => tooManyWait('requests to erase or to make room'),
  })

  /** What was done while this waited for its turn may have put the world on another line. */
  const asItIs = async (world: WorldRecord): Promise<WorldRecord> => (await store.findById(world.id)) ?? world

  async function replace(world: WorldRecord, what: WhatToErase, { by, ...under }: Eraser): Promise<number> {
    const made = await found(options, replays, { world, what, by }, (call, erased) =>
      erased === 0 ? null : staged(options, world, call).then((made) => ({ ...made, erased })),
    )
    if (made === null) return 0
    try {
      const texts = about.texts(world)
      const without = await keepState(store, replays, made, { texts, by })
      await stageLive(options, world.key, made.key, by)
      const line = makeLineIdAfter(world.line, random)
      const changes = () => about.changed(world, line, insteadOf(texts, without))
      await tables.change(changes, async (records) => {
        await store.replaceLogs([{ world: world.key, staged: made.key, line, ...under }], records)
        return true
      })
      return made.erased
    } catch (error) {
      await store.destroy(made.key).catch(() => undefined)
      throw error
    }
  }

  return {
    count: (worlds, what, by, signal) =>
      turns.take(
        async () => {
          let count = 0
          for (const world of worlds)
            count += await found(options, replays, { world, what, by }, (_, some) => some)
          return count
        },
        by,
        signal,
      ),
    erase: (worlds, what, by, begin, signal) =>
      turns.take(
        async () => {
          await begin()
          // First of all, so that a node that is killed knows the words still.
          if (worlds.length > 1) await blankAcross(options, replays, worlds, { what, by })
          let erased = 0
          for (const world of worlds) {
            erased += await sync.apart(world.key, null, GOODBYE, async (under) =>
              replace(await asItIs(world), what, { by, ...under }),
            )
            history.forget(world.key)
          }
          // Also what an earlier one left, whose node was killed.
          await store.purge()
          return erased
        },
        by,
        signal,
      ),
    countRoom: (world, by, signal) => turns.take(() => renewedScene(options, replays, world, by), by, signal),
    makeRoom: (world, by, begin, signal) =>
      turns.take(
        async () => {
          await begin()
          const made = await sync.apart(world.key, null, ROOM_IS_MADE, async (under) =>
            renew(options, replays, await asItIs(world), { by, ...under }),
          )
          history.forget(world.key)
          return made
        },
        by,
        signal,
      ),
  }
}

const sceneOf = (world: WorldKey): DocumentKey => ({ world, kind: 'scene' })

/** Finds what is to be erased, and does something with it then; `use` may be begun again. */
async function found<Answer>(
  { store, history, parentOf }: ErasingOptions,
  replays: DocumentReplays,
  { world, what, by }: { readonly world: WorldRecord; readonly what: WhatToErase; readonly by: MemberId },
  use: (call: ReplayCall, erased: number) => Answer | Promise<Answer>,
): Promise<Answer> {
  const document = sceneOf(world.key)
  const end = await history.end(world)
  const place = 'before' in what ? await history.placeBefore(world, what.before) : end
  return replays.at(document, { sequence: place.sequence, by }, async (call) => {
    if ('member' in what) {
      // A draft begins with what its world had, as one row: who wrote that, stands in the log of the world.
      for (let from: WorldRecord | null = world; from !== null; from = await parentOf(from)) {
        for await (const page of logPages(store, sceneOf(from.key), { after: 0, upTo: Infinity })) {
          const theirs = page.filter((row) => !row.quarantined && isOf(row, what.member))
          if (theirs.length > 0) await call('theirs', { rows: theirs.map(({ bytes }) => bytes) })
        }
      }
      // They may have written nothing.
      await call('theirs', { rows: [] })
    }
    // What a renewal left out is deleted, too.
    const renewed = await history.noted(world, ({ kind }) => kind === 'renewal')
    if (renewed !== null) {
      const upTo = Math.min(renewed.upTo, place.sequence)
      for await (const page of logPages(store, document, { after: 0, upTo }))
        await call('leftOut', { rows: page.map(({ bytes }) => bytes) })
    }
    let erased = 0
    if (await call('erased', {})) {
      for await (const page of logPages(store, document, { after: 0, upTo: Infinity }))
        erased += await call('stillHeld', { rows: page.map(({ bytes }) => bytes) })
    }
    return use(call, erased)
  })
}

/**
 * Blanks words in the records about a world and its drafts that are erased from any of them, and stand in
 * none of them any more: what was in a draft alone may stand in the name of a version of its world.
 */
async function blankAcross(
  options: ErasingOptions,
  replays: DocumentReplays,
  worlds: readonly WorldRecord[],
  { what, by }: { readonly what: WhatToErase; readonly by: MemberId },
): Promise<void> {
  const { store, history, records: about, tables } = options
  const all = new Set<string>()
  for (const world of worlds) {
    const words = await found(options, replays, { world, what, by }, async (call, erased) => {
      if (erased === 0) return []
      for await (const page of logPages(store, sceneOf(world.key), { after: 0, upTo: Infinity }))
        await call('emptied', { rows: page.map(({ bytes }) => bytes) })
      return call('erasedWords', {})
    })
    for (const word of words) all.add(word)
  }
  const inEach = async <Answer>(
    world: WorldRecord,
    use: (call: ReplayCall) => Promise<Answer>,
  ): Promise<Answer> => {
    const { sequence } = await history.end(world)
    return replays.at(sceneOf(world.key), { sequence, by }, use)
  }
  let words: readonly string[] = [...all]
  for (const world of worlds) {
    if (words.length > 0) words = await inEach(world, (call) => call('missing', { words }))
  }
  if (words.length === 0) return
  for (const world of worlds) {
    const texts = about.texts(world)
    if (texts.length === 0) continue
    const without = await inEach(world, (call) => call('blanked', { texts, words }))
    await tables.change(() => about.changed(world, world.line, insteadOf(texts, without)))
  }
}

/** Each of these texts as it is without what was erased; others as they are. */
function insteadOf(texts: readonly string[], without: readonly string[]): (text: string) => string {
  const blank = new Map(texts.map((text, n) => [text, without[n] ?? text]))
  return (text) => blank.get(text) ?? text
}

const isOf = ({ member, author }: LogRow, who: MemberId): boolean =>
  member === who || (author !== undefined && memberOf(author) === who)

interface StagedScene {
  readonly key: WorldKey
  /** Those that were erased. */
  readonly words: readonly string[]
}

/** A staged world with the scene's rows without what is erased. Pinned rows are pinned there. */
const staged = (options: ErasingOptions, { key }: WorldRecord, call: ReplayCall): Promise<StagedScene> =>
  stageScene(
    options,
    key,
    { clientsOf: (clients) => clients, rewrite: (rows) => call('emptied', { rows }) },
    async (world) => ({ key: world, words: await call('erasedWords', {}) }),
  )

/**
 * Keeps the state of a staged scene, so that it opens as quickly as before; answers texts without those of
 * the erased words that it does not have any more.
 */
async function keepState(
  store: Store,
  replays: DocumentReplays,
  { key, words }: StagedScene,
  { texts, by }: { readonly texts: readonly string[]; readonly by: MemberId },
): Promise<readonly string[]> {
  const document = sceneOf(key)
  const { sequence } = await store.open(document)
  return replays.at(document, { sequence, by }, async (call) => {
    await store.snapshot(document, sequence, await call('state', {}))
    return call('blanked', { texts, words })
  })
}
