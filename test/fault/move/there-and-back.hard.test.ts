// A stopped node moves to PostgreSQL and back: byte for byte, whole or not at all. A few worlds, and one kill
// in the middle; move.hard.test.ts moves ten thousand, and kills at every step and at random.
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../process.ts'
import { seededRandom } from '../../simulation/random.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { databasesOfRun } from '../postgres/database-server.ts'
import { makeWorlds } from './made-folder.ts'
import { digestOf, move, whereItStarts } from './moves.ts'

test.skipIf(!hasPostgres)(
  '[L18] killed in the middle of a move a node has all where it was; moved there and back, byte for byte',
  async () => {
    const [data, url] = [temporaryFolder(), await databasesOfRun.newDatabase()]
    await makeWorlds(data, 5, seededRandom(1))
    const before = await digestOf(data, 'sqlite')
    expect((await move({ data, from: 'sqlite', to: url, dieAt: 'compared' })).isKilled).toBe(true)
    expect(await whereItStarts(data, ['sqlite', url])).toEqual(['sqlite'])
    expect(await digestOf(data, 'sqlite')).toBe(before)
    const there = await move({ data, from: 'sqlite', to: url })
    expect(there.done, there.said).toMatchObject({ worlds: 5, digest: before })
    expect(await whereItStarts(data, ['sqlite', url])).toEqual([url])
    const back = await move({ data, from: url, to: 'sqlite' })
    expect(back.done, back.said).toMatchObject({ worlds: 5, digest: before })
    expect(await whereItStarts(data, ['sqlite', url])).toEqual(['sqlite'])
    expect(await digestOf(data, 'sqlite')).toBe(before)
  },
)
