// Items that are cut before an update give the document that Yjs makes of it: random ones with all kinds of
// content, and one that is large enough for `applyCutting` itself.
import { expect, it, onTestFailed } from 'vitest'
import * as Y from 'yjs'
import { applyCutting, applyWithCuts } from '../../shared/yjs/apply-cutting.ts'
import { costInPass, costOf } from '../../shared/yjs/apply-cost.ts'
import { readUpdate } from '../../shared/yjs/update-reader.ts'
import { TURN_STEPS } from '../../shared/yjs/work-steps.ts'
import { makePlainDocument } from '../../shared/yjs/plain-document.ts'
import { seededRandom, seedFromEnvironment, type Random } from './random.ts'
import { roundsOr } from '../support/rounds.ts'
import { IS_HARD } from '../hard.ts'

const RUNS = IS_HARD ? roundsOr(5_000) : 10

function made(client: number, updates: readonly Uint8Array[], isCollecting = true): Y.Doc {
  const doc = Object.assign(makePlainDocument(), { clientID: client, gc: isCollecting })
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

/** Writes between the letters of long passages, and deletes and overwrites, at many places. */
function scribble(doc: Y.Doc, random: Random, edits: number): void {
  const list = doc.getArray<unknown>('list')
  for (let i = 0; i < edits; i++) {
    const page = list.length === 0 ? null : list.get(random.below(list.length))
    const text = page instanceof Y.Text && random.below(2) === 0 ? page : doc.getText('text')
    const at = random.below(text.length + 1)
    switch (random.below(7)) {
      case 0:
        text.delete(at, Math.min(1 + random.below(4), text.length - at))
        break
      case 1: {
        const from = random.below(list.length + 1)
        if (random.below(3) === 0) list.delete(from, Math.min(2, list.length - from))
        else list.insert(from, [i, { i }, 'i', null])
        break
      }
      case 2:
        list.insert(random.below(list.length + 1), [new Y.Text('a page of its own, with 🌳 and 🌲')])
        break
      case 3:
        doc.getMap('map').set(`key ${random.below(4)}`, random.below(3) === 0 ? new Y.Text('value 🌳') : i)
        break
      default:
        text.insert(at, ['x', '🌳', 'some words in a row'][random.below(3)] ?? '')
    }
  }
}

/** All that a document is: its state with what is still missing to it, and how its items are cut. */
const told = (doc: Y.Doc): unknown => ({
  state: Y.encodeStateAsUpdate(doc),
  vector: Y.encodeStateVector(doc),
  items: [...doc.store.clients].map(([client, structs]) => [
    client,
    structs.map(({ id, length, deleted }) => [id.clock, length, deleted]),
  ]),
})

/** Everything that a document tells while updates are applied to it. */
function listen(doc: Y.Doc): unknown[] {
  const events: unknown[] = []
  doc.on('update', (update: Uint8Array, origin: unknown, _: Y.Doc, { local }: Y.Transaction) =>
    events.push([update, origin, local]),
  )
  doc.on('afterTransaction', ({ beforeState, afterState, deleteSet }: Y.Transaction) =>
    events.push([[...beforeState], [...afterState], [...deleteSet.clients]]),
  )
  for (const type of [doc.getText('text'), doc.getArray('list'), doc.getMap('map')]) {
    type.observeDeep((all) =>
      events.push(
        all.map((event) => [event.path, JSON.stringify([event.changes.delta, [...event.changes.keys]])]),
      ),
    )
  }
  return events
}

it(
  'a document becomes the same whether its items are cut one by one or before, and tells the same',
  { timeout: 60_000 + RUNS * 60 },
  () => {
    const seed = seedFromEnvironment()
    onTestFailed(() => console.info(`INKLAND_SEED=${seed}`))
    let cuts = 0
    for (let run = 0; run < RUNS; run++) {
      const random = seededRandom(seed + run)
      const first = made(1, [])
      first.getText('text').insert(0, 'word 🌳 '.repeat(50 + random.below(100)))
      first.getArray('list').insert(
        0,
        Array.from({ length: 26 }, (_, n) => n),
      )
      const base = Y.encodeStateAsUpdate(first)
      const people = [2, 3, 4].map((client) => {
        const doc = made(client, [base])
        const steps = Array.from({ length: 2 }, () => {
          const before = Y.encodeStateVector(doc)
          // In one transaction, as a merge is: its items are as many as they were when it was written.
          doc.transact(() => scribble(doc, random, 10 + random.below(60)))
          return Y.encodeStateAsUpdate(doc, before)
        })
        return random.below(2) === 0 ? steps : [Y.mergeUpdates(steps)]
      })
      // Sometimes a later one comes before an earlier one, and waits for it.
      const updates = people.flat()
      for (let swaps = random.below(4); swaps > 0; swaps--)
        updates.push(...updates.splice(random.below(updates.length), 1))
      const isCollecting = random.below(2) === 0
      const [plain, cutting] = [made(9, [base], isCollecting), made(9, [base], isCollecting)]
      const events = [listen(plain), listen(cutting)]
      const cut = (update: Uint8Array): void => applyWithCuts(cutting, update, () => ++cuts > 0)
      for (const update of updates) {
        Y.applyUpdate(plain, update)
        cut(update)
        expect(told(cutting), `run ${run}`).toEqual(told(plain))
      }
      expect(events[1]).toEqual(events[0])
      // Twice is once.
      for (const update of updates) cut(update)
      expect(told(cutting)).toEqual(told(plain))
    }
    expect(cuts).toBeGreaterThan(RUNS)
  },
)

it('updates that cut a large document at thousands of places move each item a few times, not thousands', () => {
  const first = made(1, [])
  first.getText('text').insert(0, 'word '.repeat(20_000))
  const base = Y.encodeStateAsUpdate(first)
  const writer = made(2, [base], false)
  const updates: Uint8Array[] = []
  writer.on('update', (update: Uint8Array) => updates.push(update))
  for (let row = 9; row >= 0; row--)
    writer.transact(() => {
      for (let at = 1_999; at >= 0; at--) writer.getText('text').insert((row * 2_000 + at) * 5 + 4, 'x')
    })
  const [plain, cutting] = [made(9, [base], false), made(9, [base], false)]
  const moved = [plain, cutting].map((doc, n) => {
    const counted = { moves: 0 }
    countMoves(doc, counted)
    const apply = n === 0 ? Y.applyUpdate : applyCutting
    for (const update of updates) apply(doc, update)
    return counted.moves
  })
  expect(told(cutting)).toEqual(told(plain))
  expect(moved[0]).toBeGreaterThan(100_000_000)
  expect(moved[1]).toBeLessThan(3_000_000)
})

it('work is counted with all cuts of an update in one pass, and what each takes by itself is still told', () => {
  const first = made(1, [])
  first.getText('text').insert(0, 'word 🌳 '.repeat(20_000))
  const writer = made(2, [Y.encodeStateAsUpdate(first)], false)
  const put = (from: number, letter: number): Uint8Array => {
    const before = Y.encodeStateVector(writer)
    writer.transact(() => {
      for (let word = from + 499; word >= from; word--) writer.getText('text').insert(word * 8 + letter, 'x')
    })
    return Y.encodeStateAsUpdate(writer, before)
  }
  const reader = made(9, [Y.encodeStateAsUpdate(first)], false)
  const all = writer.getText('text')
  // Many items stand behind the cuts.
  writer.transact(() => {
    for (let word = 19_999; word >= 1_000; word--) all.insert(word * 8 + 4, 'x')
  })
  applyCutting(reader, Y.encodeStateAsUpdate(writer, Y.encodeStateVector(reader)))
  const between = read(put(500, 4))
  const alone = costOf(reader, between, Infinity)
  const counted = costInPass(reader, between, TURN_STEPS)
  if (counted === 'unknown' || alone === 'unknown') throw new Error('it is all here')
  expect(alone.steps).toBeGreaterThan(TURN_STEPS)
  expect(counted.steps).toBeLessThan(TURN_STEPS / 2)
  expect(counted.cost).toEqual(alone)
  applyCutting(reader, between.bytes)
  // Within a letter of two halves each cut is made by itself.
  const within = costInPass(reader, read(put(0, 6)), TURN_STEPS)
  expect(within !== 'unknown' && within.steps).toBeGreaterThan(TURN_STEPS)
})

function read(update: Uint8Array) {
  const reading = readUpdate(update)
  if (reading === null) throw new Error('it cannot be read')
  return reading
}

/** Counts the items that are moved within the list of client 1. */
function countMoves(doc: Y.Doc, counted: { moves: number }): void {
  const { clients } = doc.store
  const watch = (structs: (Y.Item | Y.GC)[]): void => {
    const splice = structs.splice.bind(structs)
    structs.splice = (at: number, deleted: number, ...added: (Y.Item | Y.GC)[]) => {
      counted.moves += structs.length - at
      return splice(at, deleted, ...added)
    }
  }
  const structs = clients.get(1)
  if (structs !== undefined) watch(structs)
  const set = clients.set.bind(clients)
  clients.set = (client, list) => {
    if (client === 1 && !Object.hasOwn(list, 'splice')) {
      counted.moves += list.length
      watch(list)
    }
    return set(client, list)
  }
}

it('letters that somebody types between two others cut one item, and are counted as one cut', () => {
  const first = made(1, [])
  first.getText('text').insert(0, 'word '.repeat(1_000))
  const base = Y.encodeStateAsUpdate(first)
  const writer = made(2, [base], false)
  const before = Y.encodeStateVector(writer)
  for (let at = 0; at < 100; at++) writer.getText('text').insert(2_500 + at, 'x')
  const seen: number[] = []
  const reader = made(9, [base], false)
  applyWithCuts(reader, Y.encodeStateAsUpdate(writer, before), ({ clocks, moves }) => {
    seen.push(clocks.length, moves)
    return false
  })
  expect(seen).toEqual([1, 1])
  expect(told(reader)).toEqual(told(writer))
})
