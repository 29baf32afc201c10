// The history of a scene: the summaries of its rows, its lists of changes, and who wrote what, against plain
// replays of random logs. INKLAND_SEED runs one seed, INKLAND_HARD many.
import { describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { applyChanges } from '../../../shared/history/changes/apply-changes.ts'
import { changesBetween } from '../../../shared/history/changes/changes-between.ts'
import { restoreScene } from '../../../shared/history/changes/restore.ts'
import type { ThingChange } from '../../../shared/history/changes/thing-change.ts'
import { revertMember } from '../../../shared/history/revert.ts'
import { SelectedRows } from '../../../shared/history/selected-rows.ts'
import { addedIdsIn, authorsIn, type Writing } from '../../../shared/history/rows/authors-in.ts'
import { mergedSummary, parseThingId, type RowSummary } from '../../../shared/history/rows/row-summary.ts'
import { summaryOf } from '../../../shared/history/rows/summaries.ts'
import { artifactMaps, metaMap } from '../../../shared/world/scene/scene.ts'
import { IdMap } from '../../../shared/yjs/id-map.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import { LogRun, naively, sceneAfter, type SimulatedLog, type SimulatedRow } from './history-log.ts'
import { seededRandom, seedFromEnvironment } from '../random.ts'
import { roundsOr } from '../../support/rounds.ts'
import { IS_HARD } from '../../hard.ts'

/** Two thousand logs take some minutes, and longer beside other work. */
vi.setConfig({ testTimeout: 3_600_000 })

const STEPS = 50
const named = process.env['INKLAND_SEED']
const SEEDS = IS_HARD ? roundsOr(2_000) : 3
const first = seedFromEnvironment()
const seeds = Array.from({ length: named === undefined ? SEEDS : 1 }, (_, at) => first + at)

/** Runs every seed, and says how many failed, and which. */
function overSeeds(what: string, run: (log: SimulatedLog, seed: number) => number): void {
  const failed: string[] = []
  let looked = 0
  for (const seed of seeds) {
    try {
      looked += run(new LogRun(seed).run(STEPS), seed)
    } catch (error) {
      failed.push(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  console.log(`${what}: ${seeds.length} seeds, ${looked} looked at, ${failed.length} failed`)
  expect(failed.slice(0, 3)).toEqual([])
  expect(looked).toBeGreaterThan(seeds.length * 10)
}

/** The same scene, as one that keeps what is deleted from now on. */
function keeping(scene: Y.Doc): Y.Doc {
  const copy = new Y.Doc({ gc: false })
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(scene))
  return copy
}

/** Rows as they are after a while: neighbours of one author joined by chance, with the time of the last. */
function joined(rows: readonly SimulatedRow[], seed: number): readonly (readonly SimulatedRow[])[] {
  const random = seededRandom(seed)
  const runs: SimulatedRow[][] = []
  for (const row of rows) {
    const last = runs.at(-1)
    if (last?.[0]?.author === row.author && random.below(2) === 0) last.push(row)
    else runs.push([row])
  }
  return runs
}

const mergedRow = (run: readonly SimulatedRow[]): Uint8Array => Y.mergeUpdates(run.map(({ bytes }) => bytes))

describe('[HI2] the summary of a row', () => {
  it('counts its letters, and is the same made anew from rows that were joined', () => {
    overSeeds('summaries', ({ rows, letters }, seed) => {
      const scene = new Y.Doc()
      const summaries = new Map<SimulatedRow, RowSummary>()
      for (const row of rows) {
        const summary = summaryOf(scene, row.bytes)
        summaries.set(row, summary)
        const known = letters.get(row)
        if (known !== undefined) expect(summary.letters).toEqual(known)
      }
      const again = new Y.Doc()
      for (const run of joined(rows, seed)) {
        const merged = mergedSummary(run.map((row) => summaries.get(row) ?? null))
        const anew = summaryOf(again, mergedRow(run))
        expect(inOrder(anew).added).toEqual(merged && inOrder(merged).added)
        // Letters in a thing that lost against another of its name are there only while the row is applied.
        if (run.every((row) => letters.has(row))) expect(inOrder(anew)).toEqual(merged && inOrder(merged))
      }
      expect(naively(again)).toEqual(naively(scene))
      return summaries.size
    })
  })
})

const inOrder = ({ things, added, ...rest }: RowSummary): RowSummary => ({
  ...rest,
  things: things.toSorted(),
  added: added && added.toSorted((a, b) => a.client - b.client || a.clock - b.clock),
})

describe('[HI3] the changes between two revisions', () => {
  it('give the later scene from the earlier one, and back', () => {
    overSeeds('changes', ({ rows }, seed) => {
      const random = seededRandom(seed)
      let looked = 0
      for (let pair = 0; pair < 6; pair++) {
        const from = random.below(rows.length)
        const to = from + random.below(rows.length - from + 1)
        const before = sceneAfter(rows, from)
        const after = sceneAfter(rows, to)
        const changes = changesBetween(keeping(before), rows.slice(from, to))
        const plain: readonly ThingChange[] = JSON.parse(JSON.stringify(changes))
        expect([applied(before, plain, 'forward'), `rows ${from} to ${to}`]).toEqual([
          naively(after),
          `rows ${from} to ${to}`,
        ])
        expect([applied(after, plain, 'backward'), `rows ${to} to ${from}`]).toEqual([
          naively(before),
          `rows ${to} to ${from}`,
        ])
        looked += changes.length
      }
      return looked
    })
  })

  it('go on from each other through the whole history, on one copy', () => {
    overSeeds('steps', ({ rows }) => {
      const scene = new Y.Doc({ gc: false })
      const shown = new Y.Doc()
      const steps = rows.map((row) => changesBetween(scene, [row]))
      const states = rows.map((_, at) => naively(sceneAfter(rows, at)))
      for (const [at, step] of steps.entries()) {
        expect(naively(shown)).toEqual(states[at])
        expect(applyChanges(shown, step, 'forward')).toBe(true)
      }
      for (const [at, step] of [...steps.entries()].toReversed()) {
        expect(applyChanges(shown, step, 'backward')).toBe(true)
        expect(naively(shown)).toEqual(states[at])
      }
      return steps.length
    })
  })

  it('name who wrote and who deleted each letter, and who wrote each value', () => {
    overSeeds('authors of changes', (log, seed) => {
      const { rows, wroteLetter, wroteValue } = log
      const from = seededRandom(seed).below(rows.length)
      const deletedBy = deleters(rows)
      let looked = 0
      for (const { values, text } of changesBetween(keeping(sceneAfter(rows, from)), rows.slice(from))) {
        for (const { to, by } of values) {
          const value = valueIn(to)
          if (value !== null) expect(by).toBe(wroteValue.get(value)?.author)
          looked++
        }
        for (const { in: letters = '', out = '', by } of text) {
          for (const letter of letters) expect(by).toBe(wroteLetter.get(letter)?.author)
          for (const letter of out) expect(by).toBe(deletedBy.get(letter)?.author)
          looked += letters.length + out.length
        }
      }
      return looked
    })
  })

  it('are refused for a scene that collects what is deleted', () => {
    expect(() => changesBetween(new Y.Doc(), [])).toThrow(TypeError)
  })
})

function applied(scene: Y.Doc, changes: readonly ThingChange[], direction: 'forward' | 'backward'): unknown {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(scene))
  expect(applyChanges(copy, changes, direction)).toBe(true)
  return naively(copy)
}

/** The row that deleted each letter, by comparing all pages before and after each row. */
function deleters(rows: readonly SimulatedRow[]): ReadonlyMap<string, SimulatedRow> {
  const deleted = new Map<string, SimulatedRow>()
  const scene = new Y.Doc()
  let before = new Set<string>()
  for (const row of rows) {
    Y.applyUpdate(scene, row.bytes)
    const now = new Set([...artifactMaps(scene).values()].flatMap((thing) => pageText(thing).split('')))
    for (const letter of before) if (!now.has(letter)) deleted.set(letter, row)
    before = now
  }
  return deleted
}

function pageText(thing: unknown): string {
  const page = thing instanceof Y.Map ? thing.get('text') : null
  return page instanceof Y.Text ? page.toJSON() : ''
}

/** The number that names a value's writing: a place has it in its x. */
function valueIn(value: unknown): number | null {
  if (typeof value === 'number') return value
  const x: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'x') : null
  return typeof x === 'number' ? x : null
}

describe('[HI6] restoring', () => {
  it('brings back how everything was, in one edit that deletes no thing', () => {
    overSeeds('restored scenes', ({ rows }, seed) => {
      const random = seededRandom(seed)
      let looked = 0
      for (let pair = 0; pair < 5; pair++) {
        const from = random.below(rows.length)
        const [scene, past] = [sceneAfter(rows, rows.length), sceneAfter(rows, from)]
        const before = new Set(artifactMaps(scene).keys())
        let edits = 0
        scene.on('update', () => edits++)
        const changes = restoreScene(scene, past, { kind: 'everything' })
        expect(edits).toBe(changes.length === 0 ? 0 : 1)
        const [now, then] = [naively(scene), naively(past)]
        expect(now.meta).toEqual(then.meta)
        for (const [id, thing] of Object.entries(then.things)) expect(now.things[id]).toEqual(thing)
        for (const id of before) {
          expect(artifactMaps(scene).has(id)).toBe(true)
          if (then.things[id] === undefined)
            expect(now.things[id]?.['place']).toMatchObject({ host: 'limbo' })
        }
        expect(restoreScene(scene, past, { kind: 'everything' })).toEqual([])
        looked += changes.length
      }
      return looked
    })
  })
})

describe('[HI7] taking back rows', () => {
  it('gives the same from any state before them as from the whole log', () => {
    overSeeds('rows taken back', ({ rows }, seed) => {
      const random = seededRandom(seed)
      const first = random.below(rows.length)
      const authors = [...new Set(rows.slice(first).map(({ author }) => author))]
      const author = authors[random.below(authors.length)]
      const isSelected = (row: SimulatedRow): boolean => row.author === author && rows.indexOf(row) >= first
      const takenBack = (from: number): unknown => {
        const scene = keeping(sceneAfter(rows, from))
        const selected = new SelectedRows(scene)
        for (const row of rows.slice(from)) {
          const reading = readUpdate(row.bytes)
          if (reading !== null) selected.note(reading, isSelected(row))
          Y.applyUpdate(scene, row.bytes)
        }
        scene.clientID = 7
        revertMember(scene, selected)
        return naively(scene)
      }
      const whole = takenBack(0)
      expect(takenBack(first)).toEqual(whole)
      expect(takenBack(random.below(first + 1))).toEqual(whole)
      return rows.length
    })
  })
})

describe('[HI4] blame', () => {
  it('names the true author of every letter and value, also from rows that were joined', () => {
    overSeeds('letters and values with their authors', ({ rows, wroteLetter, wroteValue }, seed) => {
      const random = seededRandom(seed)
      const scene = new Y.Doc()
      const index = new IdMap<Writing>()
      const writings = new Map<SimulatedRow, Writing>()
      let looked = 0
      for (const run of joined(rows, seed)) {
        const [row] = run
        if (row === undefined) continue
        const writing = { author: row.author, at: run.at(-1)?.at ?? 0 }
        for (const each of run) writings.set(each, writing)
        const bytes = mergedRow(run)
        const { added } = summaryOf(scene, bytes)
        const reading = readUpdate(bytes)
        // A row with too many ranges for its summary is read itself.
        const ids = random.below(3) === 0 ? null : added
        for (const range of ids ?? (reading === null ? [] : addedIdsIn(reading))) index.add(range, writing)
        if (random.below(8) > 0) continue
        looked += looksTrue(
          scene,
          index,
          (letter) => writings.get(wroteLetter.get(letter) ?? row),
          (value) => writings.get(wroteValue.get(value) ?? row),
        )
      }
      return looked
    })
  })
})

/** Compares everything that stands with who wrote it; answers how much that is. */
function looksTrue(
  scene: Y.Doc,
  index: IdMap<Writing>,
  ofLetter: (letter: string) => Writing | undefined,
  ofValue: (value: number) => Writing | undefined,
): number {
  let looked = 0
  for (const name of ['world', ...artifactMaps(scene).keys()]) {
    const id = parseThingId(name)
    const authors = id && authorsIn(scene, id, index)
    if (authors === null) throw new Error(`nobody wrote ${name}`)
    const thing = id === 'world' ? metaMap(scene) : artifactMaps(scene).get(name)
    const letters = pageText(thing).split('')
    const spread = authors.text.flatMap(({ length, author, at }) =>
      Array.from({ length }, () => ({ author, at })),
    )
    expect(spread).toEqual(letters.map((letter) => ofLetter(letter)))
    for (const { key, author, at } of authors.values) {
      const value = valueIn(valueAt(thing, key))
      if (value !== null) expect({ key, author, at }).toEqual({ key, ...ofValue(value) })
    }
    looked += letters.length + authors.values.length
  }
  return looked
}

function valueAt(thing: unknown, key: string): unknown {
  if (!(thing instanceof Y.Map)) return undefined
  if (thing.has(key)) return thing.get(key)
  const dot = key.indexOf('.')
  const inner: unknown = thing.get(key.slice(0, dot))
  return inner instanceof Y.Map ? inner.get(key.slice(dot + 1)) : undefined
}
