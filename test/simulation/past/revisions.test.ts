// Any revision of a scene, from checkpoints and rows, against a full replay: random logs, tidied and indexed
// in between. INKLAND_SEED runs one seed, INKLAND_HARD many.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { applyChanges } from '../../../shared/history/changes/apply-changes.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { authorOf } from '../../../shared/world/author.ts'
import { historyHere, LostDocument, type HistoryCall } from '../../../server/history/history-pool.ts'
import { deltaBaseIn } from '../../../server/history/worker/state-deltas.ts'
import { createWorldHistory, type WorldHistory } from '../../../server/history/world-history.ts'
import type { RowSession } from '../../../server/history/row-sessions.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import type { Store } from '../../../server/storage/store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { ada, documentOf, makeWorld } from '../../contract/made.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { LogRun, naively, sceneAfter, type SimulatedRow } from './history-log.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../random.ts'
import { roundsOr } from '../../support/rounds.ts'
import { IS_HARD } from '../../hard.ts'

const ROWS = 120
const POSITIONS = 50
const named = process.env['INKLAND_SEED']
const SEEDS = IS_HARD ? roundsOr(200) : 2
const first = seedFromEnvironment()
const seeds = Array.from({ length: named === undefined ? SEEDS : 1 }, (_, at) => first + at)
/** Small logs have as many checkpoints as large ones. */
const OFTEN = {
  updates: 11,
  bytes: 1e6,
  endUpdates: 3,
  endBytes: 1e6,
  stateBytes: 1e6,
  timesMax: 1,
  deltaShare: 0.8,
}

interface Run {
  readonly rows: readonly SimulatedRow[]
  readonly store: Store
  readonly world: WorldRecord
  readonly history: WorldHistory
  readonly random: Random
}

/** A log that is written, indexed and tidied by turns. */
async function begin(seed: number): Promise<Run> {
  const random = seededRandom(seed)
  const { rows } = new LogRun(seed).run(ROWS)
  const store = createMemoryStore()
  const world = await makeWorld(store, `w${seed}`)
  const document = documentOf(world)
  const onFault = (error: unknown): void => {
    throw error
  }
  const history = createWorldHistory({
    store,
    pool: historyHere(),
    clock: systemClock,
    random: randomBytes,
    onFault,
    checkpoints: OFTEN,
  })
  for (const [at, { bytes, author, at: writtenAt }] of rows.entries()) {
    const origin = authorOf(author)
    const member = 'member' in origin ? origin.member : ada
    const [sequence = 0] = await store.append([
      { document, bytes, member, author, at: writtenAt, claims: [] },
    ])
    if (random.below(20) === 0) await history.sessions(world, EVERYTHING)
    if (random.below(30) > 0) continue
    await store.snapshot(document, sequence, Y.encodeStateAsUpdate(sceneAfter(rows, at + 1)))
    await store.compact(document, { before: 1e15, gapMs: 1e15, bytesMax: 1e6 })
  }
  return { rows, store, world, history, random }
}

const EVERYTHING = { from: 0, to: 1e9, limit: 1e6, isBy: null, thing: null }

/** As one update, however it came to be: neighbours are joined as they are when a document is loaded. */
function canonical(update: Uint8Array): Buffer {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return Buffer.from(Y.encodeStateAsUpdate(doc))
}

const revisionOf = (count: number): Revision => count as Revision

test('[HI10] any revision is the one that a full replay gives, after indexing and tidying, too', async () => {
  let positions = 0
  let checkpoints = 0
  let deltas = 0
  for (const seed of seeds) {
    const { rows, store, world, history, random } = await begin(seed)
    const kept = await store.checkpointSizes(documentOf(world))
    checkpoints += kept.length
    deltas += kept.filter(({ head }) => deltaBaseIn(head) !== null).length
    for (let n = 0; n < POSITIONS; n++) {
      const asked = random.below(rows.length + 1)
      const place = await history.place(world, revisionOf(asked))
      expect(place.revision, `seed ${seed}`).toBeGreaterThanOrEqual(asked)
      const state = await history.state(world, place, ada)
      const full = Y.encodeStateAsUpdate(sceneAfter(rows, place.revision))
      expect(canonical(state).equals(canonical(full)), `seed ${seed}, revision ${asked}`).toBe(true)
      positions += 1
    }
    expect((await history.end(world)).revision, `seed ${seed}`).toBe(rows.length)
    await expect(history.place(world, revisionOf(rows.length + 1))).rejects.toThrow('no such revision')
  }
  console.log(
    `revisions: ${seeds.length} logs, ${positions} positions, ${checkpoints} checkpoints, ${deltas} of them deltas, 0 differences`,
  )
  expect(checkpoints).toBeGreaterThan(seeds.length)
  expect(deltas).toBeGreaterThan(seeds.length)
}, 600_000)

