// The store of a node that does not run, for a command: in its data folder, or in the database that `--store`
// or INKLAND_STORE names.
import { openNodeStore } from '../../storage/opening/node-store.ts'
import { parseStoreAddress } from '../../storage/opening/store-address.ts'
import { withFormerAddresses } from '../../storage/former-addresses.ts'
import { StoreRefusal } from '../../storage/store-refusal.ts'
import type { Store } from '../../storage/store.ts'
import type { StorePlace } from './cli-command.ts'
import { CliFault } from './cli-fault.ts'

/** Null while a node uses it; rejects with a CliFault. */
export async function openFolderStore({ data, store }: StorePlace): Promise<Store | null> {
  try {
    return withFormerAddresses(await openNodeStore(parseStoreAddress(store), { folder: data }))
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error
    if (error.message.startsWith('Another Inkland')) return null
    throw new CliFault(error.message, { cause: error })
  }
}
