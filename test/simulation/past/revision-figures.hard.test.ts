// How long looking into the past takes, on SQLite and with the real process: any revision of a state of 500
// kB and of one of 4 MB, the first screen of a timeline of 100,000 rows, and what checkpoints take.
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Revision } from '../../../shared/history/revision.ts'
import { artifactMap, artifactMaps } from '../../../shared/world/scene/scene.ts'
import { createHistoryPool } from '../../../server/history/history-pool.ts'
import { createWorldHistory } from '../../../server/history/world-history.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { ada, bob, documentOf, makeWorld } from '../../contract/made.ts'
import { slowness } from '../../fault/machine-speed.ts'
import { temporaryFolder } from '../../process.ts'
import { seededRandom } from '../random.ts'
import { id } from '../../unit/world/made.ts'

const EVERYTHING = { from: 0, to: Infinity, isBy: null, thing: null }

interface MadeLog {
  readonly rows: readonly Uint8Array[]
  readonly state: number
}

/** A world of so many things with pages, in which two people then type and delete, letter by letter. */
function madeLog({ things, letters, edits }: { things: number; letters: number; edits: number }): MadeLog {
  const random = seededRandom(7)
  const rows: Uint8Array[] = []
  const docs = [1, 2].map((client) => {
    const doc = new Y.Doc()
    doc.clientID = client
    return doc
  })
  for (const doc of docs)
    doc.on('update', (bytes: Uint8Array, origin: unknown) => {
      if (origin === 'other') return
      rows.push(bytes)
      for (const other of docs) if (other !== doc) Y.applyUpdate(other, bytes, 'other')
    })
  const [one = new Y.Doc()] = docs
  for (let at = 0; at < things; at++) {
    const page = Array.from({ length: letters }, () => String.fromCharCode(97 + random.below(26))).join('')
    const place = { host: 'root', x: random.below(1000), y: random.below(1000), facing: 'down' }
    one.transact(() =>
      artifactMaps(one).set(
        id(`t${at}`),
        artifactMap(
          [
            ['name', `Thing ${at}`],
            ['place', place],
          ],
          page,
        ),
      ),
    )
  }
  const spots = docs.map(() => ({ thing: 0, at: 0, left: 0 }))
  for (let n = 0; n < edits; n++) {
    const who = Math.floor(n / 40) % docs.length
    const [doc, spot] = [docs[who], spots[who]]
    if (doc === undefined || spot === undefined) continue
    if (spot.left-- === 0)
      Object.assign(spot, { thing: random.below(Math.min(50, things)), at: -1, left: 200 })
    const text = pageOf(doc, id(`t${spot.thing}`))
    if (spot.at < 0 || spot.at > text.length) spot.at = random.below(text.length + 1)
    if (random.below(8) === 0 && spot.at > 0) text.delete(--spot.at, 1)
    else text.insert(spot.at++, 'e')
  }
  return { rows, state: Y.encodeStateAsUpdate(one).length }
}

function pageOf(doc: Y.Doc, thing: string): Y.Text {
  const map = artifactMaps(doc).get(thing)
  const text = map instanceof Y.Map ? map.get('text') : null
  if (!(text instanceof Y.Text)) throw new Error('a thing has no page')
  return text
}

/**
 * The longest that this thread worked between two ticks of a millisecond: others may have had the processor.
 */
function mostWork(): { takeMs(): number } & Disposable {
  let most = 0
  let last = process.threadCpuUsage()
  const timer = setInterval(() => {
    const now = process.threadCpuUsage()
    most = Math.max(most, (now.user + now.system - last.user - last.system) / 1000)
    last = now
  }, 1)
  return {
    takeMs() {
      const taken = most
      most = 0
      return taken
    },
    [Symbol.dispose]: () => clearInterval(timer),
  }
}

const ms = (value: number): string => `${Math.round(value)} ms`
const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0

describe('[HI24] figures', () => {
  test.each([
    { name: '500 kB', things: 500, letters: 900, edits: 100_000, most: 300 },
    { name: '4 MB', things: 1_000, letters: 3_900, edits: 100_000, most: 1_500 },
  ])('a state of $name within $most ms', { timeout: 600_000 }, async ({ name, most, ...made }) => {
    const slow = slowness()
    const { rows, state } = madeLog(made)
    const store = await openSqliteStore({ folder: temporaryFolder() })
    const world = await makeWorld(store, 'garden')
    const document = documentOf(world)
    let at = 1_000_000
    for (let from = 0; from < rows.length; from += 500) {
      at += 10 * 60_000
      await store.append(
        rows.slice(from, from + 500).map((bytes, n) => ({
          document,
          bytes,
          member: (from / 500) % 2 === 0 ? ada : bob,
          at: (at += n % 10),
          claims: [],
        })),
      )
    }
    const pool = createHistoryPool({ clock: systemClock })
    const onFault = (error: unknown): void => console.error(error)
    const history = createWorldHistory({ store, pool, clock: systemClock, random: randomBytes, onFault })
    using work = mostWork()
    const began = performance.now()
    let list = await history.sessions(world, { ...EVERYTHING, limit: 50 })
    const first = performance.now() - began
    while (list.sessions.some(({ isPartial }) => isPartial)) {
      await pause(200)
      list = await history.sessions(world, { ...EVERYTHING, limit: 50 })
    }
    const indexed = performance.now() - began
    const held = work.takeMs()

    const screens: number[] = []
    for (let n = 0; n < 20; n++) {
      const asked = performance.now()
      await history.sessions(world, { ...EVERYTHING, limit: 50 })
      screens.push(performance.now() - asked)
    }
    const heldByScreens = work.takeMs()
    const random = seededRandom(3)
    const took: number[] = []
    for (let n = 0; n < 60; n++) {
      const asked = performance.now()
      const place = await history.place(world, random.below(rows.length + 1) as Revision)
      await history.state(world, place, ada)
      took.push(performance.now() - asked)
    }
    const heldByStates = work.takeMs()
    const { bytes: log } = await store.size(document, 0)
    const checkpoints = await store.checkpointSizes(document)
    const kept = checkpoints.reduce((sum, { bytes }) => sum + bytes, 0)
    console.log(
      `${name} (${(state / 1e6).toFixed(2)} MB, ${rows.length} rows, log ${(log / 1e6).toFixed(1)} MB): ` +
        `states ${ms(quantile(took, 0.5))} (p50), ${ms(quantile(took, 0.95))} (p95), ${ms(Math.max(...took))} at most; ` +
        `first screen ${ms(quantile(screens, 0.5))} (p50), ${ms(Math.max(...screens))} at most; ` +
        `not indexed ${ms(first)}, indexed after ${ms(indexed)}; ` +
        `${checkpoints.length} checkpoints, ${(kept / 1e6).toFixed(2)} MB; ` +
        `on a machine ${slow.toFixed(1)} times as slow, this thread worked ${held.toFixed(1)} ms in one go while indexing, ${heldByScreens.toFixed(1)} for screens, ${heldByStates.toFixed(1)} for states`,
    )
    expect(kept).toBeLessThanOrEqual(Math.max(0.3 * log, 3 * state))
    expect(Math.max(held, heldByScreens, heldByStates)).toBeLessThan(20 * slow)
    expect(quantile(took, 0.95)).toBeLessThan(most * slow)
    expect(quantile(screens, 0.95)).toBeLessThan(200 * slow)
    await history.stop()
    await store.close()
  })
})
