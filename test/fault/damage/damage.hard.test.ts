// The long form of `damage.test.ts` and `emptied.test.ts`: as many random ways of damage as fit into some ten
// minutes, some of them with a node and a doctor as people start them; a damaged world in a node; a large
// database; the other of two ways to lose one.
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeAll, describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import { ada } from '../../contract/made.ts'
import { runServer, startServer, until, type RunningServer } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { inkland, inklandApart } from '../../unit/cli/inkland.ts'
import type { Contents } from './contents.ts'
import { copyOf, damageChange, DATABASE, makeFolders, type Folders } from './folder.ts'
import { expectBackupRefuses, expectCommandsRefuse } from './emptied.ts'
import { outcomeOf, readFolder, REMEDY } from './outcome.ts'
import { openReplica } from './replica.ts'
import { damage, KINDS } from './ways.ts'

const WAYS = 4_000

/** Of which so many are tried with a node and a doctor as people start them. */
const PROCESSES = 40

let folders: Folders
let truth: Contents

beforeAll(async () => {
  folders = await makeFolders()
  truth = await readFolder(copyOf(folders.killed))
  expect(truth.told).toEqual(new Map())
}, 60_000)

describe('[damage is told] [L9] [L10] [L11]', () => {
  const seed = seedFromEnvironment()

  test(
    `of ${WAYS} ways of damage (seed ${seed}) none is silent, and none ends in a stack`,
    { timeout: 60_000 + WAYS * 500 },
    async () => {
      const random = seededRandom(seed)
      const counts = { whole: 0, refused: 0, told: 0, silent: 0, stack: 0 }
      const bad: string[] = []
      for (let way = 0; way < WAYS; way++) {
        const folder = copyOf(way % 2 === 0 ? folders.killed : folders.stopped)
        const what = damage(KINDS[way % KINDS.length] ?? 'flip', folder, folders, random)
        const { kind, text } = await outcomeOf(folder, truth)
        counts[kind]++
        if (process.env['INKLAND_SHOW']) console.log(way, what, '=>', kind, text)
        if (kind === 'silent' || kind === 'stack') bad.push(`${way}: ${what}: ${text}`)
        rmSync(folder, { recursive: true })
      }
      console.log(
        `${WAYS} ways of damage: ${counts.refused} refused at the start, ${counts.told} read-only or told, ` +
          `${counts.whole} without loss, ${counts.silent} silent, ${counts.stack} stacks`,
      )
      expect(bad).toEqual([])
    },
  )

  test(`a node and a doctor say one sentence each of ${PROCESSES} ways, and no stack`, async () => {
    const random = seededRandom(seed + 1)
    const told = async (way: number): Promise<void> => {
      const folder = copyOf(folders.killed)
      const what = damage(KINDS[way % KINDS.length] ?? 'flip', folder, folders, random)
      const run = runServer(['--port', '0', '--data', folder, '--log-level', 'silent'])
      const said = await Promise.race([run.listening, run.exit])
      if (typeof said === 'string') run.child.kill('SIGTERM')
      const { code } = await run.exit
      const { out, errors } = await inkland('doctor', '--data', folder)
      expect(`${run.log()}${errors}${out}`, what).not.toMatch(/^\s+at /m)
      expect(out, what).toMatch(/Everything is well|attention/)
      if (typeof said === 'string') return
      expect(code, what).toBe(1)
      expect(run.log().trim().split('\n'), what).toHaveLength(1)
      expect(run.log(), what).toMatch(REMEDY)
    }
    for (let way = 0; way < PROCESSES; way += 2) await Promise.all([told(way), told(way + 1)])
  }, 300_000)

  test('a damaged world is read and not written, others go on, and who accepts the loss goes on there, too', async () => {
    const data = copyOf(folders.stopped)
    damageChange(data)
    {
      await using server = await startServer({ data })
      const library = open(server, 'ada/library')
      await until('people are told', () => library.isSettled && library.heldBy !== null)
      expect(library.heldBy).toMatch(/damaged on this node’s disk/)
      const text = library.scene.getText('text').toJSON()
      expect(text).toMatch(/^(before )+/)
      library.scene.getText('text').insert(0, 'new ')
      const garden = open(server, 'ada/garden')
      await until('the garden is there', () => garden.isSettled)
      garden.scene.getText('text').insert(0, 'new ')
      await until('others are saved', () => garden.isSettled)
      expect(garden.heldBy).toBeNull()
      expect(library.unsaved).toBe(1)
      for (const client of [library, garden]) client.destroy()
      await server.stop()
    }
    const { out } = await inkland('doctor', '--data', data)
    expect(out).toMatch(/TROUBLE +ada\/library: 1 change is damaged\. .*--accept-loss/)
    expect((await inkland('doctor', '--accept-loss', '--data', data)).out).toMatch(
      /1 damaged changes were put aside/,
    )
    await using server = await startServer({ data })
    const library = open(server, 'ada/library')
    await until('it is there', () => library.isSettled)
    expect(library.scene.getText('text').toJSON()).toMatch(/^(before )+/)
    library.scene.getText('text').insert(0, 'new ')
    await until('it is saved', () => library.isSettled)
    expect(library.heldBy).toBeNull()
    library.destroy()
  }, 60_000)

  test('a large database is gone through beside the node, and the log tells', async () => {
    const folder = copyOf(folders.stopped)
    const store = await openSqliteStore({ folder })
    const [world] = await store.worlds('here')
    const document = { world: world?.key ?? missing(), kind: 'scene' } as const
    for (let row = 0; row < 70; row++) {
      await store.append([{ document, bytes: new Uint8Array(1024 * 1024), member: ada, at: row, claims: [] }])
    }
    await store.close()
    const database = new DatabaseSync(join(folder, DATABASE))
    database.exec('DELETE FROM filed WHERE sequence = (SELECT min(sequence) FROM filed)')
    database.close()
    const said: string[] = []
    const again = await openSqliteStore({
      folder,
      logger: { error: (text: unknown) => void said.push(JSON.stringify(text)) },
    })
    expect(await until('it is told', () => said[0])).toMatch(/not where they belong.*Restore the last backup/)
    await again.close()
  }, 60_000)

  test('where a database is gone, every command says so, and the log beside it is as it was', () =>
    expectCommandsRefuse(folders, 'gone'))

  test('a backup whose database is emptied gives no worlds, and says so', () =>
    expectBackupRefuses(folders, 'emptied'))

  test('[L12] a node says in one sentence that its folder cannot be made, and ends', async () => {
    const { code, errors } = await inklandApart('serve', '--data', '/proc/nothing/here')
    expect(code).toBe(1)
    expect(errors.trim()).toMatch(/^The folder .* cannot be used: .*--data\.$/)
  })

  test('[L12] where a file stands in place of the pictures, a node says so, and ends', async () => {
    const folder = copyOf(folders.stopped)
    rmSync(join(folder, 'assets'), { recursive: true })
    writeFileSync(join(folder, 'assets'), '')
    const { code, errors } = await inklandApart('serve', '--data', folder)
    expect(code).toBe(1)
    expect(errors.trim()).toMatch(
      /^The folder .*assets, which has the pictures, cannot be used: a file is in/,
    )
    expect(errors).toMatch(REMEDY)
  })
})

const missing = (): never => {
  throw new Error('there is no world')
}

const open = (server: RunningServer, address: string) => openReplica(`${server.wsUrl}/sync/${address}`)
