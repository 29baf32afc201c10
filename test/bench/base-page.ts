// An hour of a busy world, as a page's device keeps it: run in a browser by base.ts.
import * as Y from 'yjs'
import { IndexeddbPersistence } from 'y-indexeddb'
import { DeviceBase } from '../../client/replica/storage/device-base.ts'

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
  const disk = { confirmed: 0 }
  const bindBase = async (name: string, document: Y.Doc) => new IndexeddbPersistence(name, document)
  const base = new DeviceBase(
    { clock, indexedDB, bindBase },
    'inkland ada base bench',
    () => (disk.confirmed += 1),
  )
  const owner = new Y.Doc()
  owner.on('update', (update: Uint8Array) => isKept && base.give(update))
  for (let tick = 1; tick <= TICKS; tick += 1) {
    owner.getMap('avatars').set(`avatar ${tick % 50}`, { x: tick % 977, y: tick % 613, at: tick })
    if (!isKept || tick % EACH_SECOND !== 0) continue
    const before = disk.confirmed
    const first = due.shift()
    first?.()
    while (disk.confirmed === before) await new Promise((resolve) => setTimeout(resolve, 0))
    // Waits that were won leave their timers.
    due = due.slice(-1)
  }
  return disk.confirmed
}

Object.assign(globalThis, { hour })
