// Several accounts are ended while the disk fails: each is ended once or still here with the reason, and can
// be ended again.
import { expect, test } from 'vitest'
import { openBatchDeletion, type BatchDeletion } from '../../../../server/accounts/leaving/batch-deletion.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { StoreFault, type Store } from '../../../../server/storage/store.ts'
import { createFaultyStore } from '../../../fault/disk/faulty-store.ts'
import { until } from '../../../process.ts'
import { Clock, join, makeWorld, open, type House } from './node-to-leave.ts'

/** Longer than any pause or second try. */
const LONG_MS = 10 * 60_000
const NAMES = ['ada', 'bob', 'cleo'] as const

async function begin(disk: Store, clock: Clock) {
  const house = await open(disk, clock)
  const admin = await join(house, 'root-admin', true)
  for (const name of NAMES) await makeWorld(house, `${name}/garden`, await join(house, name))
  return { house, admin }
}

function openBatch({ access, entrance, ways }: House, clock: Clock) {
  const noted: string[] = []
  const faults: unknown[] = []
  const batch = openBatchDeletion({
    tables: access.tables,
    book: entrance.book,
    accountDeletion: ways.accountDeletion,
    markForGood: () => Promise.resolve(),
    onEnded: (_by, account) => noted.push(account),
    clock,
    onFault: (error) => faults.push(error),
  })
  return batch.then((opened) => ({ batch: opened, noted, faults }))
}

/** Moves the clock on until nothing waits any more. */
const over = (batch: BatchDeletion, clock: Clock): Promise<unknown> =>
  until('nothing waits', () => {
    clock.pass(LONG_MS)
    return batch.lines().length > 0 && batch.lines().every(({ state }) => state !== 'waiting')
  })

const accountsOf = ({ entrance: { book } }: House) =>
  book.all().filter(({ account }) => NAMES.some((name) => name === account))

test.for(['before', 'after'] as const)(
  '[C26] the disk fails at each call, once, %s it is done: none is lost between here and ended',
  async (when) => {
    let failures = 0
    for (let failing = 1; ; failing++) {
      const clock = new Clock()
      let calls = 0
      let isArmed = false
      const failOn = (): boolean => isArmed && ++calls === failing
      const { house, admin } = await begin(createFaultyStore(createMemoryStore(), { failOn, when }), clock)
      const { batch, noted, faults } = await openBatch(house, clock)
      isArmed = true
      const refused = await batch.start(accountsOf(house), 'bin', admin.id).then(
        () => null,
        (error: unknown) => error,
      )
      if (refused === null) await over(batch, clock)
      isArmed = false
      if (calls < failing) break
      failures += refused === null && faults.length === 0 ? 0 : 1
      if (refused !== null) expect(refused).toBeInstanceOf(StoreFault)
      for (const { account, state, why } of batch.lines()) {
        const isHere = accountsOf(house).some((one) => one.account === account)
        expect([account, state, why === null]).toEqual([account, isHere ? 'failed' : 'ended', !isHere])
      }
      // Accounts that are still here are ended by the next request.
      const left = accountsOf(house)
      if (left.length > 0) {
        await batch.start(left, 'bin', admin.id)
        await over(batch, clock)
      }
      expect(accountsOf(house)).toEqual([])
      expect(noted.toSorted()).toEqual([...NAMES])
    }
    expect(failures).toBeGreaterThan(5)
  },
)

test('[C26] a restart between two goes on with the rest, and notes each once', async () => {
  const disk = createMemoryStore()
  const clock = new Clock()
  const { house, admin } = await begin(disk, clock)
  const first = await openBatch(house, clock)
  await first.batch.start(accountsOf(house), 'bin', admin.id)
  // The clock stands still: the second waits.
  await until('one is ended', () => first.batch.lines()[0]?.state === 'ended')
  first.batch.close()
  clock.pass(LONG_MS)
  await first.batch.done()
  expect(first.noted).toEqual(['ada'])
  const again = await open(disk, clock)
  const second = await openBatch(again, clock)
  await expect(second.batch.start(accountsOf(again), 'bin', admin.id)).rejects.toThrow('being ended just now')
  second.batch.resume()
  await over(second.batch, clock)
  expect(second.noted).toEqual(['bob', 'cleo'])
  expect(accountsOf(again)).toEqual([])
  await second.batch.forget()
  expect(second.batch.lines()).toEqual([])
})
