// The database of a data folder as one end of a move: the one that is left, and a new one that is filled
// beside it.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { FillingStore, StoreContents } from '../../store-contents.ts'
import { openDatabase } from '../database-calls.ts'
import { DATABASE, makeDatabaseFile, makeFolder, sync } from '../files/data-folder.ts'
import { systemClock } from '../../../time/server-clock.ts'
import { mergeRun } from '../../row-merging.ts'
import { openLocked } from '../store-core.ts'
import { contentsOf } from './sqlite-contents.ts'
import { fillingOf } from './sqlite-filling.ts'

interface LeftFolder {
  readonly contents: StoreContents
  readonly close: () => void
}

/** Opens the database of a folder that this process has locked, as a node would. Throws a FolderRefusal. */
export function readFolder(folder: string): LeftFolder {
  const core = openLocked(folder, systemClock, mergeRun)
  const database = new DatabaseSync(join(folder, DATABASE), { readOnly: true })
  database.exec('BEGIN')
  return {
    contents: contentsOf(database),
    close() {
      database.close()
      core.close()
    },
  }
}

interface FilledFolder {
  readonly filling: FillingStore
  /** Writes all of it to the disk. */
  readonly finish: () => void
  /** Throws it away. */
  readonly abandon: () => void
}

/** A new database in a folder of its own; what an earlier move left there is thrown away. */
export function fillFolder(folder: string): FilledFolder {
  rmSync(folder, { recursive: true, force: true })
  makeFolder(folder)
  const path = makeDatabaseFile(folder)
  const database = openDatabase(path)
  return {
    filling: fillingOf(database),
    finish() {
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      database.close()
      sync(path)
      sync(folder)
    },
    abandon() {
      if (database.isOpen) database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
