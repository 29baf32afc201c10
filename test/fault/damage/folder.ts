// A data folder with everything that a node stores, as it is after a stop and after a kill, and as it was
// some time before.
import { createHash } from 'node:crypto'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as Y from 'yjs'
import { backUp } from '../../../server/storage/maintenance/data-backup.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import { readProgress } from '../../../server/storage/sqlite/files/progress-file.ts'
import type { Store } from '../../../server/storage/store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { DEFAULT_AVATAR_LOOK as look } from '../../../shared/world/avatar.ts'
import { parseAccountName, parseArtifactId } from '../../../shared/world/address.ts'
import { ada, bob, documentOf, makeWorld, typed } from '../../contract/made.ts'
import { temporaryFolder, until } from '../../process.ts'

export const DATABASE = 'inkland.sqlite'
export const WAL = `${DATABASE}-wal`
export const PROGRESS = 'inkland.progress'

/** Letters in a world, each an update: more than fit on a page. */
const LETTERS = 150
/** Of which so many are one commit. */
const AT_ONCE = 15
const WORLDS = ['garden', 'library', 'harbour'] as const
const PICTURE = Buffer.from('a picture')

/** Folders of one node. */
export interface Folders {
  /** After it was stopped; after it was killed; and some saved edits before that, stopped. */
  readonly stopped: string
  readonly killed: string
  readonly older: string
}

export async function makeFolders(): Promise<Folders> {
  const root = temporaryFolder()
  const data = join(root, 'data')
  const older = join(root, 'older')
  const killed = join(root, 'killed')
  const first = await openSqliteStore({ folder: data })
  const worlds: WorldRecord[] = []
  for (const name of WORLDS) worlds.push(await makeWorld(first, name))
  for (const [i, world] of worlds.entries()) await write(first, world, i + 1, 'before ')
  await keep(first, data)
  await first.close()
  cpSync(data, older, { recursive: true })
  const second = await openSqliteStore({ folder: data })
  for (const [i, world] of worlds.entries()) await write(second, world, i + 11, 'after ')
  const [garden] = worlds
  if (garden) await snapshot(second, garden)
  await second.changeRecords([{ kind: 'account', id: 'bob', value: { name: 'Bob', admin: false } }])
  await backUp(data, join(root, 'backup'), 1)
  const before = readProgress(data)
  await second.changeRecords([{ kind: 'account', id: 'eve', value: { name: 'Eve', admin: false } }])
  await until('the record is written', () => JSON.stringify(readProgress(data)) !== JSON.stringify(before))
  cpSync(data, killed, { recursive: true })
  await second.close()
  return { stopped: data, killed, older }
}

async function write(store: Store, world: WorldRecord, client: number, words: string): Promise<void> {
  const letters = words.repeat(Math.ceil(LETTERS / words.length))
  const member = client % 2 === 0 ? bob : ada
  const updates = typed(client, letters).map((bytes, n) => ({
    document: documentOf(world),
    bytes,
    member,
    at: 1000 + n,
    claims: n === 0 ? [client] : [],
  }))
  for (let n = 0; n < updates.length; n += AT_ONCE) {
    await Promise.all(updates.slice(n, n + AT_ONCE).map((update) => store.append([update])))
  }
}

async function snapshot(store: Store, world: WorldRecord): Promise<void> {
  const { tail, sequence } = await store.open(documentOf(world))
  await store.snapshot(documentOf(world), sequence, Y.mergeUpdates(tail.map(({ bytes }) => bytes)))
}

/** Data that is not in logs. */
async function keep(store: Store, data: string): Promise<void> {
  for (const [i, member] of [ada, bob].entries()) {
    await store.nameMember({ id: member, name: `Person ${i}` })
    const account = parseAccountName(`person${i}`)
    const body = parseArtifactId(`body${i}`)
    if (account && body) await store.introduce({ id: member, account, body, look })
  }
  await store.changeRecords([{ kind: 'account', id: 'ada', value: { name: 'Ada', admin: true } }])
  await store.secret('session', () => new Uint8Array(32).fill(7))
  const name = createHash('sha256').update(PICTURE).digest('hex')
  const path = join(data, 'assets', name.slice(0, 2), name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, PICTURE)
  await store.changeRecords([{ kind: 'asset', id: name, value: { bytes: PICTURE.length } }])
}

/** Damages a change of ada/library, on which three others stand. */
export function damageChange(folder: string): void {
  const database = new DatabaseSync(join(folder, DATABASE))
  database.exec(`UPDATE log SET bytes = zeroblob(length(bytes)) WHERE sequence = (
    SELECT max(sequence) - 3 FROM filed JOIN documents ON documents.key = document JOIN worlds ON worlds.key = world
    WHERE address = 'ada/library' AND kind = 'scene')`)
  database.close()
}

export const copyOf = (folder: string): string => {
  const copy = join(temporaryFolder(), 'data')
  cpSync(folder, copy, { recursive: true })
  chmodSync(copy, 0o700)
  return copy
}

/** SQLite makes an empty log beside a database that it reads. */
const hashOf = (path: string): string | null =>
  existsSync(path) && (statSync(path).size > 0 || !path.endsWith('-wal'))
    ? createHash('sha256').update(readFileSync(path)).digest('hex')
    : null

/** The contents of the files that a person could lose, to compare; null where one is not there. */
export const filesOf = (folder: string): (string | null)[] =>
  [DATABASE, WAL, PROGRESS].map((file) => hashOf(join(folder, file)))
