// For whom bytes on the disk count, and what people are told of it: on a store in memory, under a clock that
// the test holds.
import { beforeEach, describe, expect, it } from 'vitest'
import { followOwners, type Owners } from '../../../server/accounts/rights/world-owners.ts'
import { openBounds, type BoundsOfAccounts } from '../../../server/accounts/usage/account-bounds.ts'
import { openUsage, type Usage } from '../../../server/accounts/usage/storage-usage.ts'
import { openComments } from '../../../server/drafts/comment-table.ts'
import { refusalFor } from '../../../server/http/edge/http-refusal.ts'
import { RecordsFull } from '../../../server/records/record-faults.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { StoreFault, type Store } from '../../../server/storage/store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import {
  BEHAVIOR,
  HOST,
  makeArtifactId,
  makeLineId,
  makeWorldId,
  OWNER,
  parseAccountName,
  parseAddress,
  parseNodeName,
  type MemberId,
} from '../../../shared/world/address.ts'
import { DEFAULT_AVATAR_LOOK } from '../../../shared/world/avatar.ts'
import { createFaultyStore } from '../../fault/disk/faulty-store.ts'
import { until } from '../../process.ts'
import { idOf } from '../rights/rights-in-memory.ts'
import { chance, ManualClock } from './accounts-in-memory.ts'

const KB = 1024
const MB = 1024 * KB
const DAY_MS = 24 * 60 * 60_000
const PER_DAY = 100 * KB
const IN_ALL = 1000 * KB
const [ada, bob, eve, guest] = [idOf('ada'), idOf('bob'), idOf('eve'), idOf('guest-1')]
const [cy, dora] = [idOf('cy-elsewhere'), idOf('dora-elsewhere')]
const mallory = idOf('mallory-elsewhere')
const node = parseNodeName('house.example')
const stranger = parseNodeName('a.evil.example')
const random = chance(3)

let disk: Store
let clock: ManualClock
let owners: Owners
let usage: Usage
let bounds: BoundsOfAccounts
let told: { member: MemberId; words: string }[]
let faults: unknown[]
/** All of these go back to one person's invitations, or to one network. */
let invited: readonly MemberId[]
let by: 'invited' | 'network'

async function open(store = disk): Promise<void> {
  owners = await followOwners(store)
  const usual = { bytesPerDay: PER_DAY, bytesPerAccount: IN_ALL, pictureBytesPerAccount: PER_DAY }
  const tables = createRecordTables({ store, onUnreadable: (kind) => faults.push(kind) })
  bounds = await openBounds(tables, { now: () => usual })
  usage = await openUsage({
    store: owners.store,
    owners,
    isAccount: (member) => member === ada || member === bob || member === eve,
    countedWith: (member) => (invited.includes(member) ? { by, accounts: new Set(invited) } : null),
    foreign: {
      nodeOf: (member) => (member === cy || member === dora ? node : member === mallory ? stranger : null),
      isAllowed: (name) => name === node,
    },
    settings: { now: () => usual },
    bounds,
    clock,
    onFault: (error) => faults.push(error),
  })
  usage.onWarning((member, words) => told.push({ member, words }))
}

beforeEach(async () => {
  disk = createMemoryStore()
  clock = new ManualClock()
  told = []
  faults = []
  invited = []
  by = 'invited'
  await open()
})

async function world(owner: MemberId | null, store = usage.store): Promise<WorldRecord> {
  const address = parseAddress(`ada/w-${Buffer.from(random(6)).toString('hex')}`)
  if (address === null) throw new Error('no address')
  const made = await store.create({
    id: makeWorldId(random),
    line: makeLineId(random),
    address,
    title: 'A world',
    at: clock.now(),
    scene: [],
    owner,
  })
  if (made === null) throw new Error('the address is taken')
  return made
}

const write = (
  { key }: WorldRecord,
  member: MemberId,
  kB: number,
  kind: 'scene' | 'live' = 'scene',
  store = usage.store,
): Promise<number[]> =>
  store.append([
    { document: { world: key, kind }, bytes: new Uint8Array(kB * KB), member, at: clock.now(), claims: [] },
  ])

/** In whole kB: the overhead of rows is less. */
const of = (member: MemberId): { logs: number; today: number } => {
  const { logs, today } = usage.of(member)
  return { logs: Math.round(logs / KB), today: Math.round(today / KB) }
}

