// `inkland take`: one world out of a backup, as a file that a node imports as a new world.
import { createWriteStream } from 'node:fs'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseAddress, parseWorldId } from '../../shared/world/address.ts'
import type { BackedUpWorld } from '../../shared/wire/api/backup-bodies.ts'
import { cleanHere } from '../assets/cleaned-picture.ts'
import { openFolderFiles } from '../assets/picture-folder.ts'
import { createPictures } from '../assets/node-pictures.ts'
import { storedVersions } from '../history/version-table.ts'
import { createRecordTables } from '../records/record-tables.ts'
import { exportWorld } from '../storage/archive/world-file.ts'
import { picturesInBucket } from '../storage/bucket/bucket-pictures.ts'
import { readNote } from '../storage/maintenance/backup-note.ts'
import type { PictureFiles } from '../storage/picture-files.ts'
import { DATABASE } from '../storage/sqlite/files/data-folder.ts'
import { openSqliteStore } from '../storage/sqlite/sqlite-store.ts'
import type { Store } from '../storage/store.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import { systemClock as clock } from '../time/server-clock.ts'
import { bucketClient, givenBucket } from './control/cli-bucket.ts'
import { say, warn, WrongUse, type CliCommand } from './control/cli-command.ts'
import { CliFault, orFault } from './control/cli-fault.ts'

export const takeCommand: CliCommand = {
  help: `Takes one world out of a backup, as a file: “Import” on the list of worlds makes a new world of it.

  npm run inkland -- take BACKUP ACCOUNT/WORLD --out FILE
  npm run inkland -- take BACKUP --list

  --out FILE      the file to make; needs as much room beside it as the backup's database has
  --list          only tells which worlds are in the backup, a line of JSON for each
  --help          this text
`,
  flags: { out: { type: 'string' }, list: { type: 'boolean' } },
  prepare(given) {
    const [from = '', which, ...more] = given.rest
    const out = given.value('out')
    if (given.has('list') && from !== '' && which === undefined) {
      return () => orFault(inCopy(resolve(from), dirname(resolve(from)), list))
    }
    if (which === undefined || out === undefined || more.length > 0) {
      throw new WrongUse('Use take BACKUP ACCOUNT/WORLD --out FILE, or take BACKUP --list; see --help.')
    }
    const file = resolve(out)
    return () =>
      orFault(inCopy(resolve(from), dirname(file), (store) => take(store, resolve(from), which, file)))
  },
}

/**
 * Works on a copy, in a folder that is removed afterwards: a backup stays as it is, also one of an older
 * format.
 */
async function inCopy(from: string, beside: string, work: (store: Store) => Promise<void>): Promise<void> {
  await readNote(from)
  const folder = await mkdtemp(join(beside, '.taking-'))
  try {
    await copyFile(join(from, DATABASE), join(folder, DATABASE))
    const store = await openSqliteStore({ folder })
    try {
      await work(store)
    } finally {
      await store.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function list(store: Store): Promise<void> {
  for (const { id, address, title, changedAt, owner } of await store.worlds('here')) {
    say(JSON.stringify({ id, address, title, changedAt, owner } satisfies BackedUpWorld))
  }
}

async function take(store: Store, from: string, which: string, file: string): Promise<void> {
  const world = await worldIn(store, which)
  const pictures = await createPictures({
    store,
    files: await picturesIn(from),
    clean: cleanHere,
    clock,
    onUnreadable: () => undefined,
  })
  const tables = createRecordTables({ store, onUnreadable: () => undefined })
  const bytes = exportWorld(store, world, {
    pictures: pictures.archived(world.id),
    versions: await storedVersions(tables, world),
  })
  await pipeline(bytes, createWriteStream(file, { flags: 'wx', mode: 0o600 }))
  say(`${world.address} is in ${file}, as it was in that backup.`)
}

/** The pictures of a backup: in it, or in the bucket that they were in. */
async function picturesIn(from: string): Promise<PictureFiles> {
  const inBackup = await openFolderFiles(from)
  const bucket = (await readNote(from)).pictures
  const address = bucket === undefined ? null : givenBucket()
  if (bucket === undefined) return inBackup
  if (address === null) {
    warn(
      `Pictures are not in that backup: they are in the bucket ${bucket}. Name it in INKLAND_PICTURES, with its key, to have them in the file.`,
    )
    return inBackup
  }
  return picturesInBucket(bucketClient(address))
}

async function worldIn(store: Store, which: string): Promise<WorldRecord> {
  const address = parseAddress(which)
  const id = parseWorldId(which)
  const world = address === null ? id && (await store.findById(id)) : await store.find(address)
  if (world) return world
  throw new CliFault(`There is no world ${which} in that backup. Use take BACKUP --list to see them all.`)
}
