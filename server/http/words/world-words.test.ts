// [H17] What the words of worlds cost the node: of worlds that are asked for again and again, and of all that
// are kept.
import { expect, it } from 'vitest'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { WrittenScene } from '../../sync/validation/written-scene.ts'
import { WorkFault } from '../../workers/work-fault.ts'
import { createWorldWords } from './world-words.ts'

const world = (key: number, line = 'first'): WorldRecord => ({
  key: key as WorldKey,
  id: `w${key}` as WorldRecord['id'],
  line: line as WorldRecord['line'],
  address: `ada/w${key}` as WorldRecord['address'],
  title: '',
  createdAt: 0,
  changedAt: 0,
  binnedAt: null,
  isLiving: false,
  lookedTo: 0,
  owner: null,
})

/** Words that `make` makes; nothing is stored. */
function wordsBy(make: () => Promise<WrittenScene>) {
  let now = 0
  let made = 0
  const wordsOf = createWorldWords({
    store: {
      open: () =>
        Promise.resolve({ sequence: 0, snapshot: null, snapshotSequence: 0, tail: [], clients: new Map() }),
      log: () => Promise.resolve([]),
    },
    trials: {
      words: () => {
        made += 1
        return make()
      },
    },
    clock: { now: () => now },
  })
  return { wordsOf, wait: (ms: number) => (now += ms), made: () => made }
}

const written = (first: string): WrittenScene => ({
  title: '',
  lang: null,
  html: '',
  summary: { words: '', picture: null },
  isWhole: true,
  hasValues: false,
  first: { html: first, sheet: '' },
})

const MINUTE_MS = 60_000

it('a world whose words take too much is not written anew for each visit', async () => {
  const { wordsOf, wait, made } = wordsBy(() => Promise.reject(new WorkFault('slow', 'It takes too long.')))
  for (let visit = 0; visit < 3; visit += 1)
    await expect(wordsOf(world(1), 'nobody')).rejects.toThrow('It takes too long.')
  expect(made()).toBe(1)
  await expect(wordsOf(world(1, 'second'), 'nobody')).rejects.toThrow()
  expect(made()).toBe(2)
  wait(10 * MINUTE_MS)
  await expect(wordsOf(world(1, 'second'), 'nobody')).rejects.toThrow()
  expect(made()).toBe(3)
})

it('one that had to wait too long is', async () => {
  const { wordsOf, made } = wordsBy(() => Promise.reject(new WorkFault('busy', 'Too much waits.')))
  for (let visit = 0; visit < 2; visit += 1) await expect(wordsOf(world(1), 'nobody')).rejects.toThrow()
  expect(made()).toBe(2)
})

it('one who asks waits for so many worlds at most', async () => {
  const { promise, resolve } = Promise.withResolvers<WrittenScene>()
  const { wordsOf } = wordsBy(() => promise)
  let refused = 0
  const asked = Array.from({ length: 1_000 }, (_, key) =>
    wordsOf(world(key), 'nobody').catch((error: unknown) => {
      refused += Number(error instanceof WorkFault && error.code === 'busy')
    }),
  )
  resolve(written(''))
  await Promise.all(asked)
  expect(refused).toBeGreaterThan(800)
})

it('first lines count among what is kept', async () => {
  const { wordsOf, made } = wordsBy(() => Promise.resolve(written('x'.repeat(1_000_000))))
  for (let key = 0; key < 40; key += 1) await wordsOf(world(key), 'nobody')
  await wordsOf(world(39), 'nobody')
  expect(made()).toBe(40)
  await wordsOf(world(0), 'nobody')
  expect(made()).toBe(41)
})