describe('[K4] bytes count', () => {
  it('for who wrote them, whosever world it is; code for whose the world is; a host for nobody', async () => {
    const garden = await world(ada)
    await write(garden, bob, 10)
    await write(garden, BEHAVIOR, 20)
    await write(garden, OWNER, 1)
    await write(garden, BEHAVIOR, 30, 'live')
    await write(garden, HOST, 40)
    await write(await world(null), BEHAVIOR, 50, 'live')
    expect([of(ada), of(bob)]).toEqual([
      { logs: 51, today: 21 },
      { logs: 10, today: 10 },
    ])
  })

  it('together for all who have no account, and for all of another node', async () => {
    const garden = await world(ada)
    await write(garden, guest, 10)
    await write(garden, idOf('anonymous'), 10)
    await write(garden, cy, 30)
    await write(garden, dora, 30)
    expect([of(guest).logs, of(cy).logs, of(dora).logs]).toEqual([20, 60, 60])
    await write(garden, mallory, 10)
    expect([of(dora).logs, of(mallory).logs]).toEqual([60, 10])
    await write(garden, dora, 50)
    expect(usage.whyFull(cy)?.text).toBe(
      'Everyone from house.example has together added 100 kB today, which is the daily limit. It continues tomorrow.',
    )
    expect(usage.whyFull(bob)).toBeNull()
  })

  it('no more once a world has ended, and for the day all the same', async () => {
    const garden = await world(ada)
    await write(garden, bob, 60)
    await usage.store.bin(garden.key, 1)
    await usage.store.destroy(garden.key)
    expect(of(bob)).toEqual({ logs: 0, today: 60 })
    await write(await world(ada), bob, 60)
    expect(usage.whyFull(bob)?.isForToday).toBe(true)
    clock.pass(DAY_MS)
    expect([usage.whyFull(bob), of(bob)]).toEqual([null, { logs: 60, today: 0 }])
  })

  it('less once rows were merged, for each by their share', async () => {
    const garden = await world(ada)
    const document = { world: garden.key, kind: 'live' } as const
    await write(garden, BEHAVIOR, 90, 'live')
    const last = await write(garden, BEHAVIOR, 90, 'live')
    await usage.store.snapshot(document, last.at(-1) ?? 0, new Uint8Array(10 * KB))
    await usage.store.condense(document)
    await until('it is measured', () => of(ada).logs === 10)
    // Live counts for nobody's day.
    expect(of(ada).today).toBe(0)
  })

  it('in files that somebody brings, for them; in what was there before anything was counted, for who owns it', async () => {
    const key = await usage.store.stage(1)
    const row = { member: idOf('somebody-else'), firstAt: 1, lastAt: 1, updates: 1, quarantined: false }
    const rows = [{ ...row, bytes: new Uint8Array(70 * KB) }]
    await usage.store.importLog({ world: key, kind: 'scene' }, { rows, clients: new Map() })
    expect(of(ada).logs).toBe(0)
    const address = parseAddress('ada/brought')
    if (address === null) throw new Error('no address')
    const as = {
      id: makeWorldId(random),
      line: makeLineId(random),
      address,
      title: 'x',
      names: [],
      owner: ada,
    }
    await usage.store.publish(key, as)
    expect(of(ada)).toEqual({ logs: 70, today: 70 })

    const before = createMemoryStore()
    await write(await world(bob, before), ada, 80, 'scene', before)
    await open(before)
    usage.begin()
    await until('it is measured', () => of(bob).logs === 80)
    expect([of(ada).logs, of(bob).today]).toEqual([0, 0])
  })

  it('for who was met: each is remembered for good', async () => {
    for (let number = 0; number < 4; number++) {
      const id = idOf(`guest-${number}`)
      const body = makeArtifactId(random)
      const account = parseAccountName(`guest-${number}`)
      if (account === null) throw new Error('no word')
      await usage.store.introduce({ id, account, body, look: DEFAULT_AVATAR_LOOK })
    }
    expect(of(guest)).toEqual({ logs: 2, today: 2 })
    await usage.stop()
    await open()
    expect(of(guest)).toEqual({ logs: 2, today: 2 })
  })

  it('for guests, of whom nobody new is kept out because others wrote much', async () => {
    const garden = await world(ada)
    await write(garden, guest, 100)
    expect(usage.whyFull(guest)).not.toBeNull()
    expect(usage.whyNoGuest()).toBeNull()
    usage.picturesChanged(guest, 1000 * KB)
    expect(usage.whyNoGuest()?.text).toContain('no room for more')
  })

  it('of pictures as long as they are held', async () => {
    usage.picturesChanged(ada, 30 * KB)
    usage.begin()
    usage.picturesChanged(ada, 20 * KB)
    usage.picturesChanged(ada, -30 * KB)
    expect(usage.of(ada)).toMatchObject({ logs: 0, pictures: 20 * KB, today: 20 * KB })
  })
})

