// The databases of y-indexeddb beside the small one: an older copy goes over to them, a guest's go to the
// account, and they go with their world, their line and their member.
import { afterEach, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { openTabs } from '../../../client/replica/connection/tab-channel.ts'
import { eraseMember, type Device } from '../../../client/replica/storage/device.ts'
import { basePlaces, readBase, DeviceBase } from '../../../client/replica/storage/base.ts'
import { answer } from '../../../client/replica/storage/database.ts'
import { migrateGuestData } from '../../../client/replica/storage/guest-migration.ts'
import { findKnown } from '../../../client/replica/storage/known-worlds.ts'
import { readPlace } from '../../../client/replica/storage/places.ts'
import { placeOf, type StoredPlace } from '../../../client/replica/storage/stored-rows.ts'
import { removeWorld } from '../../../client/replica/line-removal.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { Machine, silenceBases } from './machine.ts'
import { startNode, type Node } from './node.ts'
import { GARDEN, untilSaved } from './writing.ts'

/** The small database has nothing. */
const NOTHING = Promise.resolve({ rows: [], rowKeys: [], unsaved: [] })

let node: Node
let guest: Machine
let account: Machine

beforeEach(async () => {
  node = await startNode()
  guest = new Machine('guest', { clock: turnClock(20) })
  account = new Machine('account', { clock: turnClock(20), disk: guest.disk })
})

afterEach(async () => {
  await Promise.all([guest.shutDown(), account.shutDown()])
  await node.stop()
})

const open = (machine: Machine) => machine.open(node.serverFor(machine.member), GARDEN)

/** A machine had the world open, and has it in its book. */
async function wasHere(machine: Machine): Promise<StoredPlace> {
  const tab = open(machine)
  await untilSaved(tab.replica)
  const { world } = tab.replica
  if (world === null) throw new Error('the world is known')
  await tab.close()
  return placeOf(world, 'live')
}

function liveSaying(words: string): Uint8Array {
  const live = new Y.Doc()
  live.getText('said').insert(0, words)
  return Y.encodeStateAsUpdate(live)
}

/** Puts what a world said into the place where an older version of this program kept it. */
const putRow = (machine: Machine, place: StoredPlace): Promise<unknown> =>
  machine.withDevice(({ database }) =>
    database.write(['rows'], (transaction) =>
      answer(
        transaction
          .objectStore('rows')
          .put({ world: place.split('/')[0], place, bytes: liveSaying('once') }, 'old'),
      ),
    ),
  )

async function putBase(machine: Machine, place: StoredPlace): Promise<void> {
  await machine.withDevice(async (device) => {
    const base = new DeviceBase(device)
    await base.read(place, NOTHING)
    base.give(liveSaying('once'))
    await base.close()
  })
}

const rowsAt = (device: Device, place: StoredPlace) =>
  readPlace(device.database, place).then(({ rows }) => rows.length)

const inBase = async (device: Device, place: StoredPlace): Promise<string> => {
  const live = new Y.Doc()
  for (const row of (await readBase(device, place)) ?? []) Y.applyUpdate(live, row)
  return live.getText('said').toJSON()
}

test('[R1] what an older version kept is shown, and is in y-indexeddb soon, and nowhere else', async () => {
  const place = await wasHere(guest)
  await putRow(guest, place)
  guest.goOffline()
  const { replica, device } = open(guest)
  await until(() => replica.live.getText('said').toJSON() === 'once', 'it is shown')
  await until(async () => (await rowsAt(device, place)) === 0, 'it is no row any more')
  expect(await inBase(device, place)).toBe('once')
})

test('[R10] what a guest has goes over to the account, and is shown there', async () => {
  const place = await wasHere(guest)
  await putBase(guest, place)
  const move = (): Promise<number> =>
    guest.withDevice((from) => account.withDevice((to) => migrateGuestData(from, to)))
  expect(await move()).toBeGreaterThan(0)
  expect(await guest.withDevice(basePlaces)).toEqual([])
  expect(await move()).toBe(0)
  account.goOffline()
  const { replica, device } = open(account)
  await until(() => replica.live.getText('said').toJSON() === 'once', 'the account has it')
  await until(async () => (await inBase(device, place)) === 'once', 'it is in a base of the account')
})

test('[R10] what a guest has that does not open stays, and goes over later', async () => {
  const place = await wasHere(guest)
  await putBase(guest, place)
  const move = (): Promise<number> =>
    guest.withDevice((from) => account.withDevice((to) => migrateGuestData(from, to)))
  const mute = silenceBases(guest.disk)
  expect(await move()).toBeGreaterThan(0)
  mute.end()
  expect(await guest.withDevice(basePlaces)).toContain(place)
  expect(await move()).toBeGreaterThan(0)
  expect(await guest.withDevice(basePlaces)).toEqual([])
  account.goOffline()
  const { replica } = open(account)
  await until(() => replica.live.getText('said').toJSON() === 'once', 'the account has it')
})

test('[R9] [R11] they go with their world, and with all of a member', async () => {
  const place = await wasHere(guest)
  await putBase(guest, place)
  const removed = await guest.withDevice(async (device) => {
    const world = await findKnown(device, GARDEN)
    if (world === null) throw new Error('the world is known')
    return removeWorld(device, world)
  })
  expect(removed).toBe('removed')
  expect(await guest.withDevice(basePlaces)).toEqual([])

  await putBase(guest, await wasHere(guest))
  expect(await guest.withDevice(basePlaces)).toHaveLength(2)
  expect(await eraseMember(guest.disk, guest.member)).toBe(true)
  expect(await guest.withDevice(basePlaces)).toEqual([])
})

test('[R16] one of another line goes once the next line is here', async () => {
  const place = await wasHere(guest)
  const [world = '', , kind = ''] = place.split('/')
  const other = `${world}/another-line0000/${kind}` as StoredPlace
  await putBase(guest, other)
  expect(await guest.withDevice(basePlaces)).toContain(other)
  const tab = open(guest)
  await untilSaved(tab.replica)
  await until(async () => !(await guest.withDevice(basePlaces)).includes(other), 'it is gone')
})

test('[R16] one of another line stays while a tab has that open, and goes with a later arrival', async () => {
  const place = await wasHere(guest)
  const [world = ''] = place.split('/')
  const other = `${world}/another-line0000/live` as StoredPlace
  await putBase(guest, other)
  await guest.withDevice(async (device) => {
    let asked = 0
    const tabs = openTabs(device, `${world}/another-line0000/scene` as StoredPlace, ({ type }) => {
      if (type !== 'who') return
      asked += 1
      tabs.post({ type: 'here' })
    })
    const tab = open(guest)
    await until(() => asked > 0, 'the tab of the next line asks')
    await untilSaved(tab.replica)
    await guest.untilWritten()
    expect(await guest.withDevice(basePlaces)).toContain(other)
    tabs.close()
    await tab.close()
  })
  open(guest)
  await until(async () => !(await guest.withDevice(basePlaces)).includes(other), 'it is gone')
})

test('[R16] an edit that a newer version made on another line stays, with what it rests on', async () => {
  const place = await wasHere(guest)
  const [world = ''] = place.split('/')
  const [base, other] = ['live', 'scene'].map(
    (kind) => `${world}/another-line0000/${kind}` as StoredPlace,
  ) as [StoredPlace, StoredPlace]
  await putBase(guest, base)
  const edits = [
    { place: other, world, key: 'tab.1', tab: 'tab', bytes: liveSaying('mine'), at: 1 },
    { place: other, world, key: 'tab.2', newer: true },
  ]
  await guest.withDevice(({ database }) =>
    database.write(['unsaved'], (transaction) =>
      Promise.all(edits.map((edit) => answer(transaction.objectStore('unsaved').put(edit)))),
    ),
  )
  const { device } = open(guest)
  const keys = () =>
    device.database.read(['unsaved'], (transaction) =>
      answer(transaction.objectStore('unsaved').index('place').getAllKeys(other)),
    )
  await until(async () => (await device.copies.list()).length > 0, 'what can be read is a copy')
  expect(await keys()).toEqual([[other, 'tab.2']])
  await guest.untilWritten()
  expect(await guest.withDevice(basePlaces)).toContain(base)
})
