// The command line on a node whose worlds are in PostgreSQL: commands find them there, and doctor looks at
// them.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { idOf } from '../../../server/assets/cleaned-picture.ts'
import { whyUnreadable } from '../../../server/cli/doctor-command.ts'
import type { FolderFinding } from '../../../server/storage/maintenance/finding.ts'
import { examine } from '../../../server/storage/maintenance/folder-examination.ts'
import { parseStoreAddress } from '../../../server/storage/opening/store-address.ts'
import { startServer, temporaryFolder } from '../../process.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { png } from '../../unit/assets/made.ts'
import { inkland, inklandWith } from '../../unit/cli/inkland.ts'
import { filesIn } from '../../unit/folder/made.ts'
import { databaseServer, PASSWORD } from './database-server.ts'

const PICTURE = png(40, 30)

/** A small folder, as somebody writes it by hand. */
function writeGarden(): string {
  const garden = join(temporaryFolder(), 'garden')
  mkdirSync(join(garden, 'chest'), { recursive: true })
  writeFileSync(join(garden, 'index.md'), '# Garden\n\nSee [the chest](chest.md).\n\n![a view](view.png)\n')
  writeFileSync(join(garden, 'chest.md'), '---\nlook: { sprite: chest }\n---\n# Chest\n')
  writeFileSync(join(garden, 'chest', 'book.md'), 'A thin book.')
  writeFileSync(join(garden, 'view.png'), PICTURE)
  return garden
}

const textsIn = (folder: string) =>
  filesIn(folder).map(({ path, bytes }) => [path, Buffer.from(bytes).toString('base64')])

