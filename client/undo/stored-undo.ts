// Keeps a tab's steps on the device while a world is open, so that undo outlives a reload. Nothing rests on
// it: where the device cannot, undo works until the page goes, and editing never waits.
import type { WorldId } from '../../shared/world/address.ts'
import { Database } from '../replica/storage/database.ts'
import type { Device } from '../replica/storage/device.ts'
import { placeOf } from '../replica/storage/stored-rows.ts'
import type { Replica } from '../replica/replica.ts'
import { STEPS, StepStore, type StoredSteps } from './step-store.ts'
import { NO_STEPS } from '../../shared/history/undo-step.ts'
import type { Undo } from './undo.ts'

/** How long steps are gathered before they are written, in ms: a word is a row, not a row for each letter. */
const GATHER_MS = 200

interface KeepOptions {
  readonly undo: Undo
  readonly replica: Pick<Replica, 'ready' | 'world'>
  readonly device: Device
  /** See `../device/tab-name.ts`. */
  readonly tab: Promise<string>
}

export interface StepKeeping {
  /** Resolves when the steps of before are there again. */
  readonly ready: Promise<void>
  /** Writes what is due, at once: the page may end. */
  readonly flush: () => Promise<void>
  /** Writes what is due, and nothing after that. */
  readonly end: () => Promise<void>
}

/**
 * Takes up the steps of before a reload, once the world is here, and keeps what is done from then on. Never
 * rejects.
 */
export function keepSteps({ undo, replica, device, tab }: KeepOptions): StepKeeping {
  const { clock } = device.outside
  let shelved: StoredSteps | null = null
  let isDue = false
  let isEnded = false
  let cancel: (() => void) | null = null
  let stop = (): void => undefined

  async function begin(): Promise<void> {
    await replica.ready
    const name = await tab
    const shelf = shelfOf(device)
    const { world } = replica
    if (isEnded) return
    if (!world || !shelf) return undo.recall(NO_STEPS)
    const place = placeOf(world, 'scene')
    await shelf.forgetElsewhere(world.id, place).catch(instead(device, undefined))
    if (isEnded) return
    shelved = shelf.history(`${place}/${name}`, world.id)
    const stored = await shelved.read().catch(instead(device, NO_STEPS))
    if (isEnded) return
    undo.recall(stored)
    stop = undo.onSteps(noteDue)
    if (undo.steps.undo.length + undo.steps.redo.length > 0) noteDue()
  }

  function noteDue(): void {
    isDue = true
    cancel ??= clock.after(GATHER_MS, () => void flush())
  }

  async function flush(): Promise<void> {
    cancel?.()
    cancel = null
    if (!isDue || !shelved) return
    isDue = false
    await shelved.write(undo.steps).catch(instead(device, undefined))
  }

  return {
    ready: begin().catch(instead(device, undefined)),
    flush,
    end() {
      stop()
      isEnded = true
      return flush()
    },
  }
}

/** Forgets what can be undone in a world: its copy goes from this device. Never rejects. */
export async function forgetSteps(device: Device, world: WorldId): Promise<void> {
  await shelfOf(device)?.forget(world).catch(instead(device, undefined))
}

const shelves = new WeakMap<Device, StepStore>()

/** The shelf of a member on this device; null where the device keeps nothing. */
function shelfOf(device: Device): StepStore | null {
  const { member, outside } = device
  const known = shelves.get(device)
  if (known || !outside.indexedDB) return known ?? null
  const database = new Database(outside.indexedDB, `inkland ${member} steps`, outside.clock, STEPS)
  const shelf = new StepStore(database, () => outside.clock.now())
  shelves.set(device, shelf)
  shelf.sweep().catch(instead(device, undefined))
  return shelf
}

const warned = new WeakSet<Device>()

/**
 * Goes on with something else; says why once, in the console. The sync mark tells that the device keeps
 * nothing.
 */
function instead<T>(device: Device, value: T): (error: unknown) => T {
  return (error) => {
    if (!warned.has(device)) console.warn('What can be undone is not kept on this device.', error)
    warned.add(device)
    return value
  }
}