describe('[K7] by kind', () => {
  const kinds = (member: MemberId): { pages: number; history: number } => {
    const { logs } = usage.of(member)
    const pages = usage.pages().get(usage.contributorOf(member)) ?? 0
    return { pages: Math.round(pages / KB), history: Math.round((logs - pages) / KB) }
  }

  it('what stands in a world now is pages, and the rest of its log history, for each by their share', async () => {
    const garden = await world(ada)
    await write(garden, ada, 30)
    const last = await write(garden, bob, 90)
    // A short log has no snapshot yet: all of it is pages.
    expect([kinds(ada), kinds(bob)]).toEqual([
      { pages: 30, history: 0 },
      { pages: 90, history: 0 },
    ])
    const document = { world: garden.key, kind: 'scene' } as const
    await usage.store.snapshot(document, last.at(-1) ?? 0, new Uint8Array(40 * KB))
    expect([kinds(ada), kinds(bob)]).toEqual([
      { pages: 10, history: 20 },
      { pages: 30, history: 60 },
    ])
    // The count outlives a restart, and is gone once the world has ended.
    await usage.stop()
    await open()
    expect([kinds(ada), kinds(bob)]).toEqual([
      { pages: 10, history: 20 },
      { pages: 30, history: 60 },
    ])
    await usage.store.bin(garden.key, 1)
    await usage.store.destroy(garden.key)
    expect([kinds(ada), kinds(bob), usage.pages().size]).toEqual([
      { pages: 0, history: 0 },
      { pages: 0, history: 0 },
      0,
    ])
  })

  it('a state that is larger than its log makes nobody’s history less than nothing', async () => {
    const garden = await world(ada)
    const last = await write(garden, ada, 5)
    await usage.store.snapshot(
      { world: garden.key, kind: 'scene' },
      last.at(-1) ?? 0,
      new Uint8Array(50 * KB),
    )
    expect(kinds(ada)).toEqual({ pages: 5, history: 0 })
  })
})

describe('[K8] bounds of one account', () => {
  it('hold for it alone, are told in its warnings, and are those for all again once they are taken away', async () => {
    const garden = await world(ada)
    await bounds.change(bob, { bytesPerDay: 2 * PER_DAY })
    await write(garden, bob, 120)
    expect([usage.whyFull(bob), told]).toEqual([null, []])
    await write(garden, ada, 100)
    expect(usage.whyFull(ada)?.text).toContain('100 kB today')
    await write(garden, bob, 50)
    expect(told.filter(({ member }) => member === bob)).toEqual([
      { member: bob, words: 'You have added 171 kB today. After 200 kB, anything more is saved tomorrow.' },
    ])
    await write(garden, bob, 40)
    expect(usage.whyFull(bob)?.text).toContain('200 kB today')
    expect(await bounds.change(bob, { bytesPerDay: null })).toEqual({
      bytesPerDay: null,
      bytesPerAccount: null,
      pictureBytesPerAccount: null,
    })
    expect(usage.whyFull(bob)?.text).toContain('100 kB today')
  })

  it('are smaller, too: then nothing that is there goes', async () => {
    const garden = await world(ada)
    await write(garden, bob, 50)
    await bounds.change(bob, { bytesPerAccount: 20 * KB })
    expect(usage.whyFull(bob)).toMatchObject({ isForToday: false })
    expect(of(bob).logs).toBe(50)
    await bounds.forget(bob)
    expect(usage.whyFull(bob)).toBeNull()
  })
})

