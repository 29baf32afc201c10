// One scheduler appends to the logs of all rooms.
import { describe, expect, it } from 'vitest'
import { AppendTurns } from '../../../../server/sync/rooms/append-turns.ts'
import { StoreFault, type Append, type AppendOutcome } from '../../../../server/storage/store.ts'
import type { WorldKey } from '../../../../server/contracts/world-record.ts'
import { update } from '../../../contract/made.ts'

/** A store that keeps what it was asked, and answers when the test says so. */
function recordingStore() {
  const calls: { readonly rows: number[]; answer(outcomes: readonly AppendOutcome[] | Error): void }[] = []
  return {
    calls,
    append: () => Promise.reject(new Error('It was to be one call for all.')),
    appendEach(appends: readonly (readonly Append[])[]) {
      const { promise, resolve, reject } = Promise.withResolvers<readonly AppendOutcome[]>()
      const answer = (outcomes: readonly AppendOutcome[] | Error): void =>
        outcomes instanceof Error ? reject(outcomes) : resolve(outcomes)
      calls.push({ rows: appends.map((rows) => rows[0]!.bytes[0]!), answer })
      return promise
    },
  }
}

/** Turns end when the test says so, and so does the moment for which a call waits. */
function steppedClock() {
  let due: (() => void)[] = []
  let waiting: (() => void)[] = []
  return {
    soon: (run: () => void) => void due.push(run),
    after(_ms: number, run: () => void) {
      waiting.push(run)
      return () => void (waiting = waiting.filter((other) => other !== run))
    },
    endMoment() {
      for (const run of waiting.splice(0)) run()
    },
    async endTurn() {
      const runs = due
      due = []
      for (const run of runs) run()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

const told: string[] = []
const log = (
  mark: number,
  begin = (): Append[] | null => [update({ world: mark as WorldKey, kind: 'scene' }, mark)],
) => ({
  begin,
  arrived: (first: number) => void told.push(`${mark} at ${first}`),
  failed: (error: unknown) =>
    void told.push(`${mark} failed: ${error instanceof Error ? error.message : ''}`),
})

function start() {
  told.length = 0
  const store = recordingStore()
  const clock = steppedClock()
  return { store, clock, turns: new AppendTurns(store, clock) }
}

it('what all logs have at the end of a turn goes as one call, and one call is on its way at a time', async () => {
  const { store, clock, turns } = start()
  for (const mark of [1, 2, 3]) turns.add(log(mark))
  expect(store.calls).toEqual([])
  await clock.endTurn()
  for (const mark of [4, 5]) turns.add(log(mark))
  await clock.endTurn()
  expect(store.calls.map(({ rows }) => rows)).toEqual([[1, 2, 3]])
  store.calls[0]!.answer([7, 8, 9])
  await clock.endTurn()
  expect(told).toEqual(['1 at 7', '2 at 8', '3 at 9'])
  turns.add(log(6))
  await clock.endTurn()
  expect(store.calls.map(({ rows }) => rows)).toEqual([[1, 2, 3], [4, 5, 6]]) // prettier-ignore
})

it('a failure is told to the logs that it is of, and before any success', async () => {
  const { store, clock, turns } = start()
  for (const mark of [1, 2, 3]) turns.add(log(mark))
  await clock.endTurn()
  store.calls[0]!.answer([7, new StoreFault('full'), 8])
  await clock.endTurn()
  expect(told).toEqual(['2 failed: full', '1 at 7', '3 at 8'])
})

it('a call that fails as a whole fails for all, and the next one is made', async () => {
  const { store, clock, turns } = start()
  for (const mark of [1, 2]) turns.add(log(mark))
  await clock.endTurn()
  turns.add(log(3))
  store.calls[0]!.answer(new StoreFault('gone'))
  await clock.endTurn()
  expect(told).toEqual(['1 failed: gone', '2 failed: gone'])
  await clock.endTurn()
  expect(store.calls[1]?.rows).toEqual([3])
})

it('a log that cannot say what it has, or that needs nobody, does not hold up the others', async () => {
  const { store, clock, turns } = start()
  const broken = (): Append[] => {
    throw new Error('a bug')
  }
  turns.add(log(1, broken))
  turns.add(log(2, () => null))
  turns.add(log(3))
  await clock.endTurn()
  expect(told).toEqual(['1 failed: a bug'])
  expect(store.calls.map(({ rows }) => rows)).toEqual([[3]])
})

it('a call holds at most about 8 MB and 1024 logs; the rest goes with the next one', async () => {
  const { store, clock, turns } = start()
  const large = (): Append[] => [
    update({ world: 1 as WorldKey, kind: 'scene' }, 0, { bytes: new Uint8Array(5 * 1024 * 1024) }),
  ]
  for (let mark = 0; mark < 3; mark += 1) turns.add(log(mark, large))
  for (let mark = 0; mark < 1100; mark += 1) turns.add(log(mark))
  const sizes: number[] = []
  for (let call = 0; call < 3; call += 1) {
    await clock.endTurn()
    sizes.push(store.calls[call]!.rows.length)
    store.calls[call]!.answer(store.calls[call]!.rows.map((_, index) => index + 1))
    await clock.endTurn()
  }
  expect(sizes).toEqual([2, 1024, 77])
})

describe('after a call with many entries', () => {
  /** A call with so many entries of one log is answered. */
  async function startWith(entries: number) {
    const started = start()
    const come = (mark: number, count: number): void => {
      for (let n = 0; n < count; n += 1) started.turns.count()
      started.turns.add(log(mark))
    }
    come(1, entries)
    await started.clock.endTurn()
    started.store.calls[0]!.answer([1])
    await started.clock.endTurn()
    return { ...started, come }
  }

  it('the next one waits until as many have come as that had', async () => {
    const { store, clock, turns, come } = await startWith(20)
    come(2, 12)
    await clock.endTurn()
    expect(store.calls).toHaveLength(1)
    for (let n = 0; n < 8; n += 1) turns.count()
    await clock.endTurn()
    expect(store.calls.map(({ rows }) => rows)).toEqual([[1], [2]])
  })

  it('it waits for a moment at most', async () => {
    const { store, clock, come } = await startWith(20)
    come(2, 1)
    await clock.endTurn()
    expect(store.calls).toHaveLength(1)
    clock.endMoment()
    await clock.endTurn()
    expect(store.calls.map(({ rows }) => rows)).toEqual([[1], [2]])
  })

  it('it waits for those that came meanwhile as well, so that two halves become one', async () => {
    const { store, clock, turns } = start()
    for (let n = 0; n < 20; n += 1) turns.count()
    turns.add(log(1))
    await clock.endTurn()
    for (let n = 0; n < 20; n += 1) turns.count()
    turns.add(log(2))
    store.calls[0]!.answer([1])
    await clock.endTurn()
    expect(store.calls).toHaveLength(1)
    for (let n = 0; n < 20; n += 1) turns.count()
    await clock.endTurn()
    expect(store.calls).toHaveLength(2)
  })

  it('but after one with few nothing waits', async () => {
    const { store, clock, come } = await startWith(7)
    come(2, 1)
    await clock.endTurn()
    expect(store.calls.map(({ rows }) => rows)).toEqual([[1], [2]])
  })
})
