// The parts that are SQLite's own: the folder, the disk, the thread, and death at any time.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { parseMemberId } from '../../shared/world/address.ts'
import { inspectFolder } from '../../server/storage/sqlite/folder-inspection.ts'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { FolderRefusal } from '../../server/storage/sqlite/files/data-folder.ts'
import { PROGRESS, readProgress } from '../../server/storage/sqlite/files/progress-file.ts'
import { FILED_AT_ONCE } from '../../server/storage/sqlite/tables/row-index.ts'
import { createLog } from '../../server/storage/sqlite/tables/log-table.ts'
import { StoreThread } from '../../server/storage/sqlite/store-thread.ts'
import { StoreFault } from '../../server/storage/store.ts'
import { until } from '../process.ts'
import { ada, appendAll, at, documentOf, makeWorld, textOf, typed, update } from './made.ts'
import { makeOlder } from './older.ts'
import { newFolder, openSqlite } from './stores.ts'
import { systemClock } from '../../server/time/server-clock.ts'
import { IS_HARD } from '../hard.ts'

const DECODER = new TextDecoder()
const texts = (rows: readonly { readonly bytes: Uint8Array }[]) =>
  rows.map((row) => DECODER.decode(row.bytes))

describe('the folder', () => {
  test.skipIf(process.platform === 'win32')('only its owner can read it', async () => {
    await using parent = await newFolder()
    const folder = join(parent.path, 'deep', 'data')
    const store = await openSqliteStore({ folder })
    await makeWorld(store, 'garden')
    const modeOf = async (name: string) => ((await stat(join(folder, name))).mode & 0o777).toString(8)
    const modes = await Promise.all(['', 'inkland.sqlite', 'inkland.sqlite-wal', 'inkland.lock'].map(modeOf))
    expect(modes).toEqual(['700', '600', '600', '600'])
    await store.close()
  })

  test('is used by one store at a time, and free when that one is closed', async () => {
    await using folder = await newFolder()
    const store = await openSqliteStore({ folder: folder.path })
    const second = openSqliteStore({ folder: folder.path })
    await expect(second).rejects.toThrow(FolderRefusal)
    // The refused one must not have released the first one's lock.
    const third = openSqliteStore({ folder: folder.path })
    await expect(third).rejects.toThrow(`Another Inkland is using the folder ${folder.path}`)
    await store.close()
    await (await openSqliteStore({ folder: folder.path })).close()
  })

  test('of a newer Inkland is refused, untouched, with a word on what to do', async () => {
    await using folder = await newFolder()
    await (await openSqliteStore({ folder: folder.path })).close()
    const database = new DatabaseSync(join(folder.path, 'inkland.sqlite'))
    database.exec('PRAGMA user_version = 99')
    database.close()
    const refused = openSqliteStore({ folder: folder.path })
    await expect(refused).rejects.toThrow(FolderRefusal)
    await expect(refused).rejects.toThrow(/newer Inkland.*version 99.*--data/)
  })

  test('with something else in the place of the database is refused, and that is left as it is', async () => {
    await using folder = await newFolder()
    const path = join(folder.path, 'inkland.sqlite')
    await writeFile(path, 'These are my notes.'.repeat(100))
    await expect(openSqliteStore({ folder: folder.path })).rejects.toThrow(FolderRefusal)
    expect(await readFile(path, 'utf8')).toMatch(/^These are my notes/)
  })

  test('that cannot be made is refused', async () => {
    await using folder = await newFolder()
    const file = join(folder.path, 'file')
    await writeFile(file, '')
    await expect(openSqliteStore({ folder: join(file, 'data') })).rejects.toThrow(FolderRefusal)
  })

  test('keeps no import that did not come to an end', async () => {
    await using opened = await openSqlite()
    const { store } = opened
    const key = await store.stage(1)
    const document = { world: key, kind: 'scene' } as const
    const row = {
      bytes: Uint8Array.of(1),
      member: ada,
      firstAt: 1,
      lastAt: 1,
      updates: 1,
      quarantined: false,
    }
    await store.importLog(document, { rows: [row], clients: new Map([[7, ada]]) })
    const again = await opened.reopen()
    await expect(again.open(document)).rejects.toThrow(StoreFault)
    expect((await makeWorld(again, 'garden')).key).toBeGreaterThan(key)
  })
})

