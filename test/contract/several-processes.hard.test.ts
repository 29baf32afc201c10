// Several processes with one database, each of which writes until it is expelled: the fences of
// server/storage/postgres/shared-database.ts, on a real server.
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { ProcessId, Store } from '../../server/storage/store.ts'
import type { WorldRecord } from '../../server/contracts/world-record.ts'
import { DatabaseConnection } from '../../server/storage/postgres/connection/connection.ts'
import { parseDatabaseAddress } from '../../server/storage/postgres/connection/database-address.ts'
import { numbers } from '../../server/storage/postgres/connection/sql-lists.ts'
import { openPostgresStore } from '../../server/storage/postgres/postgres-store.ts'
import { shareDatabase } from '../../server/storage/postgres/shared-database.ts'
import { seededRandom, seedFromEnvironment } from '../simulation/random.ts'
import { emptiedDatabase } from '../support/postgres/emptied-database.ts'
import { hasPostgres } from '../support/postgres/shared-server.ts'
import { documentOf, makeWorld, processOf, takeLease, update } from './made.ts'
import { systemClock } from '../../server/time/server-clock.ts'
import { IS_HARD } from '../hard.ts'

const ROUNDS = IS_HARD ? 200 : 5
const LIMIT_MS = IS_HARD ? 20 * 60_000 : 60_000
/** So many take over, one after the other. */
const TAKEOVERS = 50
/** Appends that are on their way when a process is expelled. */
const UNDER_WAY = 10

/** A process in the list, and the store as it has it. */
async function comeIn(url: string, id: ProcessId) {
  const database = shareDatabase({
    address: parseDatabaseAddress(url),
    process: id,
    clock: systemClock,
    random: randomBytes,
    logger: { warn: () => undefined },
  })
  await database.enter({
    id,
    address: '127.0.0.1:1',
    since: 0,
    options: '{}',
    connections: 0,
    worlds: 0,
  })
  const { store } = database.open(id, null)
  return {
    id,
    database,
    store,
    async [Symbol.asyncDispose]() {
      await store.close()
      await database.close()
    },
  }
}

/** A world that a process has, and its epoch. */
async function own(store: Store, process: ProcessId, name: string) {
  const world = await makeWorld(store, name)
  return { world, epoch: await takeLease(store, world.key, `${process}/1`) }
}

const rowsOf = async (store: Store, world: WorldRecord): Promise<number[]> =>
  (await store.log(documentOf(world), 0, 1_000)).map(({ bytes }) => bytes[0] ?? 0)

const SESSIONS_OF_ONE = "SELECT pid FROM pg_stat_activity WHERE application_name = 'inkland one' ORDER BY pid"

const expelled = 'Another process has taken this database.'

