// A move that cannot be is told in a sentence, and leaves everything as it was.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { moveStore } from '../../../server/storage/moving/store-move.ts'
import { parseStoreAddress } from '../../../server/storage/opening/store-address.ts'
import { startServer, temporaryFolder } from '../../process.ts'
import { seededRandom } from '../../simulation/random.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { inkland, inklandWith } from '../../unit/cli/inkland.ts'
import { makeWorlds } from './made-folder.ts'
import { digestOf, move, whereItStarts } from './moves.ts'
import { databaseServer } from '../postgres/database-server.ts'

/** The disk of a folder that is soon full. */
const SMALL_DISK = '16m'
/** What is left of it for the new store, in bytes. */
const LEFT = 300_000

async function worldsIn(data: string, count: number): Promise<string> {
  await makeWorlds(data, count, seededRandom(count))
  return digestOf(data, 'sqlite')
}

describe.skipIf(!hasPostgres)('[L20] a move is refused', () => {
  const databases = databaseServer()
  let [data, url, before] = ['', '', '']
  beforeAll(async () => {
    data = temporaryFolder()
    before = await worldsIn(data, 20)
    url = await databases.newDatabase()
  })
  /** Whatever was refused: the worlds are where they were. */
  afterEach(async () => {
    expect(await whereItStarts(data, ['sqlite', url])).toEqual(['sqlite'])
    expect(await digestOf(data, 'sqlite')).toBe(before)
  })

  test('while the node runs, on either store', async () => {
    const own = temporaryFolder()
    await worldsIn(own, 3)
    const database = await databases.newDatabase()
    for (const [store, to] of [
      ['sqlite', database],
      [database, 'sqlite'],
    ] as const) {
      await using node = await startServer({ data: own, env: { INKLAND_STORE: store } })
      expect(node.url).toMatch(/^http/)
      const { said, done } = await move({ data: own, from: store, to })
      expect([done, said]).toEqual([null, expect.stringMatching(/Another Inkland is using .*Stop it first/)])
      await node.stop()
      expect((await move({ data: own, from: store, to })).done).not.toBeNull()
    }
  })

  test('into a database that holds something, of ours or of another program', async () => {
    const full = await databases.newDatabase()
    const others = temporaryFolder()
    await worldsIn(others, 2)
    await move({ data: others, from: 'sqlite', to: full })
    expect((await move({ data, from: 'sqlite', to: full })).said).toMatch(
      /holds something already: name an empty one.*Nothing was moved/,
    )
    expect(await whereItStarts(others, [full])).toEqual([full])
    const foreign = await databases.newDatabase()
    await databases.server.ask('CREATE TABLE orders (n int)', foreign.split('/').at(-1))
    expect((await move({ data, from: 'sqlite', to: foreign })).said).toMatch(/tables of another program/)
  })

  test('where a move of another folder was cut off', async () => {
    const others = temporaryFolder()
    await worldsIn(others, 2)
    const shared = await databases.newDatabase()
    expect((await move({ data: others, from: 'sqlite', to: shared, dieAt: 'arrived' })).isKilled).toBe(true)
    expect((await move({ data, from: 'sqlite', to: shared })).said).toMatch(/was cut off: run that one again/)
    expect(await whereItStarts(temporaryFolder(), [shared])).toEqual([])
    expect((await move({ data: others, from: 'sqlite', to: shared })).done).not.toBeNull()
  })

  test('while rows are damaged, and says who helps', async () => {
    const own = temporaryFolder()
    await worldsIn(own, 5)
    const database = new DatabaseSync(join(own, 'inkland.sqlite'))
    database.exec('UPDATE log SET bytes = zeroblob(length(bytes) + 1) WHERE sequence = 7')
    database.close()
    const { said } = await move({ data: own, from: 'sqlite', to: url })
    expect(said).toMatch(/is damaged, so nothing was moved. Run doctor/)
    await inkland('doctor', '--accept-loss', '--data', own)
    const moved = await move({ data: own, from: 'sqlite', to: await databases.newDatabase() })
    expect(moved.done, moved.said).not.toBeNull()
  })

  test('when the database goes away meanwhile, at each step', { timeout: 120_000 }, async () => {
    for (const step of ['copying', 'comparing', 'compared', 'arrived']) {
      const { server } = databases
      const away = await databases.newDatabase()
      let isGone = false
      const asked = moveStore({
        carry: async () => undefined,
        data,
        from: { kind: 'sqlite' },
        to: parseStoreAddress(away),
        now: Date.now(),
        tell(progress) {
          if (progress.step !== step || isGone) return
          isGone = true
          // An immediate stop, and a moment for it: whatever the database is doing is cut off.
          const [pid] = readFileSync(join(server.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')
          process.kill(Number(pid), 'SIGQUIT')
          spawnSync('sleep', ['0.5'])
        },
      })
      const told = await asked.then(
        (done) => done.to,
        (error: Error) => error.message,
      )
      expect(isGone).toBe(true)
      await server.start()
      // Once all of it has arrived, the move goes on by itself, and the next start of the node ends it.
      if (step !== 'arrived') {
        expect(told).toMatch(/database.*Nothing was moved: the worlds are still in SQLite/)
        continue
      }
      expect(told).toMatch(/^PostgreSQL at/)
      expect(await whereItStarts(data, ['sqlite', away])).toEqual([away])
      const back = await move({ data, from: away, to: 'sqlite' })
      expect(back.done, back.said).toMatchObject({ digest: before })
    }
  })

  test('when the disk is full', async (context) => {
    const small = temporaryFolder()
    const isSmall =
      spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${SMALL_DISK},mode=0700`, 'inkland', small]).status === 0
    context.skip(!isSmall, 'this user may mount nothing')
    try {
      const own = join(small, 'data')
      mkdirSync(own, { mode: 0o700 })
      const all = await worldsIn(own, 60)
      const database = await databases.newDatabase()
      const there = await move({ data: own, from: 'sqlite', to: database })
      expect(there.done, there.said).not.toBeNull()
      const { bavail, bsize } = statfsSync(small)
      writeFileSync(join(small, 'filler'), new Uint8Array(bavail * bsize - LEFT))
      const { said } = await move({ data: own, from: database, to: 'sqlite' })
      expect(said).toMatch(/disk is full.*Nothing was moved: the worlds are still in PostgreSQL/)
      expect(await digestOf(own, database)).toBe(all)
      rmSync(join(small, 'filler'))
      const back = await move({ data: own, from: database, to: 'sqlite' })
      expect(back.done, back.said).toMatchObject({ digest: all })
    } finally {
      spawnSync('umount', [small])
    }
  })

  test('in words on the command line, with progress, and never with a password', async () => {
    const own = temporaryFolder()
    await worldsIn(own, 4)
    const database = await databases.newDatabase()
    expect(await inkland('move', '--data', own)).toMatchObject({ code: 2, errors: /Say where to/ })
    expect(await inkland('move', '--to', 'sqlite', '--data', own)).toMatchObject({ code: 1 })
    const there = await inklandWith({ INKLAND_MOVE_TO: database }, 'move', '--data', own)
    expect(there.out).toMatch(/Copying: 100 %\n(?:Comparing: \d+ %\n)*Comparing: 100 %\nMoved 4 worlds from/)
    expect(there.out).toMatch(/rows, 0 differences/)
    expect(there.out).not.toContain('secret')
    const without = await inkland('move', '--to', 'sqlite', '--data', own)
    expect(without.errors).toMatch(/name it with its password in INKLAND_STORE/)
    for (const command of [
      ['backup', temporaryFolder()],
      ['doctor', '--accept-loss'],
    ]) {
      const told = await inkland(...command, '--data', own)
      expect(told.errors, command[0]).toMatch(/are in the database 127\.0\.0\.1/)
    }
    expect((await inkland('world', 'list', '--data', own)).errors).toMatch(/name that one in INKLAND_STORE/)
    const listed = await inklandWith({ INKLAND_STORE: database }, 'world', 'list', '--data', own)
    expect(listed, listed.errors).toMatchObject({ code: 0, out: expect.stringContaining('ada/w1') })
    const looked = await inkland('doctor', '--data', own)
    expect(looked.out).toMatch(/are in the database 127\.0\.0\.1/)
    expect(looked.out).not.toMatch(/accept-loss/)
    const back = await inklandWith({ INKLAND_STORE: database }, 'move', '--to', 'sqlite', '--data', own)
    expect(back.out).toMatch(/Moved 4 worlds from PostgreSQL/)
  })
})
