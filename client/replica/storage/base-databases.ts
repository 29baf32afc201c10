// The databases of bases.ts as a whole: which there are, and that they go.
import { withinTime } from '../../../shared/time/time-limit.ts'
import { nameStart, OPEN_MS, openStores, tellsNames, type BasePlatform } from './bases.ts'
import { answer } from './database.ts'

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
  const opening = openStores(indexedDB, name).catch(() => null)
  const database = await withinTime(clock, OPEN_MS, opening, null)
  // It may open yet.
  if (database === null) void opening.then((late) => late?.close())
  return database
}