describe('the rows of a world that is gone', () => {
  const ROWS = 20_000
  const rows = Array.from({ length: ROWS }, (_, n) => ({
    bytes: new TextEncoder().encode(`${n}`),
    member: ada,
    firstAt: 1,
    lastAt: 1,
    updates: 1,
    quarantined: false,
  }))

  /** How many rows a folder has that nobody has open. */
  function rowsIn(folder: string): number {
    const database = new DatabaseSync(join(folder, 'inkland.sqlite'), { readOnly: true })
    const { n } = database.prepare('SELECT count(*) AS n FROM log').get() ?? {}
    database.close()
    return Number(n)
  }

  test.each(['destroyed', ...(IS_HARD ? ['begun and not published'] : [])])(
    'are deleted some at a time where it was %s, so that nobody waits, and no start does',
    async (how) => {
      await using folder = await newFolder()
      let store = await openSqliteStore({ folder: folder.path })
      const garden = await makeWorld(store, 'garden')
      await store.append([update(documentOf(garden), 1)])
      const key = await store.stage(1)
      await store.importLog({ world: key, kind: 'scene' }, { rows, clients: new Map([[1, ada]]) })
      if (how === 'destroyed') await store.destroy(key)
      await store.close()
      store = await openSqliteStore({ folder: folder.path })
      await expect(store.open({ world: key, kind: 'scene' })).rejects.toThrow(StoreFault)
      await store.close()
      expect(rowsIn(folder.path)).toBeGreaterThan(1)
      store = await openSqliteStore({ folder: folder.path })
      await until('the rows are gone', () => rowsIn(folder.path) === 1)
      expect((await store.open(documentOf(garden))).tail).toHaveLength(1)
      // Deleted rows leave no gap: the next row comes after all that ever were.
      const [next] = await store.append([update(documentOf(garden), 2)])
      expect(next).toBeGreaterThan(ROWS)
      await store.close()
    },
  )
})

describe('[L9] checksums', () => {
  const sumsIn = (folder: string): unknown[] => {
    const database = new DatabaseSync(join(folder, 'inkland.sqlite'), { readOnly: true })
    const rows = database.prepare('SELECT checksum FROM log ORDER BY sequence').all()
    database.close()
    return rows.map(({ checksum }) => checksum)
  }

  test('are not asked of rows of an older format, and come when these are written again', async () => {
    await using folder = await newFolder()
    const first = await openSqliteStore({ folder: folder.path })
    const document = documentOf(await makeWorld(first, 'garden'))
    const letters = typed(1, 'abc').map((bytes, n) =>
      update(document, n, { bytes, claims: n === 0 ? [1] : [] }),
    )
    await appendAll(first, letters)
    await first.changeRecords([{ kind: 'account', id: 'ada', value: 1 }])
    await first.close()
    makeOlder(folder.path, 5)
    // A process that only reads does not update the format.
    const database = new DatabaseSync(join(folder.path, 'inkland.sqlite'), { readOnly: true })
    expect(createLog(database).open(document)).toMatchObject({ sequence: 3, clients: new Map([[1, ada]]) })
    database.close()
    const store = await openSqliteStore({ folder: folder.path })
    const { tail, sequence, isDamaged } = await store.open(document)
    expect(isDamaged).toBeUndefined()
    expect(textOf(tail.map(({ bytes }) => bytes))).toBe('abc')
    expect(await store.records('account')).toHaveLength(1)
    await store.snapshot(document, sequence, letters[0]!.bytes)
    await store.compact(document, { before: 1e12, gapMs: 1e6, bytesMax: 1e6 })
    await store.close()
    expect(sumsIn(folder.path)).toEqual([expect.any(Number)])
  })
})

