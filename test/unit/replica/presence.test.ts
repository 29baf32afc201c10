import { afterEach, beforeEach, test } from 'vitest'
import type { Replica } from '../../../client/replica/replica.ts'
import { until } from '../sync/until.ts'
import { Machine } from './machine.ts'
import { startNode, type Node } from './node.ts'
import { GARDEN, untilSaved, write } from './writing.ts'

let node: Node
let ada: Machine
let bob: Machine

beforeEach(async () => {
  node = await startNode()
  ada = new Machine('ada')
  bob = new Machine('bob')
})

afterEach(async () => {
  await Promise.all([ada.shutDown(), bob.shutDown()])
  await node.stop()
})

function openAs(machine: Machine, name: string): Replica {
  const { replica } = machine.open(node.serverFor(machine.member), GARDEN)
  replica.presence.setLocalStateField('selected', name)
  return replica
}

const namesSeenBy = ({ presence }: Replica): string[] =>
  [...presence.getStates()]
    .filter(([client]) => client !== presence.clientID)
    .map(([, state]) => String(state['selected']))
    .toSorted((one, other) => one.localeCompare(other))

const untilSees = (replica: Replica, names: string[]) =>
  until(
    () => namesSeenBy(replica).join() === names.join(),
    `${names.join()} is seen (it is ${namesSeenBy(replica).join()})`,
  )

test('people see each other, and see each other go', async () => {
  const hers = openAs(ada, 'Ada')
  const his = openAs(bob, 'Bob')
  await untilSees(hers, ['Bob'])
  await untilSees(his, ['Ada'])
  await hers.close()
  await untilSees(his, [])
})

test('somebody who was away is seen again at once when back, and sees the others', async () => {
  const hers = openAs(ada, 'Ada')
  const his = openAs(bob, 'Bob')
  await untilSees(hers, ['Bob'])
  await untilSees(his, ['Ada'])
  ada.goOffline()
  await untilSees(his, [])
  await untilSees(hers, [])
  ada.goOnline()
  await untilSees(his, ['Ada'])
  await untilSees(hers, ['Bob'])
})

test('tabs of one browser see each other without a network', async () => {
  const one = openAs(ada, 'one')
  const other = openAs(ada, 'other')
  await Promise.all([untilSaved(one), untilSaved(other)])
  ada.goOffline()
  await untilSees(one, ['other'])
  await untilSees(other, ['one'])
  one.presence.setLocalStateField('selected', 'first')
  await untilSees(other, ['first'])
  await one.close()
  await untilSees(other, [])
})

test('after a refusal one is there under another id, and under no other', async () => {
  const hers = openAs(ada, 'Ada')
  const his = openAs(bob, 'Bob')
  await untilSees(his, ['Ada'])
  node.setRight('see')
  write(hers, 'forbidden')
  await until(() => hers.sync.state === 'refused', 'it is refused')
  await until(
    () => [...his.presence.getStates().keys()].includes(hers.presence.clientID),
    'she is seen under her new id',
  )
  await untilSees(his, ['Ada'])
})
