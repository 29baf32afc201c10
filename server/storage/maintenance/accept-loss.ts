// Goes on with the rest of a damaged folder, for a person who knows that something is lost. All files as they
// were are put aside first, in a folder of their own: nothing that could be salvaged is thrown away.
import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { DEFAULT_AVATAR_LOOK } from '../../../shared/world/avatar.ts'
import { logChecksum, type CheckedRow } from '../content-checksums.ts'
import { CHECKED_COLUMNS, damagedRows, SUMMED, TOTALLED } from '../sqlite/tables/row-checksums.ts'
import { unpackTail } from '../update-packing.ts'
import { findDamage, type DocumentDamage, type DocumentPlace } from '../sqlite/tables/damaged-rows.ts'
import { openDatabase } from '../sqlite/database-calls.ts'
import { readBinding } from '../opening/folder-binding.ts'
import { assertNotLeft } from '../sqlite/files/left-folder.ts'
import { DATABASE, FolderRefusal, lockFolder, makeFolder } from '../sqlite/files/data-folder.ts'
import { describeTrouble, inspectFolder, refusalOr } from '../sqlite/folder-inspection.ts'
import { createLog, type Log } from '../sqlite/tables/log-table.ts'
import { PROGRESS } from '../sqlite/files/progress-file.ts'

/** Which of these updates cannot be applied after those before them, by their places. */
type WhatRests = (updates: readonly Uint8Array[]) => Promise<readonly number[]>

const FILES = [DATABASE, `${DATABASE}-wal`, `${DATABASE}-shm`, PROGRESS] as const

/**
 * Resolves to a description of the repair, in sentences. Rejects with a FolderRefusal if nothing can be done.
 */
export async function acceptLoss(folder: string, now: Date, whatRests: WhatRests): Promise<string[]> {
  if (!existsSync(folder))
    throw new FolderRefusal(`There is nothing at ${folder}. Use --data to say where the worlds are.`)
  const binding = readBinding(folder)
  if (binding !== null) {
    throw new FolderRefusal(
      `The worlds of ${folder} are in the database ${binding.name}: restore a backup of that with PostgreSQL’s own programs.`,
    )
  }
  const lock = lockFolder(folder)
  try {
    assertNotLeft(folder)
    const trouble = inspectFolder(folder, { whole: true })
    if (trouble?.kind === 'broken') throw new FolderRefusal(describeTrouble(folder, trouble))
    const aside = putAside(folder, now)
    const done = [`All files as they were are in ${aside}.`]
    if (trouble?.kind === 'missing') remove(folder, FILES)
    if (trouble?.kind === 'parted') remove(folder, [`${DATABASE}-wal`, `${DATABASE}-shm`])
    if (trouble !== null) remove(folder, [PROGRESS])
    if (existsSync(join(folder, DATABASE))) done.push(...(await acceptRows(folder, whatRests)))
    const left = inspectFolder(folder, { whole: true })
    if (left !== null) {
      const text = `${left.text} It cannot be used like this.`
      throw new FolderRefusal(describeTrouble(folder, { kind: 'broken', text }))
    }
    if (trouble !== null) done.push('The folder can be used again, with what is left in it.')
    return done
  } catch (error) {
    throw refusalOr(folder, error)
  } finally {
    lock.close()
  }
}

function putAside(folder: string, now: Date): string {
  const aside = join(folder, `set-aside-${now.toISOString().replaceAll(/[:.]/g, '-')}`)
  makeFolder(aside)
  for (const file of FILES) {
    if (existsSync(join(folder, file))) copyFileSync(join(folder, file), join(aside, file))
  }
  return aside
}

function remove(folder: string, files: readonly string[]): void {
  for (const file of files) rmSync(join(folder, file), { force: true })
}

/** Puts aside what is damaged within a database. */
async function acceptRows(folder: string, whatRests: WhatRests): Promise<string[]> {
  const database = openDatabase(join(folder, DATABASE))
  try {
    const log = createLog(database)
    log.file()
    database.exec('BEGIN IMMEDIATE')
    const found = findDamage(database)
    for (const each of found) acceptDocument(database, each)
    database.exec(`DELETE FROM records WHERE ${damagedRows('records')} AND NOT json_valid(value)`)
    database
      .prepare(`UPDATE people SET look = ? WHERE ${damagedRows('people')} AND NOT json_valid(look)`)
      .run(JSON.stringify(DEFAULT_AVATAR_LOOK))
    for (const { table, columns } of SUMMED) {
      // Written again as they are: triggers compute the new checksums.
      database.exec(`UPDATE ${table} SET ${columns[0]} = ${columns[0]} WHERE ${damagedRows(table)}`)
    }
    for (const table of TOTALLED) {
      database.exec(
        `UPDATE sums SET total = (SELECT coalesce(sum(checksum), 0) FROM ${table}) WHERE name = '${table}'`,
      )
    }
    database.exec('COMMIT')
    for (const { place, rows } of found) {
      if (place !== null && rows.length > 0) await acceptRest(log, place, whatRests)
    }
    return found.flatMap(wordsFor)
  } finally {
    database.close()
  }
}

function acceptDocument(database: DatabaseSync, { document, rows, isSnapshotDamaged }: DocumentDamage): void {
  const read = database.prepare(`SELECT ${CHECKED_COLUMNS} FROM log WHERE sequence = ?`)
  const keep = database.prepare(
    'UPDATE log SET document = ?, quarantined = 1, checksum = ? WHERE sequence = ?',
  )
  for (const sequence of rows) {
    const row = read.get(sequence) as CheckedRow | undefined
    if (row) keep.run(document, logChecksum({ ...row, document, quarantined: 1 }), sequence)
  }
  if (isSnapshotDamaged) database.prepare('DELETE FROM snapshots WHERE document = ?').run(document)
  // The owner of a client id cannot be known any more: it is nobody's until somebody writes under it.
  database
    .prepare(
      `DELETE FROM client_owners WHERE document = ? AND checksum IS NOT NULL
       AND checksum IS NOT sum_of_claim(document, CAST(client AS REAL), CAST(member AS REAL))`,
    )
    .run(document)
}

/** Rows on top of lost ones are put aside as well: they cannot be applied without them. */
async function acceptRest(log: Log, { world, kind }: DocumentPlace, whatRests: WhatRests): Promise<void> {
  const key = { world, kind }
  const { snapshot, tail } = log.open(key)
  const rows = unpackTail(tail)
  const updates = [...(snapshot === null ? [] : [snapshot]), ...rows.map(({ bytes }) => bytes)]
  for (const at of await whatRests(updates)) {
    const row = rows[at - (snapshot === null ? 0 : 1)]
    if (row !== undefined) log.quarantine(key, row.sequence)
  }
}

function wordsFor({ place, rows, isSnapshotDamaged }: DocumentDamage): string[] {
  const world = place?.address ?? 'Something that no world knows any more'
  return [
    ...(rows.length > 0
      ? [`${world}: ${rows.length} damaged changes were put aside. The rest is there.`]
      : []),
    ...(isSnapshotDamaged ? [`${world}: a copy that saves time was damaged, and is made again.`] : []),
  ]
}
