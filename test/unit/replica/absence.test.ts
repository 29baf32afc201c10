// A replica's records for somebody who was away: only when they were away for long and missed something.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { compareAway } from '../../../client/away/compare/absence-comparison.ts'
import type { Clock } from '../../../client/replica/contract/outside-world.ts'
import { systemClock } from '../../../client/device/system-clock.ts'
import type { Replica } from '../../../client/replica/contract/replica.ts'
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
  mine.onAbsence(() => (told += 1))
  ada.goOffline()
  entitle(mine, 'mine')
  entitle(his, 'theirs')
  await untilSaved(his)
  later += 5 * MINUTE
  await back(mine)
  if (!mine.absence) throw new Error('an absence was expected')
  expect(mine.absence.until - mine.absence.since).toBeGreaterThanOrEqual(5 * MINUTE)
  const away = compareAway(mine.absence)
  expect(away?.met).toMatchObject([
    { kind: 'title', mine: 'mine', theirs: 'theirs', client: his.scene.clientID },
  ])
  mine.forgetAbsence()
  expect(mine.absence).toBeNull()
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
  expect(mine.absence).toBeNull()
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
  const away = again.absence && compareAway(again.absence)
  expect(away?.met).toMatchObject([{ kind: 'title', mine: 'mine', theirs: 'theirs' }])
})

test('[R6] what was not read yet is told together with what is missed after it', async () => {
  const { mine, his } = await bothThere()
  ada.goOffline()
  entitle(his, 'first')
  await untilSaved(his)
  later += 5 * MINUTE
  await back(mine)
  const since = mine.absence?.since
  ada.goOffline()
  entitle(his, 'second')
  await untilSaved(his)
  later += 5 * MINUTE
  await back(mine)
  expect(mine.absence?.earlier?.since).toBe(since)
  expect(mine.absence?.until).toBeGreaterThan((since ?? 0) + 10 * MINUTE)
})
