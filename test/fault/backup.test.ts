// Backups restore: taken while many write, each is whole, has all that was saved before it began, and is a
// beginning of the log. Restored, a node serves it, under new lines.
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { whyUnreadable } from '../../server/cli/doctor-command.ts'
import { backUp, restoreBackup } from '../../server/storage/maintenance/data-backup.ts'
import { examine } from '../../server/storage/maintenance/folder-examination.ts'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { markOf } from '../../server/sync/validation/line-mark.ts'
import type { LineId } from '../../shared/world/address.ts'
import { temporaryFolder } from '../process.ts'
import { seededRandom, seedFromEnvironment } from '../simulation/random.ts'
import { roundsOr } from '../support/rounds.ts'
import { ada, makeWorld, update } from '../contract/made.ts'
import { Crowd } from './crowd.ts'
import { appended, areEqual } from './edits.ts'
import { Lives } from './lives.ts'
import { fetchCopy } from './copy.ts'
import { IS_HARD } from '../hard.ts'

const BACKUPS = IS_HARD ? roundsOr(20) : 1
/** Fifty people in ten worlds in the long form. */
const PEOPLE = IS_HARD ? {} : { perWorld: [4, 2, 1] }
/** Edits that are saved at least between the beginnings of two backups. */
const EDITS = IS_HARD ? 1_000 : 300
const LIMIT_MS = IS_HARD ? 60 * 60_000 : 180_000

/** The content of a database, and whether it is whole; `at`: numbers of rows of its log, least first. */
function readAll(folder: string, at: readonly number[] = []) {
  const database = new DatabaseSync(join(folder, 'inkland.sqlite'), { readOnly: true })
  try {
    const damage = database.prepare('PRAGMA integrity_check(1)').get()?.['integrity_check']
    const worlds = database.prepare('SELECT address, line FROM worlds').all()
    const lines = new Map(worlds.map((row) => [row['address'], row['line']]))
    return { damage, ...summed(database, at), lines }
  } finally {
    database.close()
  }
}

/**
 * The SHA-256 of a log, and of its beginnings of `at` rows: where those are equal, all rows are. The rows
 * themselves, for each of a hundred backups, would not fit into memory.
 */
function summed(database: DatabaseSync, at: readonly number[]) {
  const hash = createHash('sha256')
  const sumsAt: string[] = []
  let rows = 0
  const log = database.prepare('SELECT sequence, bytes FROM log ORDER BY sequence')
  for (const { sequence, bytes } of log.iterate()) {
    while (at[sumsAt.length] === rows) sumsAt.push(hash.copy().digest('base64'))
    const update = bytes as Uint8Array
    hash.update(`${String(sequence)} ${update.length} `).update(update)
    rows++
  }
  while (at[sumsAt.length] === rows) sumsAt.push(hash.copy().digest('base64'))
  return { rows, sum: hash.digest('base64'), sumsAt }
}

async function sceneIn(folder: string, address: string): Promise<Y.Doc> {
  const store = await openSqliteStore({ folder })
  const world = (await store.worlds('here')).find((each) => each.address === address)
  const stored = await store.open({ world: world!.key, kind: 'scene' })
  await store.close()
  const doc = new Y.Doc()
  if (stored.snapshot !== null) Y.applyUpdate(doc, stored.snapshot)
  for (const { bytes } of stored.tail) Y.applyUpdate(doc, bytes)
  return doc
}

