// Why something could not be done, in words that say what to do instead.
import { FolderRefusal } from '../storage/sqlite/folder.ts'

export class CliFault extends Error {
  override readonly name = 'CliFault'
}

/** A folder that cannot be used, and a disk that fails, are told as they are. */
export async function orFault<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const isOfTheDisk = error instanceof Error && ('code' in error || 'errcode' in error)
    if (error instanceof FolderRefusal || isOfTheDisk) throw new CliFault(error.message, { cause: error })
    throw error
  }
}
