import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readBase, DeviceBase } from '../../../client/replica/storage/base.ts'
import { Database } from '../../../client/replica/storage/database.ts'
import { placeOf } from '../../../client/replica/storage/stored-rows.ts'
import { makeLineId, makeWorldId, parseMemberId } from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { IS_HARD } from '../../hard.ts'
import { bindWith } from './bind-base.ts'

/** The small database has nothing. */
const NOTHING = Promise.resolve({ rows: [], rowKeys: [], unsaved: [] })

/** Ticks of a world in an hour, each day in five minutes; those that are gathered until they are written. */
const TICKS = IS_HARD ? 72_000 : 12_000
const GATHERED = 20
const TICK_MS = 50
/** y-indexeddb joins them at 500. */
const ROWS_MAX = 505

test('a busy world leaves few rows of live on the device, with all that happened in them', async () => {
  const time = new VirtualTime()
  const { bytes: random } = seededRandom(5)
  const place = placeOf({ id: makeWorldId(random), line: makeLineId(random) }, 'live')
  const member = parseMemberId('ada') ?? expect.unreachable('a member')
  const indexedDB = new IDBFactory()
  const platform = { clock: time, indexedDB, bindBase: bindWith(indexedDB) }
  const database = new Database(indexedDB, 'inkland ada', time)
  const base = new DeviceBase({ member, outside: platform, database })
  await base.read(place, NOTHING)
  let confirmed = 0
  const owner = new Y.Doc()
  owner.on('update', (update: Uint8Array) => base.give(update))
  let most = 0
  for (let tick = 1; tick <= TICKS; tick += 1) {
    owner.getMap('avatars').set(`avatar ${tick % 50}`, { x: tick % 977, y: tick % 613, at: tick })
    if (tick % GATHERED !== 0) continue
    await time.pass(GATHERED * TICK_MS)
    // The disk answers between two writes.
    for (let turn = 0; !base.isConfirmed && turn < 50; turn += 1)
      await new Promise((resolve) => setImmediate(resolve))
    if (base.isConfirmed) confirmed += 1
    if (tick % 1_000 === 0)
      most = Math.max(most, (await readBase({ member, outside: platform }, place))?.length ?? 0)
  }
  await base.close()
  const rows = (await readBase({ member, outside: platform }, place)) ?? []
  expect(confirmed).toBeGreaterThan(TICKS / GATHERED / 4)
  expect(Math.max(most, rows.length)).toBeLessThanOrEqual(ROWS_MAX)
  const kept = new Y.Doc()
  for (const row of rows) Y.applyUpdate(kept, row)
  expect(kept.getMap('avatars').toJSON()).toEqual(owner.getMap('avatars').toJSON())
})