describe('[backups restore]', () => {
  it('under load each is whole and a beginning of the log', { timeout: LIMIT_MS }, async () => {
    const seed = seedFromEnvironment()
    await using lives = new Lives()
    const server = await lives.start('inkland/welcome')
    const crowd = await Crowd.gather(server, 'crowd', seededRandom(seed), PEOPLE)
    const looked = crowd.worlds.at(-1)
    await crowd.enter(server)
    const folder = temporaryFolder()
    const last = join(folder, 'backup')
    const tookMs: number[] = []
    const beginnings: { readonly rows: number; readonly sum: string }[] = []
    for (let n = 0; n < BACKUPS; n++) {
      await crowd.write(EDITS)
      const saved = new Map(crowd.editors.map((editor) => [editor, editor.saved]))
      rmSync(last, { recursive: true, force: true })
      const begun = performance.now()
      await backUp(lives.data, last, n)
      tookMs.push(performance.now() - begun)
      // The same processor now examines this backup.
      crowd.rest()

      expect(readdirSync(last).toSorted()).toEqual(['assets', 'backup.json', 'inkland.sqlite'])
      const copy = readAll(last)
      expect(copy.damage).toBe('ok')
      expect(copy.rows, `seed ${seed}, backup ${n}`).toBeGreaterThan(0)
      beginnings.push(copy)
      for (const [editor, count] of saved) {
        if (editor.world !== looked) continue
        const doc = await sceneIn(last, editor.world)
        const list = doc.getArray(editor.name).toArray()
        expect(list.length).toBeGreaterThanOrEqual(appended(count).length)
        expect(list).toEqual(appended(editor.made).slice(0, list.length))
      }
    }
    await server.stop()
    await crowd.part()

    const all = readAll(
      lives.data,
      beginnings.map(({ rows }) => rows),
    )
    expect(all.sumsAt, `seed ${seed}`).toEqual(beginnings.map(({ sum }) => sum))
    console.info(
      `backups restore: ${beginnings.length} of ${BACKUPS} whole, ${all.rows} rows and ${crowd.saved} saved edits in the end, ` +
        `${Math.max(...tookMs).toFixed(0)} ms at most (seed ${seed})`,
    )

    const data = join(folder, 'restored')
    await restoreBackup(last, data)
    const restored = readAll(data)
    expect(restored.sum).toBe(readAll(last).sum)
    for (const [address, line] of restored.lines) expect(line).not.toBe(all.lines.get(address))
    await using other = new Lives()
    rmSync(other.data, { recursive: true })
    cpSync(data, other.data, { recursive: true })
    const again = await other.start('crowd/world-0')
    const served = await fetchCopy(`${again.wsUrl}/sync/crowd/world-0`)
    const kept = await sceneIn(last, 'crowd/world-0')
    const mark = markOf(String(restored.lines.get('crowd/world-0')) as LineId)
    if (mark !== null) Y.applyUpdate(kept, mark.bytes)
    expect(areEqual(served, kept)).toBe(true)
    crowd.leave()
  })

  it('what cannot be saved or restored is told, and nothing is left behind', async () => {
    const folder = temporaryFolder()
    const data = join(folder, 'data')
    const store = await openSqliteStore({ folder: data })
    const world = await makeWorld(store, 'garden')
    await store.append([update({ world: world.key, kind: 'scene' }, 1)])
    await store.changeRecords([
      { kind: 'session', id: 's', value: 1 },
      { kind: 'account', id: 'ada', value: { name: 'Ada' } },
    ])
    await store.close()
    mkdirSync(join(data, 'assets', 'ab'), { recursive: true })
    writeFileSync(join(data, 'assets', 'ab', `ab${'0'.repeat(62)}`), 'a picture')
    writeFileSync(join(data, 'assets', 'ab', 'half.tmp'), 'half')

    await expect(backUp(join(folder, 'nothing'), join(folder, 'b'), 1)).rejects.toThrow(
      'There are no worlds in',
    )
    await backUp(data, join(folder, 'b', 'one'), 1)
    await expect(backUp(data, join(folder, 'b', 'one'), 1)).rejects.toThrow('already')
    expect(statSync(join(folder, 'b', 'one', 'inkland.sqlite')).mode & 0o077).toBe(0)
    expect(readdirSync(join(folder, 'b', 'one', 'assets', 'ab'))).toEqual([`ab${'0'.repeat(62)}`])

    await expect(restoreBackup(join(folder, 'b'), join(folder, 'new'))).rejects.toThrow(
      'There is no backup at',
    )
    await expect(restoreBackup(join(folder, 'b', 'one'), data)).rejects.toThrow('is not empty')
    mkdirSync(join(folder, 'new'))
    await restoreBackup(join(folder, 'b', 'one'), join(folder, 'new'))
    const again = await openSqliteStore({ folder: join(folder, 'new') })
    expect(await again.records('session')).toEqual([])
    expect(await again.records('account')).toMatchObject([{ id: 'ada', value: { name: 'Ada' } }])
    expect((await again.log({ world: world.key, kind: 'scene' }, 0, 9)).map(({ member }) => member)).toEqual([
      ada,
    ])
    await again.close()

    const note = join(folder, 'b', 'one', 'backup.json')
    writeFileSync(note, readFileSync(note, 'utf8').replace('"format": 1', '"format": 99'))
    await expect(restoreBackup(join(folder, 'b', 'one'), join(folder, 'x'))).rejects.toThrow('newer Inkland')
    const copy = join(folder, 'b', 'one', 'inkland.sqlite')
    writeFileSync(note, readFileSync(note, 'utf8').replace('"format": 99', '"format": 1'))
    writeFileSync(copy, readFileSync(copy).fill(7, 4096))
    await expect(restoreBackup(join(folder, 'b', 'one'), join(folder, 'x'))).rejects.toThrow('damaged')
    expect(existsSync(join(folder, 'x'))).toBe(false)
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('a doctor finds what is wrong with a folder', async () => {
    const data = temporaryFolder()
    const store = await openSqliteStore({ folder: data })
    const world = await makeWorld(store, 'garden')
    const doc = new Y.Doc()
    doc.getMap('meta').set('title', 'Garden')
    const scene = { world: world.key, kind: 'scene' } as const
    await store.append([update(scene, 1, { bytes: Y.encodeStateAsUpdate(doc) })])
    await store.close()
    const found = async () => {
      const lines: string[] = []
      for await (const { kind, text } of examine(data, Date.now(), whyUnreadable))
        lines.push(`${kind}: ${text}`)
      return lines
    }
    expect(await found()).toEqual(
      expect.arrayContaining([
        'well: The database is in order.',
        'well: 1 of 1 worlds can be opened.',
        expect.stringMatching('^note: There is no backup yet'),
      ]),
    )
    expect((await found()).filter((line) => line.startsWith('trouble'))).toEqual([])

    const again = await openSqliteStore({ folder: data })
    await again.append([update(scene, 2, { bytes: Uint8Array.of(9, 9, 9) })])
    await again.close()
    mkdirSync(join(data, 'assets'))
    writeFileSync(join(data, 'assets', 'a'.repeat(64)), 'not that')
    const trouble = (await found()).filter((line) => line.startsWith('trouble')).join('\n')
    expect(trouble).toContain('ada/garden cannot be opened')
    expect(trouble).toContain('is damaged. Restore it')
  })
})
