// Words in this node's copy of another node's world.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FoundPlaces } from '../../../shared/wire/search/found-places.ts'
import { Visitor } from '../../fault/peers/visitor.ts'
import { told, type Somebody } from '../../accounts.ts'
import { give, makeWorld, servePair, type ServedPair } from '../../peers.ts'
import { until } from '../../process.ts'

const LIMIT_MS = 60_000

let pair: ServedPair

beforeAll(async () => {
  pair = await servePair()
}, LIMIT_MS)
afterAll(() => pair[Symbol.asyncDispose]())

test(
  '[X2] words of a world of another node are found in the copy, under its name, by who may see it there',
  async () => {
    const { a, b } = pair
    const carl = await a.signUp('carl')
    const there = await makeWorld(b.admin, 'Crossroads')
    await give(b.admin, there, `ada@${a.name}`, 'see')
    const here = there.replace('/', `@${b.name}/`)
    const ada = await Visitor.open(a.server.wsUrl, here, a.admin)
    const find = async (who: Somebody) =>
      FoundPlaces.parse(await told(await who.ask('GET', '/api/words?search=crossroads'))).found
    const [found] = await until('it is found', async () => {
      const places = await find(a.admin)
      return places.length > 0 && places
    })
    expect(found).toMatchObject({ name: 'Crossroads', world: { address: here, node: b.name } })
    expect(await find(carl)).toEqual([])
    await give(b.admin, there, `ada@${a.name}`, 'none')
    await until('it is found no more', async () => (await find(a.admin)).length === 0)
    ada.close()
  },
  LIMIT_MS,
)
