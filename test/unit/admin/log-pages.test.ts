// Reading a whole log: in pages, within bounds, and the effect of merged rows on a time.
import { expect, test } from 'vitest'
import { logRows } from '../../../server/http/worlds/log-pages.ts'
import { replay } from '../../../server/http/worlds/log-replay.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { LogRow } from '../../../server/storage/store.ts'
import { appendAll, bob, documentOf, makeWorld, typed, update } from '../../contract/made.ts'

const clock = { now: () => 0 }

test('all rows come, in order, however many pages they take', async () => {
  const store = createMemoryStore()
  const scene = documentOf(await makeWorld(store, 'garden'))
  await appendAll(
    store,
    Array.from({ length: 1234 }, (_, index) => update(scene, index % 250)),
  )
  const sequences: number[] = []
  for await (const { sequence } of logRows(store, clock, scene)) sequences.push(sequence)
  expect(sequences.length).toBe(1234)
  expect(sequences.toSorted((a, b) => a - b)).toEqual(sequences)
})

test('a log that is too long is refused with what can be done instead, and so is one that takes too long', async () => {
  const store = createMemoryStore()
  const scene = documentOf(await makeWorld(store, 'garden'))
  await appendAll(
    store,
    Array.from({ length: 20 }, (_, index) => update(scene, index)),
  )
  const read = async (now: () => number, bytesMax: number): Promise<number> => {
    let count = 0
    for await (const row of logRows(store, { now }, scene, bytesMax)) count += row.updates
    return count
  }
  expect(await read(() => 0, 20)).toBe(20)
  await expect(read(() => 0, 19)).rejects.toThrow(/too long.*Export/)
  let time = 0
  await expect(read(() => (time += 10_000), 20)).rejects.toThrow(/too long/)
})

test('[C3] a merged row that reaches into the time counts whole, and says since when', async () => {
  const store = createMemoryStore()
  const scene = documentOf(await makeWorld(store, 'garden'))
  const letters = typed(7, 'hello').map((bytes, index) =>
    update(scene, index, { bytes, member: bob, at: 1000 + index }),
  )
  const sequences = await appendAll(store, letters)
  const rows = async function* (): AsyncIterable<LogRow> {
    yield* await store.log(scene, 0, 100)
  }
  const since = 1003
  expect((await replay(rows(), bob, since)).from).toBe(1003)
  await store.snapshot(scene, sequences.at(-1) ?? 0, new Uint8Array([0, 0]))
  await store.compact(scene, { before: 5000, gapMs: 100, bytesMax: 64_000 })
  const merged = await replay(rows(), bob, since)
  expect(merged.from).toBe(1000)
  expect([...merged.wrote.added.ranges()]).toEqual([{ client: 7, clock: 0, length: 5 }])
  expect((await replay(rows(), bob, 2000)).from).toBeNull()
})

test('rows that cannot be read, and those of others, count for nobody', async () => {
  const store = createMemoryStore()
  const scene = documentOf(await makeWorld(store, 'garden'))
  const [first, second] = typed(7, 'hi').map((bytes, index) => update(scene, index, { bytes }))
  if (first === undefined || second === undefined) throw new Error('two letters')
  await appendAll(store, [first, second])
  await appendAll(store, [update(scene, 9, { member: bob })])
  const rows = async function* (): AsyncIterable<LogRow> {
    yield* await store.log(scene, 0, 100)
  }
  const { scene: replayed, from, wrote } = await replay(rows(), bob, 0)
  expect(replayed.getText('text').toJSON()).toBe('hi')
  expect(from).toBeNull()
  expect([...wrote.added.ranges()]).toEqual([])
})
