// Turns of work that changes logs: by person, one in a world, and a bound for who asks for too much.
import { expect, test } from 'vitest'
import { HistoryRefusal } from '../../../server/history/history-refusal.ts'
import { WAITING_EACH_MAX, WorldTurns } from '../../../server/history/world-turns.ts'
import {
  OWNER,
  parseMemberId,
  parseWorldId,
  type MemberId,
  type WorldId,
} from '../../../shared/world/address.ts'

const [ada, bob] = ['ada', 'bob'].map((name) => parseMemberId(name)!) as [MemberId, MemberId]
const world = (name: string): WorldId => parseWorldId(name)!

/** Work that ends when the test says so, and in which order it began. */
function jobs() {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const job = (name: string) => () => {
    begun.push(name)
    return new Promise<void>((resolve) => ends.set(name, resolve))
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  return {
    begun,
    job,
    end: async (name: string) => {
      ends.get(name)?.()
      await turn()
    },
    turn,
  }
}

test('somebody with sixty merges has one at a time, four wait, and the rest is refused in words; others go on', async () => {
  const turns = new WorldTurns()
  const { begun, job, end, turn } = jobs()
  const asked = Array.from({ length: 60 }, (_, n) =>
    turns.take(world(`w${n}`), ada, job(`ada ${n}`)).catch((error: unknown) => error),
  )
  await turn()
  const bobs = turns.take(world('bobs'), bob, job('bob'))
  await turn()
  expect(begun).toEqual(['ada 0', 'bob'])
  const refused = await Promise.all(asked.slice(1 + WAITING_EACH_MAX))
  expect(refused.every((error) => error instanceof HistoryRefusal && error.kind === 'busy')).toBe(true)
  await end('bob')
  await bobs
  for (let n = 0; n <= WAITING_EACH_MAX; n++) await end(`ada ${n}`)
  expect(begun).toEqual(['ada 0', 'bob', 'ada 1', 'ada 2', 'ada 3', 'ada 4'])
})

test('in one world there is one at a time, in turns by person', async () => {
  const turns = new WorldTurns()
  const { begun, job, end, turn } = jobs()
  for (const n of [1, 2, 3]) void turns.take(world('w'), ada, job(`ada ${n}`))
  void turns.take(world('w'), bob, job('bob'))
  await turn()
  expect(begun).toEqual(['ada 1'])
  for (let n = 0; n < 4; n++) {
    expect(begun).toHaveLength(n + 1)
    await end(begun[n] ?? '')
  }
  expect(begun).toEqual(['ada 1', 'bob', 'ada 2', 'ada 3'])
})

test('the node’s own work is never refused', async () => {
  const turns = new WorldTurns()
  let done = 0
  await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      turns.take(world('w'), n % 2 === 0 ? null : OWNER, async () => void (done += 1)),
    ),
  )
  expect(done).toBe(20)
})

test('whoever waits for their own merge elsewhere keeps nobody out of a shared world', async () => {
  const turns = new WorldTurns()
  const { begun, job, turn } = jobs()
  for (const name of ['own', 'shared']) void turns.take(world(name), ada, job(`ada ${name}`))
  await turn()
  void turns.take(world('shared'), bob, job('bob'))
  await turn()
  expect(begun).toEqual(['ada own', 'bob'])
})

test('whoever is gone keeps no place: not among their own, not in the world, not among all', async () => {
  const turns = new WorldTurns()
  const { begun, job, end, turn } = jobs()
  const gone = new AbortController()
  const why = new Error('gone')
  const others = ['b', 'c'].map((name) => parseMemberId(name)!)
  for (const member of others) void turns.take(world(`${member}s`), member, job(member))
  await turn()
  // The first waits among all, the second behind the first, the third in a world that is taken.
  const asked = [
    turns.take(world('own'), ada, job('ada 1'), gone.signal),
    turns.take(world('other'), ada, job('ada 2'), gone.signal),
    turns.take(world('bs'), bob, job('bob'), gone.signal),
  ].map((done) => done.catch((error: unknown) => error))
  await turn()
  gone.abort(why)
  expect(await Promise.all(asked)).toEqual([why, why, why])
  await end('b')
  await end('c')
  void turns.take(world('own'), ada, job('ada 3'))
  await turn()
  expect(begun).toEqual(['b', 'c', 'ada 3'])
})

test('whoever is gone before they ask begins nothing', async () => {
  const turns = new WorldTurns()
  const { begun, job } = jobs()
  const why = new Error('gone')
  const asked = turns.take(world('w'), ada, job('ada'), AbortSignal.abort(why))
  await expect(asked).rejects.toBe(why)
  expect(begun).toEqual([])
})
