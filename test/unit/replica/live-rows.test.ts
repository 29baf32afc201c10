import { IDBFactory } from 'fake-indexeddb'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { CopyStore } from '../../../client/replica/storage/copy-shelf.ts'
import { Database } from '../../../client/replica/storage/database.ts'
import { DeviceLog } from '../../../client/replica/storage/device-log.ts'
import { readPlace } from '../../../client/replica/storage/stored-documents.ts'
import { placeOf } from '../../../client/replica/storage/stored-rows.ts'
import { makeLineId, makeWorldId } from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'
import { systemClock } from '../../../client/device/system-clock.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { IS_HARD } from '../../hard.ts'

/** Ticks of a world in an hour, each day in five minutes; those that are gathered until they are written. */
const TICKS = IS_HARD ? 72_000 : 6_000
const GATHERED = 10
const TICK_MS = 50
const ROWS_MAX = 200

test('a busy world leaves few rows of live on the device, with all that happened in them', async () => {
  const time = new VirtualTime()
  const { bytes: random } = seededRandom(5)
  const world = { id: makeWorldId(random), line: makeLineId(random) }
  const place = placeOf(world, 'live')
  const database = new Database(new IDBFactory(), 'inkland ada', systemClock)
  const [owner, live] = [new Y.Doc(), new Y.Doc()]
  const log = new DeviceLog({
    database,
    clock: time,
    copies: new CopyStore(database, 'copies', null),
    world: world.id,
    place,
    name: 'tab',
    state: () => Y.encodeStateAsUpdate(live),
    unsaved: () => [],
    onStored: () => undefined,
    onAnew: () => undefined,
    onTrouble: () => undefined,
  })
  await log.load()
  owner.on('update', (update: Uint8Array) => {
    Y.applyUpdate(live, update)
    log.add(update)
  })
  let most = 0
  for (let tick = 1; tick <= TICKS; tick += 1) {
    owner.getMap('avatars').set(`avatar ${tick % 50}`, { x: tick % 977, y: tick % 613, at: tick })
    if (tick % GATHERED === 0) await time.pass(GATHERED * TICK_MS)
    if (tick % 500 === 0) most = Math.max(most, (await readPlace(database, place)).rows.length)
  }
  await log.close()
  const { rows } = await readPlace(database, place)
  expect(Math.max(most, rows.length)).toBeLessThanOrEqual(ROWS_MAX)
  const kept = new Y.Doc()
  for (const row of rows) Y.applyUpdate(kept, row)
  expect(kept.getMap('avatars').toJSON()).toEqual(owner.getMap('avatars').toJSON())
  await database.close()
})
