// The log of deeds: kept for a year, and guesses told as one.
import { expect, test } from 'vitest'
import {
  AUDIT_MS,
  createAudit,
  DEEDS_PER_DAY,
  type Audit,
} from '../../../server/accounts/directory/audit-log.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { createFaultyStore } from '../../fault/disk/faulty-store.ts'
import { until } from '../../process.ts'
import { idOf } from '../rights/rights-in-memory.ts'

const DAY_MS = 24 * 60 * 60_000

function make(store = createMemoryStore()) {
  let now = 1_000_000
  const faults: unknown[] = []
  const audit = createAudit({ store, clock: { now: () => now }, onFault: (error) => void faults.push(error) })
  return { audit, faults, pass: (ms: number) => void (now += ms) }
}

const told = async (audit: Audit): Promise<string[]> => (await audit.last(null, 100)).map(({ to }) => to)

test('deeds are told last first, and page by page', async () => {
  const { audit, pass } = make()
  for (const to of ['one', 'two', 'three']) {
    audit.note(null, 'world.made', to)
    pass(1)
  }
  await until('all are kept', async () => (await told(audit)).length === 3)
  expect(await told(audit)).toEqual(['three', 'two', 'one'])
  const [last] = await audit.last(null, 1)
  expect((await audit.last(last?.id ?? null, 5)).map(({ to }) => to)).toEqual(['two', 'one'])
})

test('after a year they are forgotten, and what is younger stays', async () => {
  const { audit, pass } = make()
  for (let number = 0; number < 1200; number++) audit.note(null, 'world.made', `old ${number}`)
  pass(AUDIT_MS - DAY_MS)
  audit.note(null, 'world.made', 'young')
  await until('all are kept', async () => (await audit.last(null, 2000)).length === 1201)
  pass(2 * DAY_MS)
  audit.note(null, 'world.made', 'new')
  await until('the old ones are gone', async () => (await audit.last(null, 2000)).length === 2)
  expect(await told(audit)).toEqual(['new', 'young'])
})

test('who guesses a password all night is one line for each hour', async () => {
  const { audit, pass } = make()
  for (let number = 0; number < 120; number++) {
    audit.note(null, 'session.failed', 'ada', { from: '10.0.0.1' })
    if (number % 10 === 0) audit.note(null, 'session.failed', 'bob')
    pass(60_000)
  }
  await until('all are counted', async () => {
    const deeds = await audit.last(null, 100)
    return deeds.length === 4 && deeds.every(({ more }) => more['count'] === (more['from'] ? 60 : 6))
  })
})

test('[C5] of who does very much in a day those of a kind are one line for each hour', async () => {
  const { audit, pass } = make()
  const [ada, bob] = [idOf('ada'), idOf('bob')]
  for (let number = 0; number < DEEDS_PER_DAY + 500; number++) audit.note(ada, 'world.made', `ada/w${number}`)
  audit.note(ada, 'world.binned', 'ada/w1')
  audit.note(bob, 'world.made', 'bob/one')
  const all = await until('all are kept', async () => {
    const deeds = await audit.last(null, 5000)
    return deeds.length === DEEDS_PER_DAY + 3 && deeds.some(({ more }) => more['count'] === 500) && deeds
  })
  expect(all.filter(({ more }) => 'count' in more)).toHaveLength(1)
  pass(DAY_MS)
  audit.note(ada, 'world.made', 'ada/next')
  await until('it is a day like any other', async () => (await audit.last(null, 1))[0]?.to === 'ada/next')
})

test('what cannot be noted is told to whoever runs the node, and holds nobody up', async () => {
  const store = createFaultyStore(createMemoryStore(), { failOn: (call) => call === 'changeRecords' })
  const { audit, faults } = make(store)
  audit.note(null, 'world.made', 'one')
  await until('it is told', () => faults.length === 1)
})

test('[HI40] words of worlds go from deeds that older versions noted; who, what and when stay', async () => {
  const { audit } = make()
  const notes = [
    ['world.drafted', { draft: 'bob/garden-draft', title: 'Secret' }],
    ['world.carriedOff', { name: 'Secret' }],
    ['world.calledBack', { name: 'Secret', account: 'eve' }],
    ['world.leftToThem', { name: 'Secret', account: 'eve' }],
    // The name of a person, by whom it is known what was done.
    ['account.renamed', { name: 'Ada' }],
  ] as const
  const who = idOf('bob')
  for (const [at, [what, more]] of notes.entries()) audit.note(who, what, 'ada/garden', more, at)
  await until('all are kept', async () => (await told(audit)).length === notes.length)
  await audit.forgetWords()
  const deeds = (await audit.last(null, 10)).toReversed()
  expect(JSON.stringify(deeds)).not.toContain('Secret')
  expect(deeds.map(({ more }) => more)).toEqual([
    { draft: 'bob/garden-draft' },
    {},
    { account: 'eve' },
    { account: 'eve' },
    { name: 'Ada' },
  ])
  expect(deeds.map(({ at, what }) => [at, what])).toEqual(notes.map(([what], at) => [at, what]))
  expect(deeds.every(({ who: by, to }) => by === who && to === 'ada/garden')).toBe(true)
})