describe('rows that are filed behind the writing', () => {
  test('are read, listed and deleted like those that are not', async () => {
    await using opened = await openSqlite()
    const { store } = opened
    const [garden, park] = [
      await makeWorld(store, 'garden', { at: 1 }),
      await makeWorld(store, 'park', { at: 2 }),
    ]
    const worlds = [garden, park]
    const total = FILED_AT_ONCE * 2 + 100
    const updates = Array.from({ length: total }, (_, n) =>
      update(documentOf(worlds[n % 2]!), n, { bytes: new TextEncoder().encode(`${n}`), at: n }),
    )
    // In steps, so that filing happens in between.
    for (let n = 0; n < total; n += 50) await store.append(updates.slice(n, n + 50))
    const odd = updates.filter((_, n) => n % 2 === 1)
    const stored = await store.open(documentOf(park))
    expect(texts(stored.tail)).toEqual(texts(odd))
    expect(stored.sequence).toBe(stored.tail.at(-1)?.sequence)
    const pages: number[] = []
    for (let after = 0; ;) {
      const page = await store.log(documentOf(park), after, 700)
      if (page.length === 0) break
      pages.push(...page.map((row) => row.sequence))
      after = page.at(-1)!.sequence
    }
    expect(pages).toEqual(stored.tail.map((row) => row.sequence))
    expect((await store.worlds('here')).map((world) => world.changedAt)).toEqual([total - 1, total - 2])
    await store.bin(park.key, 1)
    await store.destroy(park.key)
    expect((await store.open(documentOf(garden))).tail).toHaveLength(total / 2)
    const again = await opened.reopen()
    expect(texts((await again.open(documentOf(garden))).tail)).toEqual(
      texts(updates.filter((_, n) => n % 2 === 0)),
    )
    expect((await again.find(garden.address))?.changedAt).toBe(total - 2)
  })
})

describe('the write-ahead log', () => {
  const logOf = (folder: string): string => join(folder, 'inkland.sqlite-wal')

  test('takes one page for a small edit', async () => {
    await using home = await newFolder()
    const store = await openSqliteStore({ folder: home.path })
    const world = await makeWorld(store, 'garden')
    const letters = typed(1, 'x'.repeat(200))
    const before = await pagesIn(home.path)
    for (const bytes of letters) await appendAll(store, [update(documentOf(world), 0, { bytes })])
    expect((await pagesIn(home.path)) - before).toBeLessThan(letters.length * 1.1)
    await store.close()
  })

  test('has room before commits need it, which is nothing to who reads it', async () => {
    await using home = await newFolder()
    const store = await openSqliteStore({ folder: home.path })
    const world = await makeWorld(store, 'garden')
    const edit = (mark: number) => appendAll(store, [update(documentOf(world), mark)])
    for (let n = 0; n < 20; n++) await edit(n)
    const { size } = await stat(logOf(home.path))
    for (let n = 20; n < 100; n++) await edit(n)
    expect((await stat(logOf(home.path))).size).toBe(size)
    for (let n = 100; n < 200; n++) await edit(n)
    expect((await stat(logOf(home.path))).size).toBeGreaterThan(size)
    const copy = join(home.path, 'copy')
    for (const file of ['inkland.sqlite', 'inkland.sqlite-wal'])
      await cp(join(home.path, file), join(copy, file))
    await store.close()
    expect(inspectFolder(copy)).toBeNull()
    const again = await openSqliteStore({ folder: copy })
    expect((await again.open(documentOf(world))).tail).toHaveLength(200)
    await again.close()
  })

  /** How many pages were written to the log: each has its number first. */
  async function pagesIn(folder: string): Promise<number> {
    const log = await readFile(logOf(folder))
    let pages = 0
    for (let at = 32; at + 24 + 4096 <= log.length; at += 24 + 4096) if (log.readUInt32BE(at) > 0) pages += 1
    return pages
  }

  // Edits alone count no commits, except the first after it began anew.
  test.runIf(IS_HARD)(
    'of another time than the database is refused, also where it holds edits alone',
    async () => {
      await using home = await newFolder()
      const store = await openSqliteStore({ folder: home.path })
      const world = await makeWorld(store, 'garden')
      const edit = (bytes: Uint8Array) => appendAll(store, [update(documentOf(world), 0, { bytes })])
      const copies = ['first', 'second'].map((name) => join(home.path, name))
      let row = 0
      for (const copy of copies) {
        await edit(new Uint8Array(17 * 1024 * 1024))
        for (let n = 0; n < 3; n++) [row = 0] = await edit(new Uint8Array(10))
        await until('the record is written', () => {
          const progress = readProgress(home.path)
          return typeof progress !== 'string' && progress.row === row
        })
        for (const file of ['inkland.sqlite', 'inkland.sqlite-wal', PROGRESS]) {
          await cp(join(home.path, file), join(copy, file))
        }
      }
      await store.close()
      const kindOf = async (database: string, log: string) => {
        const mixed = await mkdtemp(join(home.path, 'mixed-'))
        for (const file of ['inkland.sqlite', PROGRESS]) await cp(join(database, file), join(mixed, file))
        await cp(logOf(log), logOf(mixed))
        return inspectFolder(mixed)?.kind
      }
      const [first = '', second = ''] = copies
      expect(await kindOf(first, first)).toBeUndefined()
      expect(await kindOf(second, second)).toBeUndefined()
      expect(await kindOf(first, second)).toBe('parted')
      expect(await kindOf(second, first)).toBe('behind')
    },
  )
})