test('[HI11] sessions have every update once, and all that the rows say', async () => {
  for (const seed of seeds) {
    const { rows, world, history } = await begin(seed)
    const { sessions, revision, hasMore } = await history.sessions(world, EVERYTHING)
    expect([revision, hasMore], `seed ${seed}`).toEqual([rows.length, false])
    const found = sessions.toReversed()
    expect(found.map(({ from }) => from)).toEqual([0, ...found.slice(0, -1).map(({ to }) => to)])
    expect(found.at(-1)?.to).toBe(rows.length)
    expect(sessions.filter(({ isPartial, isCut }) => isPartial || isCut)).toEqual([])
    for (const { from, to, authors, firstAt, lastAt } of found) {
      const own = rows.slice(from, to)
      expect(new Set(authors), `seed ${seed}`).toEqual(new Set(own.map(({ author }) => author)))
      expect([firstAt, lastAt]).toEqual([own.at(0)?.at, own.at(-1)?.at])
    }
    const gaps = found.slice(1).map(({ firstAt }, at) => firstAt - (found[at]?.lastAt ?? 0))
    expect(Math.min(Infinity, ...gaps)).toBeGreaterThan(120_000)
  }
}, 600_000)

test('[HI12] steps lead from any revision to the last one, and back', async () => {
  for (const seed of seeds) {
    const { rows, world, history, random } = await begin(seed)
    const from = await history.place(world, revisionOf(random.below(rows.length)))
    const to = await history.end(world)
    const isWhole = random.below(2) === 0
    const steps = await history.steps(world, { from, to, limit: isWhole ? 7 : 1_000, isWhole }, ada)
    const scene = new Y.Doc({ gc: false })
    Y.applyUpdate(scene, await history.state(world, from, ada))
    const before = naively(scene)
    expect(steps.at(0)?.from).toBe(from.revision)
    expect(steps.at(-1)?.to).toBe(to.revision)
    if (isWhole) expect(steps.length).toBeLessThanOrEqual(7)
    for (const step of steps) expect(applyChanges(scene, step.things ?? [], 'forward')).toBe(true)
    expect(naively(scene), `seed ${seed}`).toEqual(naively(sceneAfter(rows, rows.length)))
    for (const step of steps.toReversed())
      expect(applyChanges(scene, step.things ?? [], 'backward')).toBe(true)
    expect(naively(scene), `seed ${seed}`).toEqual(before)
  }
}, 600_000)

test('[HI13] index and checkpoints that are gone are made again', async () => {
  const { rows, store, world, history } = await begin(first)
  const document = documentOf(world)
  const before = await history.sessions(world, EVERYTHING)
  for (const { sequence } of await store.checkpointSizes(document))
    await store.dropCheckpoint(document, sequence)
  history.forget(world.key)
  const after = await history.sessions(world, EVERYTHING)
  expect(after.sessions.map(withoutLetters)).toEqual(before.sessions.map(withoutLetters))
  expect((await store.checkpointSizes(document)).length).toBeGreaterThan(0)
  const state = await history.state(world, await history.place(world, revisionOf(rows.length)), ada)
  expect(naively(docOf(state))).toEqual(naively(sceneAfter(rows, rows.length)))
})

test('[HI13] the base of a delta can be gone: the replay begins before it', async () => {
  for (const seed of seeds.slice(0, 10)) {
    const { rows, store, world, history, random } = await begin(seed)
    const document = documentOf(world)
    for (const { sequence, head } of await store.checkpointSizes(document))
      if (deltaBaseIn(head) === null && random.below(2) === 0) await store.dropCheckpoint(document, sequence)
    for (let n = 0; n < POSITIONS; n++) {
      const place = await history.place(world, revisionOf(random.below(rows.length + 1)))
      const state = await history.state(world, place, ada)
      const full = Y.encodeStateAsUpdate(sceneAfter(rows, place.revision))
      expect(canonical(state).equals(canonical(full)), `seed ${seed}, revision ${place.revision}`).toBe(true)
    }
  }
})

test('[HI24] a process that ends in the middle changes no answer', async () => {
  const { rows, store, world, random } = await begin(first)
  for (let n = 0; n < 30; n++) {
    const pool = historyHere()
    let calls = 0
    const endsAt = 1 + random.below(8)
    /** It forgets everything at one of the calls. */
    const call: HistoryCall = (name, document, of, by) =>
      ++calls === endsAt ? Promise.reject(new LostDocument('it ended')) : pool.call(name, document, of, by)
    const history = createWorldHistory({
      store,
      pool: { ...pool, call },
      random: randomBytes,
      clock: systemClock,
      onFault: (error) => expect(error).toBeNull(),
      checkpoints: OFTEN,
    })
    const place = await history.place(world, revisionOf(random.below(rows.length + 1)))
    const state = await history.state(world, place, ada)
    expect(naively(docOf(state))).toEqual(naively(sceneAfter(rows, place.revision)))
    const { sessions } = await history.sessions(world, EVERYTHING)
    expect(sessions.filter(({ isPartial }) => isPartial)).toEqual([])
  }
})

/**
 * Letters are counted by the rows as they were when they were looked at: tidied, some come in another order.
 */
const withoutLetters = ({ letters: _letters, ...session }: RowSession) => session

function docOf(update: Uint8Array): Y.Doc {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc
}
