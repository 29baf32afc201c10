// A small record beside the database: which database it is, and how many commits it had. It tells only of
// commits that are on the disk. It is written at most twice a second and not synced, so that it costs
// nothing. After a kill or a power failure it tells of fewer commits than there are, never of more. A start
// that finds fewer in the database says so.
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { Clock } from '../../../../shared/time/clock.ts'

/** Its name in the data folder. */
export const PROGRESS = 'inkland.progress'
/** How long after a commit it is written at the latest, in ms. */
const WRITE_MS = 500
/** It is written in place, in one call: always as many bytes. */
const LENGTH = 128

export interface CommitProgress {
  /** Which database it is. */
  readonly database: string
  readonly commits: number
  /** The last row of its log. */
  readonly row: number
}

const checksumOf = ({ database, commits, row }: CommitProgress): number =>
  crc32(`${database} ${commits} ${row}`)

const LINE = /^database ([0-9A-F]*) had (\d{1,10}) commits and row (\d{1,16}); checksum (\d{1,10}) *\n$/

/** A folder's record; `none` where there is none, `damaged` where it cannot be read. */
export function readProgress(folder: string): CommitProgress | 'none' | 'damaged' {
  try {
    const text = readFileSync(join(folder, PROGRESS), 'latin1')
    const [, database = '', commits, row, checksum] = LINE.exec(text) ?? []
    const progress = { database, commits: Number(commits), row: Number(row) }
    return Number(checksum) === checksumOf(progress) ? progress : 'damaged'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'none' : 'damaged'
  }
}

/** Writes what a folder's record says. */
function writeProgress(folder: string, progress: CommitProgress): void {
  const { database, commits, row } = progress
  const line = `database ${database} had ${commits} commits and row ${row}; checksum ${checksumOf(progress)}`
  const file = openSync(join(folder, PROGRESS), constants.O_RDWR | constants.O_CREAT, 0o600)
  try {
    writeSync(file, `${line.padEnd(LENGTH - 1)}\n`, 0)
  } finally {
    closeSync(file)
  }
}

interface ProgressWriter {
  /** Something was committed, and is on the disk. */
  readonly note: () => void
  /** Writes what was not written yet. */
  readonly end: () => void
}

/** Writes the record of a database that is open. Where the disk does not take it, it is older: no harm. */
export function createProgressWriter(
  folder: string,
  clock: Pick<Clock, 'after'>,
  now: () => CommitProgress,
): ProgressWriter {
  let cancel: (() => void) | null = null
  const write = (): void => {
    cancel = null
    try {
      writeProgress(folder, now())
    } catch {
      // It is tried again after the next commit.
    }
  }
  return {
    note() {
      cancel ??= clock.after(WRITE_MS, write)
    },
    end() {
      if (cancel === null) return
      cancel()
      write()
    },
  }
}
