// This browser, as one member uses it: its data and its connections. All its data is named by the member, so
// that two people on one browser never mix.
import type { MemberId } from '../../../shared/world/address.ts'
import { openCopies } from './conflict-copies.ts'
import { Database, unlessFault } from './database.ts'
import type { BrowserPlatform } from '../contract/outside-world.ts'

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
