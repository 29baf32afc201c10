// A replica's records for somebody who was away: only when they were away for long and missed something.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compareAbsence, type AbsenceStates } from '../../../shared/history/merge/compare-absence.ts'
import type { Clock } from '../../../shared/time/clock.ts'
import { systemClock } from '../../../client/device/system-clock.ts'
import type { Absence } from '../../../client/replica/absence.ts'
import type { Replica } from '../../../client/replica/replica.ts'
import { keepAbsence, readAbsence } from '../../../client/replica/absence.ts'
import { eraseMember } from '../../../client/replica/storage/device.ts'
import { findKnown } from '../../../client/replica/storage/known-worlds.ts'
import { removeWorld } from '../../../client/replica/line-removal.ts'
import { metaMap, metaOf } from '../../../shared/world/scene/scene.ts'
import { until } from '../sync/until.ts'
import { Machine } from './machine.ts'
import { startNode, type Node } from './node.ts'
import { GARDEN, untilKept, untilSaved } from './writing.ts'

const MINUTE = 60_000

let node: Node
let ada: Machine
let bob: Machine
/** How much later it is for Ada than it is. */
let later: number

beforeEach(async () => {
  node = await startNode()
  later = 0
  const clock: Clock = {
    now: () => systemClock.now() + later,
    after: (ms, act) => systemClock.after(ms, act),
  }
  ada = new Machine('ada', { clock })
  bob = new Machine('bob')
})

afterEach(async () => {
  await Promise.all([ada.shutDown(), bob.shutDown()])
  await node.stop()
})

/** So many absences that nobody has read. */
async function absenceOf(replica: Replica, count = 1): Promise<Absence> {
  await until(() => replica.absences.now?.length === count, `${count} absences are told`)
  return replica.absences.now ?? expect.unreachable()
}

const entitle = ({ scene }: Replica, title: string): unknown => metaMap(scene).set('title', title)
const open = (machine: Machine) => machine.open(node.serverFor(machine.member), GARDEN)

async function bothThere() {
  const tab = open(ada)
  const his = open(bob).replica
  await Promise.all([untilSaved(tab.replica), untilSaved(his)])
  return { tab, mine: tab.replica, his }
}

async function back(replica: Replica): Promise<void> {
  ada.goOnline()
  await untilSaved(replica)
}

test('[R6] who was away for a minute is told what others did, and what of it met something of theirs', async () => {
  const { mine, his } = await bothThere()
  let told = 0
  mine.absences.subscribe(() => (told += 1))
  ada.goOffline()
  entitle(mine, 'mine')
  entitle(his, 'theirs')
  await untilSaved(his)
  later += 5 * MINUTE
  await back(mine)
  const away = compareAbsence(await absenceOf(mine))
  expect(away?.lengthMs).toBeGreaterThanOrEqual(5 * MINUTE)
  expect(away?.conflicts).toMatchObject([
    { id: 'world', key: 'title', draft: 'mine', parent: 'theirs', client: his.scene.clientID },
  ])
  mine.absences.forget()
  expect(mine.absences.now).toBeNull()
  expect(told).toBe(2)
})

test('[R6] a short absence, and one in which nothing happened, are not told', async () => {
  const { mine, his } = await bothThere()
  ada.goOffline()
  entitle(his, 'theirs')
  await untilSaved(his)
  await back(mine)
  await until(() => metaOf(mine.scene).title === 'theirs', 'it is here')
  ada.goOffline()
  entitle(mine, 'mine')
  later += 5 * MINUTE
  await back(mine)
  expect(mine.absences.now).toBeNull()
})

test('[R6] work of a page that was closed meanwhile counts from when it was made', async () => {
  const { tab, mine, his } = await bothThere()
  ada.goOffline()
  entitle(mine, 'mine')
  await untilKept(mine, 1)
  await tab.close()
  entitle(his, 'theirs')
  await untilSaved(his)
  later += 5 * MINUTE
  ada.isOnline = true
  const again = open(ada).replica
  await untilSaved(again)
  const away = compareAbsence(await absenceOf(again))
  expect(away?.conflicts).toMatchObject([{ key: 'title', draft: 'mine', parent: 'theirs' }])
})

/** He writes while she is away, and she comes back. */
async function missTitle(mine: Replica, his: Replica, title: string): Promise<void> {
  ada.goOffline()
  entitle(his, title)
  await untilSaved(his)
  later += 5 * MINUTE
  await back(mine)
}

test('[R6] what was not read yet is told together with what is missed after it, without what was seen', async () => {
  const { mine, his } = await bothThere()
  await missTitle(mine, his, 'first')
  const [first] = await absenceOf(mine)
  entitle(his, 'seen')
  await until(() => metaOf(mine.scene).title === 'seen', 'it is here')
  await missTitle(mine, his, 'second')
  const all = await absenceOf(mine, 2)
  expect(all[0]).toEqual(first)
  const told = compareAbsence(all)?.changes.flatMap(({ values }) => values)
  expect(told).toMatchObject([{ to: 'first' }, { from: 'seen', to: 'second' }])
})

test('[R6] what was not read outlasts a reload; what was read does not', async () => {
  const { tab, mine, his } = await bothThere()
  entitle(mine, 'before')
  await untilSaved(mine)
  await missTitle(mine, his, 'theirs')
  const told = await absenceOf(mine)
  await ada.untilWritten()
  tab.crash()
  // Without the server, too.
  ada.isOnline = false
  const second = open(ada)
  expect(await absenceOf(second.replica)).toEqual(told)
  await missTitle(second.replica, his, 'again')
  await absenceOf(second.replica, 2)
  second.replica.absences.forget()
  await ada.untilWritten()
  await second.close()
  const third = open(ada)
  await untilSaved(third.replica)
  await ada.untilWritten()
  expect(third.replica.absences.now).toBeNull()
})

test('[R6] one of more than 8 MB is told, and not kept', async () => {
  const { tab, mine, his } = await bothThere()
  await missTitle(mine, his, 'theirs')
  const [missed] = await absenceOf(mine)
  await ada.untilWritten()
  const world = mine.world ?? expect.unreachable()
  expect(await readAbsence(tab.device, world)).toEqual([missed])
  await keepAbsence(tab.device, world, [{ ...missed, before: new Uint8Array(8_000_000) } as AbsenceStates])
  expect(await readAbsence(tab.device, world)).toBeNull()
  expect(mine.absences.now).toEqual([missed])
})

test('[R6] [R9] a kept one goes with its world, and with its member', async () => {
  const { tab, mine, his } = await bothThere()
  await missTitle(mine, his, 'theirs')
  const absence = await absenceOf(mine)
  await ada.untilWritten()
  const world = mine.world ?? expect.unreachable()
  await tab.close()
  await ada.withDevice(async (device) => {
    expect(await readAbsence(device, world)).toEqual(absence)
    await removeWorld(device, (await findKnown(device, GARDEN)) ?? expect.unreachable())
    expect(await readAbsence(device, world)).toBeNull()
    await keepAbsence(device, world, absence)
  })
  expect(await eraseMember(ada.disk, ada.member)).toBe(true)
  expect(await ada.withDevice((device) => readAbsence(device, world))).toBeNull()
})