describe('[K1] many at once', () => {
  it('do not pass a bound together', () => {
    const rooms = [1, 2, 3].map(() => usage.keepRoom(bob, 40 * KB))
    expect(rooms.map((room) => typeof room)).toEqual(['function', 'function', 'object'])
    for (const leave of rooms) if (typeof leave === 'function') leave()
    expect(usage.whyFull(bob, 90 * KB)).toBeNull()
  })
})

describe('[K6] what somebody is told', () => {
  it('before the room is used up: once a day for each bound', async () => {
    const garden = await world(ada)
    await write(garden, bob, 79)
    expect(told).toEqual([])
    for (let time = 0; time < 3; time++) await write(garden, bob, 2)
    expect(told).toEqual([
      { member: bob, words: 'You have added 82 kB today. After 100 kB, anything more is saved tomorrow.' },
    ])
  })

  it('of pictures before their room is used up, where they are one person’s', () => {
    usage.begin()
    usage.picturesChanged(bob, 70 * KB)
    usage.picturesChanged(guest, 90 * KB)
    told = []
    clock.pass(DAY_MS)
    usage.picturesChanged(bob, 15 * KB)
    expect(told).toEqual([
      {
        member: bob,
        words:
          'Your pictures take up 85 kB of 100 kB here. Remove some from your worlds, or ask an admin for more room.',
      },
    ])
  })

  it('where something is larger than what is left', async () => {
    await write(await world(ada), bob, 60)
    expect(usage.whyFull(bob, 30 * KB)).toBeNull()
    expect(usage.whyFull(bob, 50 * KB)).toEqual({
      isForToday: true,
      text: 'You have added 61 kB of 100 kB today, and this needs 50 kB more. Try again tomorrow.',
    })
    expect(usage.whyFull(bob, 2 * IN_ALL)?.isForToday).toBe(false)
  })
})

describe('[K5] code in worlds', () => {
  it('changes no page where its owner has no room, and what happens goes on until there is far too much', async () => {
    const garden = await world(ada)
    const full = (kind: 'scene' | 'live') => usage.whyFullIn(garden, kind, BEHAVIOR)?.text ?? null
    await write(garden, BEHAVIOR, 1000, 'live')
    expect([full('scene'), full('live')]).toEqual([expect.stringContaining('code cannot change pages'), null])
    // Others write there all the same, and repairs are made.
    expect([usage.whyFullIn(garden, 'scene', bob), usage.whyFullIn(garden, 'scene', OWNER)]).toEqual([
      null,
      null,
    ])
    await write(garden, BEHAVIOR, 200, 'live')
    expect(full('live')).toContain('nothing can happen in it')
    expect(usage.whyFullIn(await world(null), 'live', BEHAVIOR)).toBeNull()
  })
})

describe('[K3] what was counted', () => {
  it('is kept, and taken in again', async () => {
    const garden = await world(ada)
    await write(garden, bob, 60)
    await write(garden, guest, 20)
    await usage.stop()
    await open()
    expect([of(bob), of(guest)]).toEqual([
      { logs: 60, today: 60 },
      { logs: 20, today: 20 },
    ])
    clock.pass(DAY_MS)
    await open()
    expect(of(bob)).toEqual({ logs: 60, today: 0 })
  })

  it('is kept within a second where much comes at once, else within a minute', async () => {
    const garden = await world(ada)
    usage.begin()
    await write(garden, bob, 1)
    clock.pass(59_000)
    expect(await disk.records('usage')).toEqual([])
    clock.pass(1_000)
    await until('it is kept', async () => (await disk.records('usage')).length > 0)
    await write(garden, bob, 2000)
    clock.pass(1_000)
    await until('it is kept', async () => JSON.stringify(await disk.records('usage')).includes('2049'))
  })

  it('is kept once the disk works again, and forgotten with its world', async () => {
    let isBroken = true
    const failOn = (call: keyof Store): boolean => isBroken && call === 'changeRecords'
    await open(createFaultyStore(disk, { failOn }))
    const garden = await world(ada)
    await write(garden, bob, 60)
    await usage.stop()
    expect(faults[0]).toBeInstanceOf(StoreFault)
    isBroken = false
    await usage.stop()
    expect((await disk.records('usage')).map(({ id }) => id)).toEqual([String(garden.key), 'day'])
    await usage.store.bin(garden.key, 1)
    await usage.store.destroy(garden.key)
    await usage.stop()
    expect((await disk.records('usage')).map(({ id }) => id)).toEqual(['day'])
    await open()
    expect(of(bob)).toEqual({ logs: 0, today: 60 })
  })
})

