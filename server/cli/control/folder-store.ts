// The store of a data folder that no node uses, for a command: in the folder, or in the database that INKLAND_STORE
// names.
import { usualStore } from '../../config/node-config.ts'
import { openNodeStore } from '../../storage/opening/node-store.ts'
import { parseStoreAddress } from '../../storage/opening/store-address.ts'
import { StoreRefusal } from '../../storage/store-refusal.ts'
import type { Store } from '../../storage/store.ts'
import { CliFault } from './cli-fault.ts'

/** Null while a node uses the folder; rejects with a CliFault. */
export async function openFolderStore(data: string): Promise<Store | null> {
  try {
    return await openNodeStore(parseStoreAddress(usualStore()), { folder: data })
  } catch (error) {
    if (!(error instanceof StoreRefusal)) throw error
    if (error.message.startsWith('Another Inkland')) return null
    throw new CliFault(error.message, { cause: error })
  }
}
