// The databases in which y-indexeddb keeps the server's state of documents on this device (base.ts):
// which there are, what is in them, and that they go.
import { withinTime } from '../../../shared/time/time-limit.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { BrowserPlatform } from '../contract/outside-world.ts'
import { answer, openStores } from './database.ts'
import { bytesSchema, type StoredPlace } from '../contract/stored-rows.ts'

/** How long an open may take, in ms: browsers were seen that never answer one. */
export const OPEN_MS = 2_000
type BasePlatform = Pick<BrowserPlatform, 'clock' | 'indexedDB'>

const nameStart = (member: string): string => `inkland ${member} base `

export const baseName = (member: MemberId, place: StoredPlace): string => `${nameStart(member)}${place}`

/** Firefox before 126 does not. What it kept could not be found again to be deleted: it keeps no bases. */
const tellsNames = (factory: IDBFactory): boolean => 'databases' in factory

/**
 * All that a base has on the disk, oldest first; null where it cannot be read. It is read after `after`:
 * false when the device does not answer, so that base is not waited for either. `late` takes what one has
 * that did not open in time.
 */
export async function readBase(
  platform: BasePlatform,
  name: string,
  after: Promise<boolean> = Promise.resolve(true),
  late: (updates: readonly Uint8Array[]) => void = () => undefined,
): Promise<readonly Uint8Array[] | null> {
  const { indexedDB, clock } = platform
  if (indexedDB === null || !tellsNames(indexedDB)) return []
  let isLate = false
  const reading = Promise.all([openStores(indexedDB, name, makeStores), after])
    .then(([database]) => readUpdates(database))
    .then((updates) => {
      if (isLate) late(updates)
      return updates
    })
    .catch(() => null)
  const isAnswering = await after
  const updates = await withinTime(clock, isAnswering ? OPEN_MS : 0, reading, null)
  isLate = updates === null
  return updates
}

async function readUpdates(database: IDBDatabase): Promise<readonly Uint8Array[]> {
  try {
    const rows: unknown[] = await answer(database.transaction('updates').objectStore('updates').getAll())
    return rows.flatMap((row) => bytesSchema.safeParse(row).data ?? [])
  } finally {
    database.close()
  }
}

/** The stores that y-indexeddb expects: it makes none in a database that is there. */
function makeStores(database: IDBDatabase): void {
  database.createObjectStore('updates', { autoIncrement: true })
  database.createObjectStore('custom')
}

interface OfMember {
  readonly member: string
  readonly outside: BasePlatform
}

/** The places of a member's bases. */
export async function basePlaces({ member, outside: { indexedDB } }: OfMember): Promise<string[]> {
  if (indexedDB === null || !tellsNames(indexedDB)) return []
  const start = nameStart(member)
  const told = await indexedDB.databases()
  return told.flatMap(({ name }) => (name?.startsWith(start) === true ? [name.slice(start.length)] : []))
}

/** How long other tabs have to let go of a database, in ms: they close it when they are told that it goes. */
const LETTING_GO_MS = 3_000

/** Deletes a database; false where a tab holds on to it, so that it has to be done again. */
export function deleteDatabase({ indexedDB, clock }: BasePlatform, name: string): Promise<boolean> {
  if (indexedDB === null) return Promise.resolve(true)
  const deleted = answer(indexedDB.deleteDatabase(name)).then(
    () => true,
    () => false,
  )
  return withinTime(clock, LETTING_GO_MS, deleted, false)
}

/** Deletes a member's bases whose places begin so; false where one is left. */
export async function deleteBases(of: OfMember, start = ''): Promise<boolean> {
  const places = (await basePlaces(of)).filter((place) => place.startsWith(start))
  const deleted = await Promise.all(
    places.map((place) => deleteDatabase(of.outside, `${nameStart(of.member)}${place}`)),
  )
  return deleted.every((isGone) => isGone)
}

/** Null where it does not open in time. */
export async function openBase(
  { indexedDB, clock }: BasePlatform,
  name: string,
): Promise<IDBDatabase | null> {
  if (indexedDB === null || !tellsNames(indexedDB)) return null
  const opening = openStores(indexedDB, name, makeStores).catch(() => null)
  const database = await withinTime(clock, OPEN_MS, opening, null)
  // It may open yet.
  if (database === null) void opening.then((late) => late?.close())
  return database
}