describe('death at any time', () => {
  const KILLS = IS_HARD ? 20 : 1

  test('a process killed in the middle of appends loses nothing that it acknowledged, and leaves no lock', async () => {
    await using folder = await newFolder()
    const saved = new Set<string>()
    for (let kill = 0; kill < KILLS; kill += 1) {
      const said = await appendUntilKilled(folder.path, kill * 1_000_000, 50 + kill * 60)
      for (const call of said) saved.add(call)
    }
    const store = await openSqliteStore({ folder: folder.path })
    const world = (await store.find(at('ada/garden')))!
    const kept = new Map<string, number>()
    for (const kind of ['scene', 'live'] as const) {
      const stored = await store.open(documentOf(world, kind))
      for (const text of texts(stored.tail)) kept.set(text, (kept.get(text) ?? 0) + 1)
      // Each row claimed a client id of its own: a row and its claim are one.
      expect(stored.clients.size).toBe(stored.tail.length)
    }
    await store.close()
    const lost = [...saved].filter((call) => !kept.has(call))
    console.info(`killed ${KILLS} times: ${saved.size} acknowledged calls, ${lost.length} lost`)
    expect(lost).toEqual([])
    expect(new Set(kept.values())).toEqual(new Set([UPDATES_PER_CALL]))
  })

  /** Runs the appending process until it said that `enough` calls are saved; answers all that it said. */
  async function appendUntilKilled(folder: string, first: number, enough: number): Promise<string[]> {
    const program = fileURLToPath(new URL('append-and-die.ts', import.meta.url))
    const args = [program, folder, `${first}`, `${UPDATES_PER_CALL}`]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const exit = once(child, 'exit')
    let said = ''
    for await (const part of child.stdout as AsyncIterable<Buffer>) {
      said += part.toString()
      if (said.split('\n').length > enough) child.kill('SIGKILL')
    }
    await exit
    const lines = said.split('\n').slice(0, -1)
    expect(lines.length).toBeGreaterThanOrEqual(enough)
    return lines
  }
})

/** Many, so that rows are filed in between. */
const UPDATES_PER_CALL = 25

describe('a disk that is full', () => {
  const canLimit = spawnSync('prlimit', ['--version']).status === 0

  test.skipIf(!canLimit)('is told, can be read, and is written again once there is room', async () => {
    await using opened = await openSqlite()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    const document = documentOf(world)
    const first = await store.append([update(document, 1)])
    // The system refuses to make a file larger, as a full disk does.
    limitFiles('1048576')
    let saved = first.length
    try {
      const big = () => update(document, 2, { bytes: new Uint8Array(100_000) })
      await expect(
        (async () => {
          for (let n = 0; n < 100; n += 1) saved += (await store.append([big()])).length
        })(),
      ).rejects.toThrow(StoreFault)
      await expect(Promise.all(Array.from({ length: 20 }, () => store.probe()))).rejects.toThrow(StoreFault)
      const [read, refused] = await Promise.allSettled([store.open(document), store.append([big()])])
      expect(refused.status).toBe('rejected')
      expect(read).toMatchObject({ status: 'fulfilled', value: { tail: { length: saved } } })
      expect(saved).toBeGreaterThan(3)
    } finally {
      limitFiles('unlimited')
    }
    await store.probe()
    saved += (await store.append([update(document, 3)])).length
    expect((await store.open(document)).tail).toHaveLength(saved)
    const again = await opened.reopen()
    expect((await again.open(document)).tail).toHaveLength(saved)
  })

  function limitFiles(bytes: string): void {
    const { status, stderr } = spawnSync('prlimit', ['--pid', `${process.pid}`, `--fsize=${bytes}:`])
    if (status !== 0) throw new Error(stderr.toString())
  }
})

