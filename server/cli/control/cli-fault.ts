// Why something could not be done, in words that say what to do instead.
import { FolderRefusal } from '../../storage/sqlite/files/data-folder.ts'

export class CliFault extends Error {
  override readonly name = 'CliFault'
}

/** A folder that cannot be used, and a disk that fails, are told as they are. */
export async function orFault<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const isOfTheDisk = error instanceof Error && ('errno' in error || 'errcode' in error)
    if (error instanceof FolderRefusal || isOfTheDisk) throw new CliFault(wordsOf(error), { cause: error })
    throw error
  }
}

/** The problem of a disk or a folder, by the system's name for it. */
const DISK: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full. Free some space, or choose a folder on another disk.',
  EDQUOT: 'No more may be written on this disk. Free some space, or choose a folder on another disk.',
  EROFS: 'This disk cannot be written. Choose a folder on another one.',
  EACCES: 'The folder may not be used by whoever runs this. Give them the right to, or choose another one.',
  EPERM: 'The folder may not be used by whoever runs this. Give them the right to, or choose another one.',
  ENOTDIR: 'There is a file where the folder should be. Move it away, or choose another folder.',
  EEXIST: 'There is a file where the folder should be. Move it away, or choose another folder.',
  EISDIR: 'There is a folder where a file should be. Move it away, or choose another folder.',
  EIO: 'The disk does not work. Choose a folder on another one.',
}

function wordsOf(error: Error): string {
  const words = 'code' in error ? DISK[String(error.code)] : undefined
  if (words === undefined) return error.message
  return 'path' in error && typeof error.path === 'string' ? `${words} (${error.path})` : words
}
