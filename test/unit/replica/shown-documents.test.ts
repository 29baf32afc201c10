// The documents that are shown go on telling, whoever throws: Yjs tells nothing more of one whose handler for
// updates threw.
import { afterEach, beforeEach, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { basePlaces } from '../../../client/replica/storage/base.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { Machine } from './machine.ts'
import { startNode, type Node } from './node.ts'
import { GARDEN, storedWords, untilKept, untilSaved, wordsOf, write } from './writing.ts'

let node: Node
let ada: Machine

beforeEach(async () => {
  node = await startNode()
  ada = new Machine('ada', { clock: turnClock(20) })
})

afterEach(async () => {
  await ada.shutDown()
  await node.stop()
})

const open = (machine: Machine) => machine.open(node.serverFor(machine.member), GARDEN)

test('[R1] a mark that throws keeps no edit from being noted, kept and sent', async () => {
  const { replica } = open(ada)
  await untilSaved(replica)
  ada.goOffline()
  await until(() => replica.sync.state === 'offline', 'the network is gone')
  const stop = replica.onKeeping(() => {
    throw new Error('a mark broke')
  })
  write(replica, 'one ')
  write(replica, 'two ')
  stop()
  expect(ada.reported.splice(0)).not.toEqual([])
  write(replica, 'three')
  await untilKept(replica, 3)
  ada.goOnline()
  await untilSaved(replica)
  expect(await storedWords(node)).toBe('one two three')
})

test('[R1] listeners that always throw do not keep a world from being synced, nor each other from being told', async () => {
  const { replica } = open(ada)
  const told: string[] = []
  const fail = (): void => {
    throw new Error('a listener broke')
  }
  replica.onSync(fail)
  replica.onKeeping(fail)
  replica.onRebuilt(fail)
  replica.onSync(({ state }) => told.push(state))
  await untilSaved(replica)
  write(replica, 'one')
  await untilSaved(replica)
  expect(await storedWords(node)).toBe('one')
  expect(told).toContain('saved')
  ada.reported.splice(0)
})

/** What Yjs tells while it ends a transaction: where that throws, it ends no other. */
const ENDING = ['afterTransactionCleanup', 'update', 'updateV2', 'subdocs', 'afterAllTransactions']

/** How many handlers a document has for each of those. */
const handlersOf = ({ _observers }: Y.Doc): Record<string, number | undefined> =>
  Object.fromEntries(
    ENDING.flatMap((event) => (_observers.has(event) ? [[event, _observers.get(event)?.size]] : [])),
  )

test('[R1] no package handles what a shown document tells, while the device keeps it', async () => {
  const { replica, device } = open(ada)
  await untilSaved(replica)
  write(replica, 'one')
  await untilSaved(replica)
  await until(async () => (await basePlaces(device)).length > 0, 'y-indexeddb keeps it')
  // The ledger's, which throws nothing.
  expect(handlersOf(replica.scene)).toEqual({ update: 1 })
  expect(handlersOf(replica.live)).toEqual({})
  await ada.clearDisk()
  write(replica, ' two')
  await untilSaved(replica)
  expect(wordsOf(replica)).toBe('one two')
  expect(ada.reported).toEqual([])
})
