// The check of the rounds finds what it looks for: two that write as owners of one world, and a row that
// comes late.
import { expect, test } from 'vitest'
import { parseDatabaseAddress } from '../../../server/storage/postgres/connection/database-address.ts'
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store.ts'
import { documentOf, makeWorld, processOf, update } from '../../contract/made.ts'
import { askAt } from '../../support/postgres/server.ts'
import { hasPostgres, newDatabase } from '../../support/postgres/shared-server.ts'
import { faultyLine } from '../faulty-line.ts'
import { readHistory, watchAppends } from './append-history.ts'

const row = (sequence: number): string => `
  INSERT INTO log (document, sequence, member, first_at, last_at, updates, quarantined, checksum, bytes)
    SELECT document, ${sequence}, member, first_at, last_at, updates, quarantined, checksum, bytes
    FROM log ORDER BY sequence LIMIT 1`

test.skipIf(!hasPostgres)('a history of appends shows who wrote beside the owner', async () => {
  await using database = await newDatabase()
  await using line = await faultyLine(Number(new URL(database.url).port))
  const through = new URL(database.url)
  through.port = `${line.port}`
  const store = await openPostgresStore({ address: parseDatabaseAddress(through.href), isShared: true })
  await watchAppends(database.url)
  const world = await makeWorld(store, 'watched')
  const [one, other] = [processOf('one'), processOf('other')]
  for (const process of [one, other]) await store.join(process)
  const epoch = (await store.lease(world.key, one)) ?? 0
  for (let n = 0; n < 2; n += 1) await store.append([{ ...update(documentOf(world), n), epoch }])
  // Others had the same ports long ago, or have them later.
  const at = (since: number) => line.sources.map(({ port }) => ({ port, since }))
  const lives = [
    { name: 'long ago', sources: at(0) },
    { name: 'one', sources: line.sources },
    { name: 'later', sources: at(Date.now() + 60_000) },
  ]
  const read = async () => (await readHistory(database.url, lives)).twins
  await askAt(database.url, `BEGIN; ${row(90)}; UPDATE people SET at = at; COMMIT`)
  expect(await read()).toEqual([])
  await askAt(database.url, row(100))
  expect(await read()).toEqual([expect.stringMatching(/^world \d+, epoch 1: port \d+ wrote beside one$/)])
  await askAt(database.url, row(50))
  expect(await read()).toContainEqual(expect.stringMatching(/wrote row 50 after row 100$/))
  await store.release(world.key, epoch)
  await store.lease(world.key, other)
  await store.append([{ ...update(documentOf(world), 3), epoch: epoch + 1 }])
  await askAt(database.url, `UPDATE worlds SET epoch = ${epoch}`)
  await askAt(database.url, row(200))
  expect(await read()).toContainEqual(expect.stringMatching(/wrote after epoch 2 of one$/))
  await store.close()
})
