// An hour of a busy world, as a page's device keeps it: run in a browser by base.ts.
import * as Y from 'yjs'
import { IndexeddbPersistence } from 'y-indexeddb'
import { DeviceBase } from '../../client/replica/storage/base.ts'
import { Database } from '../../client/replica/storage/database.ts'
import { placeOf } from '../../client/replica/storage/stored-rows.ts'
import { makeLineId, makeWorldId, parseMemberId } from '../../shared/world/address.ts'

const TICKS = 72_000
/** Ticks in a second: so long updates are gathered. */
const EACH_SECOND = 20

/** The same without a device, where `isKept` is false. */
async function hour(isKept: boolean): Promise<number> {
  let due: (() => void)[] = []
  const clock = {
    now: () => performance.now(),
    monotonic: () => performance.now(),
    soon: (run: () => void) => void setTimeout(run, 0),
    after(_ms: number, run: () => void) {
      due.push(run)
      return () => void (due = due.filter((each) => each !== run))
    },
  }
  const bindBase = async (name: string, document: Y.Doc) => new IndexeddbPersistence(name, document)
  const member = parseMemberId('ada')
  if (member === null) throw new Error('a member')
  const random = (count: number) => crypto.getRandomValues(new Uint8Array(count))
  const database = new Database(indexedDB, 'inkland ada', clock)
  const base = new DeviceBase({ member, outside: { clock, indexedDB, bindBase }, database })
  const place = placeOf({ id: makeWorldId(random), line: makeLineId(random) }, 'live')
  await base.read(place, Promise.resolve({ rows: [], rowKeys: [], unsaved: [] }))
  let confirmed = 0
  const owner = new Y.Doc()
  owner.on('update', (update: Uint8Array) => isKept && base.give(update))
  for (let tick = 1; tick <= TICKS; tick += 1) {
    owner.getMap('avatars').set(`avatar ${tick % 50}`, { x: tick % 977, y: tick % 613, at: tick })
    if (!isKept || tick % EACH_SECOND !== 0) continue
    const first = due.shift()
    first?.()
    while (!base.isConfirmed) await new Promise((resolve) => setTimeout(resolve, 0))
    confirmed += 1
    // Waits that were won leave their timers.
    due = due.slice(-1)
  }
  return confirmed
}

Object.assign(globalThis, { hour })
