// Makes room at the end of the write-ahead log before SQLite gets there. A commit that makes the file longer
// waits until the disk has noted its new length as well, which takes as long as writing the rows.
// SQLite reads the log as far as its sums fit, so zeros behind its end are nothing to it.
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'

/** How much room is made at once: for some 250 commits. */
const ROOM_BYTES = 1024 * 1024
/** It is looked whether there is room once in so many groups. */
const LOOK_EVERY = 16
/** A page of the database, with which the log says what it is. */
const LOOKED_AT_BYTES = 4096
/** Before the log begins, SQLite has not said what file this is. */
const HEADER_BYTES = 32

const ZEROS = Buffer.alloc(ROOM_BYTES)
const NOTHING = ZEROS.subarray(0, LOOKED_AT_BYTES)

interface WalSpace {
  /** Called after each group of calls. */
  keep(): void
  close(): void
}

/** `mostBytes`: the file is made no longer than that. */
export function createWalSpace(path: string, mostBytes: number): WalSpace {
  const looked = Buffer.alloc(LOOKED_AT_BYTES)
  let file: number | null = null
  let left = LOOK_EVERY
  /** Once something is written here, there is to be more room; 0: there is none yet. */
  let mark = 0

  const close = (): void => {
    if (file !== null) closeSync(file)
    file = null
  }

  const isUsed = (wal: number): boolean => {
    readSync(wal, looked, 0, LOOKED_AT_BYTES, mark)
    return !looked.equals(NOTHING)
  }

  const look = (): void => {
    file ??= openSync(path, 'r+')
    const { size } = fstatSync(file)
    if (size < HEADER_BYTES || size + ROOM_BYTES > mostBytes) return
    // It may have been cut to nothing meanwhile.
    if (mark > 0 && mark < size && !isUsed(file)) return
    writeSync(file, ZEROS, 0, ROOM_BYTES, size)
    mark = size + ROOM_BYTES / 2
  }

  return {
    keep() {
      left -= 1
      if (left > 0) return
      left = LOOK_EVERY
      try {
        look()
      } catch {
        // A full disk: whoever commits is told.
        close()
      }
    },
    close,
  }
}
