// People who are elsewhere by the record: they are brought there as long as it says so, also after a disk
// failed that would have changed it.
import { expect, it } from 'vitest'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { openAbroad } from '../../../server/peers/abroad/people-elsewhere.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { StoreFault } from '../../../server/storage/store.ts'
import type { ActionClient } from '../../../server/sync/sync-server.ts'
import { parseAnyAddress, parseNodeName, type MemberId } from '../../../shared/world/address.ts'
import { ada, makeWorld } from '../../contract/made.ts'
import { VirtualTime } from '../../simulation/time.ts'

const square = parseAnyAddress('bob@house.example/square')!

it('[N53] brings somebody there again whom the disk would not let go from there', async () => {
  const time = new VirtualTime()
  const store = createMemoryStore()
  const tables = createRecordTables({ store, onUnreadable: (what) => expect.unreachable(what) })
  let isBroken = false
  const change: typeof tables.change = (...of) =>
    isBroken ? Promise.reject(new StoreFault('The disk is not working right now.')) : tables.change(...of)
  const asked: MemberId[] = []
  const nobody = (): never => expect.unreachable('nobody comes home')
  const abroad = await openAbroad({
    tables: { ...tables, change },
    clock: time,
    random: (bytes) => new Uint8Array(bytes),
    book: { whyNot: () => null, onTrust: () => () => {}, figures: { clockTrouble: () => null } },
    caller: {
      call: () => expect.unreachable('nothing is asked'),
      // That node takes its time.
      socket(_node, _path, as) {
        asked.push(as)
        return new Promise(() => {})
      },
    },
    foreigners: { byId: () => null },
    name: () => parseNodeName('home.example')!,
    log: { warn: () => {} },
    travels: { comeHome: nobody, goOn: nobody, notify: nobody },
    onMoved: () => {},
  })
  const world = { ...(await makeWorld(store, 'square')), address: square }
  const tab: ActionClient = {
    member: { id: ada, name: 'Ada', session: null },
    refusal: () => null,
    right: () => 'act',
    tell: () => {},
  }
  await abroad.left(ada, square, null)
  abroad.came(world, tab)
  expect(asked).toEqual([ada])

  isBroken = true
  await expect(abroad.end(ada)).rejects.toThrow('disk')
  expect(abroad.placeOf(ada)).toBe(square)
  await time.pass(2_000)
  expect(asked).toEqual([ada, ada])

  isBroken = false
  expect(await abroad.end(ada)).toBe(square)
  await time.pass(10_000)
  expect([abroad.placeOf(ada), asked.length]).toEqual([null, 2])
})
