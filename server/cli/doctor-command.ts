// `inkland doctor`: looks whether a data folder is whole, and says what to do where it is not. Changes
// nothing.
import { acceptLoss } from '../storage/maintenance/accept-loss.ts'
import type { FolderFinding } from '../storage/maintenance/finding.ts'
import { examine } from '../storage/maintenance/folder-examination.ts'
import { parseStoreAddress, type StoreAddress } from '../storage/opening/store-address.ts'
import { StoreRefusal } from '../storage/store-refusal.ts'
import type { Stored } from '../storage/store.ts'
import { updatesIn } from '../sync/document/stored-document.ts'
import { trialsHere } from '../sync/validation/trial-runner.ts'
import { say, WrongUse, STORE_FLAG, type CliCommand, type StorePlace } from './control/cli-command.ts'
import { BUCKET_HELP, bucketClient, givenBucket } from './control/cli-bucket.ts'
import { orFault } from './control/cli-fault.ts'
import { systemClock as clock } from '../time/server-clock.ts'

const MARK: Readonly<Record<FolderFinding['kind'], string>> = {
  well: 'well',
  note: 'note',
  trouble: 'TROUBLE',
}

export const doctorCommand: CliCommand = {
  help: `Checks that a data folder is in order: the database, every change, every world, every picture, the disk, the last backup.
Changes nothing; a node may be using the folder. Ends with 1 when something is wrong, and says what to do.

  npm run inkland -- doctor [options]

  --data ./data   the folder to look at                                          INKLAND_DATA
  --store STORE   the database that has its worlds, if one has                   INKLAND_STORE
  --accept-loss   go on with what is left of a damaged folder, where there is
                  no backup to restore, or an older one was put back on
                  purpose. Stop the node first. All files as they were are
                  kept beside, in a folder set-aside-TIME
  --help          this text

${BUCKET_HELP}`,
  flags: { data: { type: 'string' }, ...STORE_FLAG, 'accept-loss': { type: 'boolean' } },
  prepare({ data, place, rest, has }) {
    if (rest.length > 0) throw new WrongUse('Use doctor on its own; see --help.')
    const store = storeIn(place)
    const address = givenBucket()
    const bucket = address && bucketClient(address)
    return async () => {
      if (has('accept-loss')) {
        for (const done of await orFault(acceptLoss(data, new Date(), whatRests))) say(done)
      }
      let troubles = 0
      for await (const { kind, text } of examine(data, clock.now(), whyUnreadable, { store, bucket })) {
        say(`${MARK[kind].padEnd(8)} ${text}`)
        if (kind === 'trouble') troubles++
      }
      say(
        troubles === 0
          ? 'Everything is well.'
          : troubles === 1
            ? 'One of these needs your attention.'
            : `${troubles} of these need your attention.`,
      )
      if (troubles > 0) process.exitCode = 1
    }
  },
}

function storeIn({ store }: StorePlace): StoreAddress {
  try {
    return parseStoreAddress(store)
  } catch (error) {
    throw error instanceof StoreRefusal ? new WrongUse(error.message, { cause: error }) : error
  }
}

/** Which of these updates cannot be applied after those before them, by their places. */
export const whatRests = async (updates: readonly Uint8Array[]): Promise<readonly number[]> =>
  (await trialsHere().open(updates, 'doctor')).aside

/** Why a stored document cannot be opened; null where it can. */
export async function whyUnreadable(stored: Stored): Promise<string | null> {
  const { aside } = await trialsHere().open(updatesIn(stored), 'doctor')
  if (aside.length === 0) return null
  return aside.length === 1 ? 'a change in it cannot be read' : `${aside.length} changes in it cannot be read`
}