it('[K9] people whom one person invited add together what two may add; an admin gives one more room', async () => {
  invited = [ada, bob, eve]
  const garden = await world(ada)
  await write(garden, ada, 90)
  await write(garden, bob, 90)
  expect(usage.whyFull(eve)).toBeNull()
  expect(usage.whyFull(eve, 30 * KB)?.text).toMatch(/^You and all others whom the same person invited have/u)
  await write(garden, eve, 30)
  expect(usage.whyFull(ada)).toMatchObject({ isForToday: true })
  expect(usage.whyFullIn(garden, 'scene', bob)).toMatchObject({ isForToday: true })
  await bounds.change(eve, { bytesPerAccount: IN_ALL })
  expect(usage.whyFull(eve)).toBeNull()
  // What has room of its own takes none of the others'.
  expect(usage.whyFull(bob)).toBeNull()
})

it('[K9] so do accounts that were made from one network, and are told so', async () => {
  invited = [ada, bob, eve]
  by = 'network'
  const garden = await world(ada)
  await write(garden, ada, 90)
  await write(garden, bob, 90)
  expect(usage.whyFull(eve, 30 * KB)?.text).toMatch(
    /^You and all others who signed up from the same network that week have together/u,
  )
  await bounds.change(eve, { bytesPerAccount: IN_ALL })
  expect(usage.whyFull(eve, 30 * KB)).toBeNull()
})

const comment = (by: MemberId, bytes = 10 * KB) => ({
  draft: makeWorldId(random),
  thing: 'lamp' as never,
  words: 'x'.repeat(bytes),
  by,
  at: 1,
})

async function openCommentTable() {
  const tables = createRecordTables({ store: disk, onUnreadable: (kind) => faults.push(kind) })
  const comments = await openComments(tables)
  tables.countIn(usage)
  return {
    comments,
    set: (id: string, by: MemberId, bytes?: number) =>
      tables.change(() => [comments.set(id, comment(by, bytes))]),
    forget: (id: string) => tables.change(() => [comments.forget(id)]),
  }
}

it('[K4] comments count for who wrote them, after a restart too, until they go', async () => {
  const first = await openCommentTable()
  await first.set('one', ada)
  await first.set('two', bob)
  expect([of(ada).logs, of(bob).logs]).toEqual([11, 11])
  await open()
  const { forget } = await openCommentTable()
  expect(of(ada)).toEqual({ logs: 11, today: 0 })
  await forget('one')
  expect([of(ada).logs, of(bob).logs]).toEqual([0, 11])
})

it('[K11] records of one person have a bound of their own, and others none of it; what is there may grow', async () => {
  const records = await openCommentTable()
  usage.recordsChanged(ada, 8 * MB - 20 * KB)
  await records.set('one', ada)
  await records.set('two', ada)
  const refused = records.set('three', ada, 1)
  await expect(refused).rejects.toThrow(RecordsFull)
  await expect(refused).rejects.toThrow('You have comments, versions,')
  const { status, code, message } = refusalFor(await refused.catch((error: unknown) => error))
  expect({ status, code, message }).toMatchObject({ status: 409, code: 'bound' })
  expect(message).toContain('of 8 MB here')
  expect(records.comments.get('three')).toBeNull()
  // A change of what is there is owed: a draft follows its world.
  await records.set('two', ada, 20 * KB)
  await records.set('three', bob, 1)
  await records.forget('two')
  await records.set('four', ada, 1)
})

it('[K11] guests have a bound together, accounts that one person invited another; an admin widens them', async () => {
  const records = await openCommentTable()
  for (const by of [guest, idOf('guest-2')]) usage.recordsChanged(by, 16 * MB)
  await expect(records.set('guest', idOf('guest-3'), 1)).rejects.toThrow('of 32 MB here')
  invited = [ada, bob, eve]
  for (const by of [ada, bob]) usage.recordsChanged(by, 8 * MB)
  await expect(records.set('eve', eve, 1)).rejects.toThrow('of 16 MB here')
  await bounds.change(ada, { bytesPerAccount: 20 * 1024 * MB })
  await records.set('ada 2', ada, 1)
})