describe.skipIf(!hasPostgres)('a node on PostgreSQL, from the command line', { timeout: 120_000 }, () => {
  const databases = databaseServer()
  let [data, store, garden] = ['', '', '']
  beforeAll(async () => {
    data = temporaryFolder()
    garden = writeGarden()
    store = await databases.newDatabase()
    const made = await inklandWith({ INKLAND_STORE: store }, 'import', garden, 'ada/garden', '--data', data)
    expect(made, made.errors).toMatchObject({ code: 0 })
  })

  test('[L22] a world is exported, while the node is stopped and while it runs, and nothing of the node changes', async () => {
    const out = join(temporaryFolder(), 'stopped')
    const stopped = await inklandWith(
      { INKLAND_STORE: store },
      'export',
      'ada/garden',
      '--data',
      data,
      '--out',
      out,
    )
    expect(stopped, stopped.errors).toMatchObject({ code: 0, errors: '' })
    const files = textsIn(out)
    expect(new Set(files.map(([path]) => path))).toEqual(new Set(textsIn(garden).map(([path]) => path)))
    expect(readFileSync(join(out, 'index.md'), 'utf8')).toContain('See [the chest](chest.md).')
    expect(idOf(readFileSync(join(out, 'view.png')))).toBe(idOf(PICTURE))
    await using _node = await startServer({ data, env: { INKLAND_STORE: store } })
    const beside = join(temporaryFolder(), 'beside')
    await inklandWith({ INKLAND_STORE: store }, 'export', 'ada/garden', '--data', data, '--out', beside)
    expect(textsIn(beside)).toEqual(files)
  })

  test('[L22] all commands take --store, warn of a password there, and print none', async () => {
    const out = join(temporaryFolder(), 'out')
    const origin = ['--origin', 'https://inkland.example']
    const commands = [
      ['account', 'add', 'ada'],
      ['account', 'list'],
      ['group', 'make', 'class'],
      ['world', 'list'],
      ['invite', '--by', 'ada', ...origin],
      ['peer', 'new-key'],
      ['import', garden, 'ada/second'],
      ['export', 'ada/second', '--out', out],
      ['doctor'],
    ]
    for (const command of commands) {
      const said = await inkland(...command, '--data', data, '--store', store)
      expect(said, said.errors).toMatchObject({ code: 0 })
      expect(said.errors, command[0]).toMatch(/^The password of the database is on the command line/)
      expect(said.out + said.errors).not.toContain(PASSWORD)
      // Where the store is not said, it is looked for in the folder.
      const without = await inkland(...command, '--data', data)
      expect(without.code, command[0]).toBe(1)
      expect(without.out + without.errors).toMatch(/are in the database .*INKLAND_STORE \(or --store\)/)
    }
    expect(await inkland('doctor', '--data', data, '--store', 'a database')).toMatchObject({
      code: 2,
      errors: expect.stringMatching(/^--store takes sqlite, or an address/),
    })
  })

  test('[L22] what cannot be exported is told', async () => {
    const exported = (address: string, at: string) =>
      inklandWith({ INKLAND_STORE: at }, 'export', address, '--data', data, '--out', temporaryFolder())
    expect((await exported('ada/nowhere', store)).errors).toMatch(/^There is no world at ada\/nowhere\./)
    expect((await exported('ada/garden', await databases.newDatabase())).errors).toMatch(
      /^There are no worlds in the database /,
    )
    expect((await exported('ada/garden', `${store}_not`)).errors).toMatch(/^There is no database /)
  })

  /** What a doctor says of a copy of the database, after something was done to it. */
  async function examined(damage: string | null): Promise<readonly FolderFinding[]> {
    const { server } = databases
    const copy = `copy_${(copies += 1)}`
    await server.ask(`CREATE DATABASE ${copy} TEMPLATE ${new URL(store).pathname.slice(1)}`)
    if (damage !== null) await server.ask(damage.replaceAll('COPY', copy), copy)
    const url = new URL(store)
    url.pathname = `/${copy}`
    const found: FolderFinding[] = []
    for await (const finding of examine(data, Date.now(), whyUnreadable, {
      store: parseStoreAddress(url.href),
    }))
      found.push(finding)
    await server.ask(`DROP DATABASE ${copy}`)
    return found
  }
  let copies = 0

  const SCENE = `(SELECT documents.key FROM documents JOIN worlds ON worlds.key = world
    WHERE address = 'ada/garden' AND kind = 'scene')`

  test('[L22] doctor finds nothing wrong with a whole one', async () => {
    const found = await examined(null)
    expect(found.filter(({ kind }) => kind === 'trouble')).toEqual([])
    expect(found.map(({ text }) => text).join('\n')).toMatch(
      /is that of this folder\.\n(?:.*checksums of its pages.*\n)?Every change is as it was written\.\nNo change is missing that others rest on\.\n1 pictures in the database are in order\.\n\d+ of \d+ worlds can be opened\.\n(?:\d pictures are in order\.\n)?Of the database PostgreSQL’s own programs make backups/,
    )
  })

  test.each([
    [
      'a changed letter',
      `UPDATE log SET bytes = set_byte(bytes, length(bytes) / 2, 255 - get_byte(bytes, length(bytes) / 2)) WHERE document = ${SCENE}`,
      /^ada\/garden: 1 change is damaged\. .*Restore the database from its last backup\.$/,
    ],
    [
      'another writer',
      `UPDATE log SET member = 'somebody' WHERE document = ${SCENE}`,
      /^ada\/garden: 1 change is damaged\./,
    ],
    [
      'a missing last change',
      `DELETE FROM log WHERE document = ${SCENE}`,
      /^ada\/garden: its last changes are missing\. Restore/,
    ],
    [
      'a missing change that is summed up',
      `INSERT INTO row_summaries VALUES (${SCENE}, 999, 9, 'ada', 1, 1, 1, NULL, NULL, NULL, NULL, 0)`,
      /^ada\/garden: changes that a summary of it has are missing\./,
    ],
    [
      'a damaged copy',
      `INSERT INTO snapshots SELECT document, sequence, 0, '\\x00' FROM log WHERE document = ${SCENE}`,
      /^ada\/garden: a copy that saves time is damaged, and not used\. Nothing is lost/,
    ],
    [
      'a missing document',
      `DELETE FROM documents WHERE kind = 'live' AND world = (SELECT key FROM worlds WHERE address = 'ada/garden')`,
      /^ada\/garden: a part of it is missing\./,
    ],
    [
      'a record that is none',
      `UPDATE records SET value = '{' WHERE kind = 'asset'`,
      /^\d+ of the records of accounts and rights cannot be read\./,
    ],
    ['a newer version', 'UPDATE store SET version = 1000', /was written by a newer Inkland/],
    [
      'an older version',
      'UPDATE store SET version = 1',
      /was written by an older Inkland: start the node once/,
    ],
    [
      'another database',
      `UPDATE store SET id = 'other'`,
      /^The data folder belongs to another database than /,
    ],
    [
      'worlds that moved away',
      `UPDATE store SET moved = '{"state":"left","move":"m","at":0,"place":"there"}'`,
      /moved to there/,
    ],
    ['a missing table', 'DROP TABLE pins', /cannot be read to the end \(42P01\)\. Restore/],
    ['a missing column', 'ALTER TABLE log DROP COLUMN note', /cannot be read to the end \(42703\)\. Restore/],
    [
      'a server that syncs no commits',
      'ALTER DATABASE COPY SET synchronous_commit = off',
      /runs with synchronous_commit = off: a power cut there may lose what was saved\./,
    ],
  ])('[L22] doctor tells in words of %s', async (_, damage, sentence) => {
    const troubles = (await examined(damage)).filter(({ kind }) => kind === 'trouble')
    expect(troubles.map(({ text }) => text)).toEqual(
      expect.arrayContaining([expect.stringMatching(sentence)]),
    )
    for (const { text } of troubles) expect(text).toMatch(/^[A-Z\dai][^\n]*\.$/)
  })

  test('[L22] doctor tells in words of a database that is away, and of a missing picture', async () => {
    const database = store.slice(store.lastIndexOf('/') + 1)
    await databases.server.ask('CREATE TABLE kept AS SELECT * FROM pictures', database)
    await databases.server.ask('DELETE FROM pictures', database)
    rmSync(join(data, 'assets'), { recursive: true, force: true })
    const missing = await inklandWith({ INKLAND_STORE: store }, 'doctor', '--data', data)
    expect(missing).toMatchObject({
      code: 1,
      out: expect.stringMatching(/TROUBLE  The picture .* is missing/),
    })
    await databases.server.ask('INSERT INTO pictures SELECT * FROM kept', database)
    const away = store.replace(String(databases.server.port), '1')
    const told = await inklandWith({ INKLAND_STORE: away }, 'doctor', '--data', data)
    expect(told).toMatchObject({ code: 1, out: expect.stringMatching(/TROUBLE  No PostgreSQL answers at/) })
    expect(told.out).not.toContain(PASSWORD)
  })
})
