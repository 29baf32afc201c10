// [N68] A node forgets people of other nodes who were not seen for a year and of whom nothing is left, and
// never anybody else.
import { expect, it } from 'vitest'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { createPeople } from '../../../server/accounts/directory/member-people.ts'
import { startForgetting, SETTLED_MS, UNSEEN_MS } from '../../../server/peers/peer-cleanup.ts'
import { SILENT_MS } from '../../../server/peers/transfers/transfer-records.ts'
import { createForeigners } from '../../../server/peers/guests/foreign-members.ts'
import { openForeignPresence } from '../../../server/peers/guests/foreign-presence.ts'
import type { Vouched } from '../../../server/peers/guests/foreign-member.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import {
  parseAccountName,
  parseMemberId,
  parseNodeName,
  type MemberId,
} from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * 60 * 60_000
const must = <T>(value: T | null): T => {
  if (value === null) throw new Error('that is well formed')
  return value
}
const house = must(parseNodeName('house.example'))

async function place() {
  const store = createMemoryStore()
  const random = seededRandom(5).bytes
  const clock = { ms: 10 * UNSEEN_MS, now: () => clock.ms }
  const tables = createRecordTables({ store, onUnreadable: (kind, id) => expect.fail(`${kind} ${id}`) })
  const foreigners = createForeigners({
    tables,
    presence: await openForeignPresence({ tables, clock, mayCome: () => true }),
    store,
    people: createPeople({ store, random }),
    clock,
    random,
  })
  const come = async (account: string): Promise<MemberId> => {
    const vouched: Vouched = {
      node: house,
      subject: must(parseMemberId(`${account}-for-life`)),
      account: must(parseAccountName(account)),
      name: account,
      body: null,
      look: null,
      until: clock.ms + 300_000,
    }
    return (await foreigners.memberOf(vouched)).id
  }
  return { store, clock, foreigners, come }
}

const nobody = (): Promise<boolean> => Promise.resolve(false)

it('who was not seen for a year is forgotten, and comes again as somebody new, under their own name', async () => {
  const { store, clock, foreigners, come } = await place()
  const before = await come('ada')
  await come('bob')
  clock.ms += UNSEEN_MS
  await come('bob')
  clock.ms += DAY_MS
  expect(await foreigners.forgetUnseen(clock.ms - UNSEEN_MS, nobody)).toBe(1)
  expect(foreigners.all().map(({ account }) => account)).toEqual(['bob@house.example'])
  expect(foreigners.countOf(house)).toBe(1)
  const again = await come('ada')
  expect(again).not.toBe(before)
  expect((await store.person(again))?.account).toBe('ada@house.example')
  // Their writing has the name that they had.
  expect((await store.members()).find(({ id }) => id === before)?.name).toBe('ada')
})

it('who holds something, or has a right, stays, however long ago they came', async () => {
  const { clock, foreigners, come } = await place()
  const ada = await come('ada')
  clock.ms += 3 * UNSEEN_MS
  const isNeeded = (member: MemberId): Promise<boolean> => Promise.resolve(member === ada)
  expect(await foreigners.forgetUnseen(clock.ms - UNSEEN_MS, isNeeded)).toBe(0)
  expect(await come('ada')).toBe(ada)
})

it('who comes every day is seen every day, and who comes while they are looked at is not forgotten', async () => {
  const { clock, foreigners, come } = await place()
  const ada = await come('ada')
  for (let month = 0; month < 15; month += 1) {
    clock.ms += 30 * DAY_MS
    expect(await come('ada')).toBe(ada)
  }
  expect(await foreigners.forgetUnseen(clock.ms - UNSEEN_MS, nobody)).toBe(0)
  clock.ms += UNSEEN_MS + DAY_MS
  const comes = async (): Promise<boolean> => {
    await come('ada')
    return false
  }
  expect(await foreigners.forgetUnseen(clock.ms - UNSEEN_MS, comes)).toBe(0)
  expect(await come('ada')).toBe(ada)
})

it('who came before it was noted when has their time from then on', async () => {
  const { store, clock } = await place()
  const record = { node: house, account: 'old', name: 'Old', subject: 'old-for-life' }
  await store.changeRecords([{ kind: 'foreigner', id: 'old-member-of-here', value: record }])
  const tables = createRecordTables({ store, onUnreadable: (kind, id) => expect.fail(`${kind} ${id}`) })
  const foreigners = createForeigners({
    tables,
    presence: await openForeignPresence({ tables, clock, mayCome: () => true }),
    store,
    people: createPeople({ store, random: seededRandom(6).bytes }),
    clock,
    random: seededRandom(6).bytes,
  })
  expect(await foreigners.forgetUnseen(clock.ms - UNSEEN_MS, nobody)).toBe(0)
  clock.ms += UNSEEN_MS + DAY_MS
  expect(await foreigners.forgetUnseen(clock.ms - UNSEEN_MS, nobody)).toBe(1)
})

it('again and again, also after once that it could not be', async () => {
  const time = new VirtualTime()
  const asked: string[] = []
  const faults: unknown[] = []
  const end = startForgetting({
    clock: time,
    sending: {
      forget: (before, silentSince) => {
        const now = time.now()
        asked.push(`transfers ${now - before === SETTLED_MS} ${now - silentSince === SILENT_MS}`)
        return asked.length === 1 ? Promise.reject(new Error('the disk failed')) : Promise.resolve()
      },
    },
    foreigners: {
      forgetUnseen: (since) => {
        asked.push(`people ${time.now() - since === UNSEEN_MS}`)
        return Promise.resolve(0)
      },
    },
    isNeeded: nobody,
    onFault: (error) => faults.push(error),
  })
  await time.pass(HOUR_MS)
  expect([asked, faults.length]).toEqual([['transfers true true'], 1])
  await time.pass(HOUR_MS)
  expect(asked.slice(1)).toEqual(['transfers true true', 'people true'])
  end()
  await time.pass(DAY_MS)
  expect(asked).toHaveLength(3)
})