describe('the thread', () => {
  /** A store's side of the thread, and the threads that it has started so far. */
  function linked(folder: string, clock: ConstructorParameters<typeof StoreThread>[2]) {
    const threads: Worker[] = []
    const start = (): Worker => {
      const script = new URL('../../server/storage/sqlite/store-worker.ts', import.meta.url)
      const thread = new Worker(script, { workerData: { folder } })
      threads.push(thread)
      return thread
    }
    return { threads, link: new StoreThread(start, () => {}, clock) }
  }
  const lost = { status: 'rejected', reason: expect.any(StoreFault) }

  test('that dies fails what was on its way, and the next call starts another', async () => {
    await using folder = await newFolder()
    const { threads, link } = linked(folder.path, systemClock)
    await link.connect()
    const key = await link.ask('stage', 1)
    const [ended] = await Promise.allSettled([link.ask('worlds', 'here'), threads[0]?.terminate()])
    expect(ended).toMatchObject(lost)
    expect(await link.ask('stage', 2)).toBeGreaterThan(key)
    expect(threads).toHaveLength(2)
    await link.close()
  })

  test('that dies before it is sent anything is followed by one other, and not by two', async () => {
    await using folder = await newFolder()
    const turns: (() => void)[] = []
    const { threads, link } = linked(folder.path, { ...systemClock, soon: (turn) => void turns.push(turn) })
    const endTurn = (): void => turns.splice(0).forEach((turn) => turn())
    await link.connect()
    const [ended] = await Promise.allSettled([link.ask('worlds', 'here'), threads[0]?.terminate()])
    expect(ended).toMatchObject(lost)
    const [one, two] = [link.ask('stage', 1), link.ask('stage', 2)]
    endTurn()
    const three = link.ask('stage', 3)
    endTurn()
    await Promise.all([one, two])
    endTurn()
    await three
    expect(threads).toHaveLength(2)
    await link.close()
  })
})

describe('a group', () => {
  const other = parseMemberId('other')!

  test('that holds one bad call keeps all the others', async () => {
    await using opened = await openSqlite()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'))
    const elsewhere = documentOf(await makeWorld(store, 'park'))
    await store.append([update(elsewhere, 0, { claims: [1] })])
    const appendSome = () => Array.from({ length: 300 }, (_, n) => store.append([update(document, n)]))
    const good = appendSome()
    const bad = store.append([update(elsewhere, 1, { member: other, claims: [1] })])
    const more = appendSome()
    await expect(bad).rejects.toThrow('Client 1 belongs to another member')
    const sequences = (await Promise.all([...good, ...more])).flat()
    expect(new Set(sequences).size).toBe(600)
    expect((await store.open(document)).tail).toHaveLength(600)
  })

  test('that fails takes with it what was called while it was on its way, to the same documents', async () => {
    await using opened = await openSqlite()
    const { store } = opened
    const world = await makeWorld(store, 'garden')
    const [scene, live] = [documentOf(world), documentOf(world, 'live')]
    await store.append([update(scene, 0, { claims: [1] })])
    const bad = store.append([update(scene, 1, { member: other, claims: [1] })])
    const told = expect(bad).rejects.toThrow(StoreFault)
    await nextTurn()
    const follows = store.append([update(scene, 2), update(live, 3)])
    const [after, elsewhere] = await Promise.allSettled([follows, store.append([update(live, 4)])])
    await told
    expect([after.status, elsewhere.status]).toEqual(['rejected', 'rejected'])
    await store.append([update(scene, 5), update(live, 6)])
    expect((await store.open(scene)).tail.map((row) => row.bytes[0])).toEqual([0, 5])
    expect((await store.open(live)).tail.map((row) => row.bytes[0])).toEqual([6])
  })
})