describe.skipIf(!hasPostgres)('several processes of one node', { timeout: LIMIT_MS }, () => {
  test('[L35] each writes in its own worlds, under their leases alone', async () => {
    await using opened = await emptiedDatabase()
    await using one = await comeIn(opened.url, processOf('one'))
    await using two = await comeIn(opened.url, processOf('two'))
    const [garden, pond] = [await own(one.store, one.id, 'garden'), await own(two.store, two.id, 'pond')]
    const late = update(documentOf(garden.world), 9)
    await one.store.append([update(documentOf(garden.world), 1, { epoch: garden.epoch })])
    await two.store.append([update(documentOf(pond.world), 2, { epoch: pond.epoch })])
    await expect(two.store.append([late])).rejects.toThrow('a world is written under its lease')
    await expect(two.store.append([{ ...late, epoch: garden.epoch + 1 }])).rejects.toThrow('is over')
    expect(await two.store.lease(garden.world.key, processOf('two/1'))).toBeNull()
    expect([await rowsOf(two.store, garden.world), await rowsOf(one.store, pond.world)]).toEqual([[1], [2]])
  })

  test('[L35] one that is expelled writes nothing more, its worlds are free, and the others go on', async () => {
    await using opened = await emptiedDatabase()
    await using one = await comeIn(opened.url, processOf('one'))
    await using two = await comeIn(opened.url, processOf('two'))
    const [garden, pond] = [await own(one.store, one.id, 'garden'), await own(two.store, two.id, 'pond')]
    await one.database.beat(one.id, { connections: 0, worlds: 1 })
    await two.database.expel(one.id, 0)
    expect((await two.database.look()).processes.map(({ id }) => id)).toEqual(['one', 'two'])
    await two.database.expel(one.id, 1)
    expect((await two.database.look()).processes.map(({ id }) => id)).toEqual(['two'])
    const late = update(documentOf(garden.world), 1, { epoch: garden.epoch })
    await expect(one.store.append([late])).rejects.toThrow(expelled)
    await expect(one.store.changeRecords([{ kind: 'right', id: 'late', value: 1 }])).rejects.toThrow(expelled)
    await expect(makeWorld(one.store, 'lake')).rejects.toThrow(expelled)
    expect(await two.store.lease(garden.world.key, processOf('two/1'))).toBe(garden.epoch + 2)
    await two.store.append([update(documentOf(pond.world), 2, { epoch: pond.epoch })])
    expect(await rowsOf(two.store, garden.world)).toEqual([])
    expect(await two.store.records('right')).toEqual([])
  })

  test('[L35] what is on its way when a process is expelled is stored and answered, or neither', async () => {
    await using opened = await emptiedDatabase()
    await using two = await comeIn(opened.url, processOf('two'))
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    let stored = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      await using one = await comeIn(opened.url, processOf(`one-${round}`))
      const { world, epoch } = await own(one.store, one.id, `world-${round}`)
      const marks = Array.from({ length: UNDER_WAY }, (_, index) => index + 1)
      const answers: Promise<number | null>[] = []
      const expelAt = random.below(UNDER_WAY)
      let over: Promise<void> = Promise.resolve()
      for (const mark of marks) {
        if (mark === expelAt + 1) over = two.database.expel(one.id, 0)
        const sent = one.store.append([update(documentOf(world), mark, { epoch })])
        answers.push(
          sent.then(
            () => mark,
            () => null,
          ),
        )
        // Each in a statement of its own, some of them meanwhile.
        if (random.below(2) === 0) await sent.catch(() => undefined)
      }
      const told = (await Promise.all(answers)).filter((mark) => mark !== null)
      await over
      expect(await rowsOf(two.store, world), `seed ${seed}, round ${round}`).toEqual(told)
      stored += told.length
    }
    expect(stored).toBeLessThan(ROUNDS * UNDER_WAY)
  })

  test('[L35] one that takes over expels the one that led, and nobody else', async () => {
    await using opened = await emptiedDatabase()
    await using one = await comeIn(opened.url, processOf('one'))
    await using two = await comeIn(opened.url, processOf('two'))
    await using three = await comeIn(opened.url, processOf('three'))
    const [garden, pond] = [await own(one.store, one.id, 'garden'), await own(three.store, three.id, 'pond')]
    expect(await one.database.lead(one.id, null)).toBe(true)
    expect(await two.database.lead(two.id, null)).toBe(false)
    const { leader } = await two.database.look()
    expect(await two.database.lead(two.id, leader)).toBe(true)
    expect((await two.database.look()).processes.map(({ id }) => id)).toEqual(['three', 'two'])
    const late = update(documentOf(garden.world), 1, { epoch: garden.epoch })
    await expect(one.store.append([late])).rejects.toThrow(expelled)
    await three.store.append([update(documentOf(pond.world), 3, { epoch: pond.epoch })])
    expect(await takeLease(two.store, garden.world.key, 'two/1')).toBe(garden.epoch + 2)
    expect(await two.store.lease(pond.world.key, processOf('two/1'))).toBeNull()
  })

  test('[L26] whoever looks just when another one takes over sees one in the list', async () => {
    await using opened = await emptiedDatabase()
    await using watching = await comeIn(opened.url, processOf('watching'))
    const over = new AbortController()
    const looks = (async () => {
      let strangers = 0
      while (!over.signal.aborted) {
        const { leader, processes } = await watching.database.look()
        if (leader !== null && processes.every(({ id }) => id !== leader.id)) strangers += 1
      }
      return strangers
    })()
    for (let round = 0; round < TAKEOVERS; round += 1) {
      await using next = await comeIn(opened.url, processOf(`leader-${round}`))
      const { leader } = await next.database.look()
      expect(await next.database.lead(next.id, leader)).toBe(true)
    }
    over.abort()
    expect(await looks).toBe(0)
  })

  test('[L37] the next store of a process has the connections of the one before, where they are whole', async () => {
    await using opened = await emptiedDatabase()
    await using one = await comeIn(opened.url, processOf('one'))
    const server = await DatabaseConnection.open(parseDatabaseAddress(opened.url))
    const sessions = async (): Promise<number[]> =>
      (await server.rows<{ pid: number }>(SESSIONS_OF_ONE)).map(({ pid }) => pid)
    const work = (store: Store, name: string) => own(store, one.id, name)
    await work(one.store, 'garden')
    const before = await sessions()
    await one.store.close()
    const next = one.database.open(one.id, null).store
    await work(next, 'pond')
    expect(await sessions()).toEqual(before)
    await next.close()
    // Some break while nobody uses them: that is no fault of whoever comes then.
    await server.rows('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [
      numbers(before.slice(1)),
    ])
    const last = one.database.open(one.id, null).store
    await work(last, 'park')
    await last.close()
    await one.database.close()
    expect(await sessions()).toEqual([])
    await server.end()
  })

  test('[L35] none writes where a process has the database for itself', async () => {
    await using opened = await emptiedDatabase()
    await using one = await comeIn(opened.url, processOf('one'))
    await makeWorld(one.store, 'garden')

    const alone = await openPostgresStore({ address: parseDatabaseAddress(opened.url) })
    await expect(makeWorld(one.store, 'pond')).rejects.toThrow(expelled)
    await makeWorld(alone, 'pond')
    await alone.close()
  })
})
