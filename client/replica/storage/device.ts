// This browser, as one member uses it: its data and its connections. All its data is named by the member, so
// that two people on one browser never mix.
import type { MemberId } from '../../../shared/world/address.ts'
import { systemClock } from '../../device/system-clock.ts'
import type { BrowserPlatform } from '../../device/browser-platform.ts'
import { deleteBases, deleteDatabase } from './base.ts'
import { openCopies } from './conflict-copies.ts'
import { Database, unlessFault } from './database.ts'

export type Device = ReturnType<typeof openDevice>

/** This browser's data for `member`; nothing is read before it is asked for. */
export function openDevice(member: MemberId, outside: BrowserPlatform) {
  const database = new Database(outside.indexedDB, `inkland ${member}`, outside.clock)
  const copies = openCopies(database, `inkland ${member} copies`, outside)
  return {
    member,
    outside,
    database,
    copies,
    /**
     * Runs what the disk may refuse: that a device cannot keep things now is told by the mark, and no reason
     * to stop.
     */
    quietly: (act: () => Promise<void>): Promise<void> =>
      unlessFault(act(), undefined).catch((error: unknown) => outside.report(error)),
    /** Lets go of the disk; close the replicas before. */
    async close(): Promise<void> {
      copies.close()
      await database.close()
    },
  }
}

/**
 * The databases that a browser keeps for one member: worlds, what can be undone, pictures that are not sent
 * yet, what was fetched of the past, words to find, and the order of the list of worlds.
 */
export const databasesOf = (member: string): readonly string[] =>
  ['', ' steps', ' pictures', ' history', ' words', ' order'].map((more) => `inkland ${member}${more}`)

/**
 * Deletes all that this browser keeps for a member; false when a tab holds on to it, so that it has to be
 * done again.
 */
export async function eraseMember(factory: IDBFactory, member: string): Promise<boolean> {
  const outside = { indexedDB: factory, clock: systemClock }
  const erased = await Promise.all([
    ...databasesOf(member).map((name) => deleteDatabase(outside, name)),
    deleteBases({ member, outside }),
  ])
  return erased.every((isGone) => isGone)
}
