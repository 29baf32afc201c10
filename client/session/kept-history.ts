// What was fetched of worlds' history, so that one can go back through it without a network. The longest
// unused goes first.
import type { LineId, WorldId } from '../../shared/world/address.ts'
import { answer } from '../replica/storage/database.ts'
import type { Device } from '../replica/storage/device.ts'
import { createDeviceCache } from './device-cache.ts'

const { within, forget } = createDeviceCache('history')

export { forget as forgetHistory }

/**
 * `sessions`: the list. `versions`: those with names. `states`: the scene at a revision. `steps`: the steps
 * that follow a revision.
 */
type KeptKind = 'sessions' | 'versions' | 'states' | 'steps'

/** Most of each kind in one world; a state may have megabytes. */
const KEPT_MAX: Readonly<Record<KeptKind, number>> = { sessions: 1, versions: 1, states: 12, steps: 150 }

type Key = readonly [WorldId, LineId, KeptKind, number]

/**
 * Forgets the past of a world on all lines but this one: what was erased from the world may be in it. Never
 * rejects.
 */
export async function forgetOtherLines(device: Device, world: WorldId, line: LineId): Promise<void> {
  const work = within(device, async (store) => {
    // An array comes after all strings.
    await answer(store.delete(IDBKeyRange.bound([world], [world, line])))
    await answer(store.delete(IDBKeyRange.bound([world, line, []], [world, []])))
  })
  await work.catch(() => undefined)
}

/** What is kept of one world's history. It never rejects: what the device refuses is fetched again. */
export interface KeptHistory {
  /** What was kept under a revision; null where there is nothing. */
  readonly read: (kind: KeptKind, revision: number) => Promise<unknown>
  readonly keep: (kind: KeptKind, revision: number, value: unknown) => Promise<void>
  /** The revisions under which something is kept. */
  readonly revisions: (kind: KeptKind) => Promise<readonly number[]>
}

export function keptHistory(device: Device, world: WorldId, line: LineId): KeptHistory {
  const range = (kind: KeptKind): IDBKeyRange =>
    IDBKeyRange.bound([world, line, kind, 0], [world, line, kind, Number.MAX_SAFE_INTEGER])
  const run = <T>(instead: T, work: (store: IDBObjectStore) => Promise<T>): Promise<T> =>
    within(device, work).catch(() => instead)

  return {
    read: (kind, revision) =>
      run<unknown>(null, async (store) => {
        const key: Key = [world, line, kind, revision]
        const row: unknown = await answer(store.get([...key]))
        if (!isRow(row)) return null
        await answer(store.put({ ...row, at: device.outside.clock.now() }))
        return row.value
      }),
    keep: (kind, revision, value) =>
      run(undefined, async (store) => {
        const key: Key = [world, line, kind, revision]
        await answer(store.put({ key: [...key], world, at: device.outside.clock.now(), value }))
        const keys = await answer(store.getAllKeys(range(kind)))
        if (keys.length <= KEPT_MAX[kind]) return
        const rows: unknown[] = await answer(store.getAll(range(kind)))
        const oldest = rows.filter(isRow).toSorted((a, b) => a.at - b.at)
        const gone = oldest.slice(0, keys.length - KEPT_MAX[kind])
        await Promise.all(gone.map((row) => answer(store.delete(row.key))))
      }),
    revisions: (kind) =>
      run<readonly number[]>([], async (store) => {
        const keys = await answer(store.getAllKeys(range(kind)))
        return keys.map((key) => (Array.isArray(key) ? Number(key[3]) : NaN)).filter(Number.isSafeInteger)
      }),
  }
}

interface KeptRow {
  readonly key: IDBValidKey
  readonly at: number
  readonly value: unknown
}

const isRow = (row: unknown): row is KeptRow =>
  typeof row === 'object' && row !== null && 'key' in row && 'at' in row && 'value' in row
