// A process among those of its node: which leader it takes for one that shares its database with nobody. What
// it sees in the database is the test's own.
import { describe, expect, test } from 'vitest'
import { NodeMembership } from '../../../server/cluster/membership.ts'
import type { ProcessId } from '../../../server/storage/lease-store.ts'
import type { NodeDatabase, NodeProcess, SeenProcesses } from '../../../server/storage/node-database.ts'
import { VirtualTime } from '../../simulation/time.ts'

const [one, two] = ['one' as ProcessId, 'two' as ProcessId]
const LOOK_MS = 1_000

const listed = (id: ProcessId): NodeProcess => ({
  id,
  address: `${id}:1`,
  since: 0,
  options: '{}',
  connections: 0,
  worlds: 0,
})

/** Process `two`, which sees what the test says. */
async function startSecond(options = {}) {
  const time = new VirtualTime()
  let seen: SeenProcesses = { leader: null, processes: [] }
  const told: string[] = []
  const unused = (): never => {
    throw new Error('not asked for here')
  }
  const database: NodeDatabase = {
    enter: () => Promise.resolve(),
    beat: () => Promise.resolve('here'),
    look: () => Promise.resolve(seen),
    expel: () => Promise.resolve(),
    ask: unused,
    hasSessions: () => Promise.resolve(true),
    lead: () => Promise.resolve(true),
    holderOf: unused,
    heldByOthers: unused,
    secret: unused,
    open: unused,
    changes: { last: unused, after: unused, tidy: unused },
    close: unused,
  }
  const membership = new NodeMembership({
    database,
    clock: time,
    self: { ...listed(two), options: JSON.stringify(options) },
    load: () => ({ connections: 0, worlds: 0 }),
    follow: () => () => undefined,
    onRole: ({ kind }) => void told.push(kind),
    onRemoved: unused,
    onGone: (address) => void told.push(`gone: ${address}`),
    onExpelled: unused,
    onAsked: unused,
    onRefused: ({ message }) => void told.push(message),
    onFault: unused,
    onUnheard: () => undefined,
  })
  await membership.begin()
  return {
    told,
    leave: () => membership.leave(),
    /** It looks, and sees a leader with this beat, and these processes in the list. */
    sees: async (beat: number, ...others: ProcessId[]): Promise<void> => {
      const processes = [...others, two].map((id) => ({ ...listed(id), beat }))
      seen = { leader: { id: one, beat }, processes }
      await time.pass(LOOK_MS)
    },
  }
}

describe('a leader that is not in the list', () => {
  test('[L26] has the database for itself where its beat rises meanwhile', async () => {
    const { told, sees } = await startSecond()
    await sees(1)
    expect(told).toEqual([])
    await sees(2)
    expect(told).toEqual([expect.stringMatching(/^Another Inkland has this database for itself/)])
  })

  test('[L24] is gone where it rose before that: the next one leads, and nobody ends', async () => {
    const { told, leave, sees } = await startSecond()
    await sees(1, one)
    await sees(2, one)
    // The last beat of its store came just before it left.
    for (let looks = 0; looks < 6; looks += 1) await sees(3)
    expect(told.filter((each) => each !== 'waits')).toEqual(['gone: one:1', 'leads'])
    await leave()
  })
})

test('[L26] beside a process of another version it says so in a sentence', async () => {
  const { told, leave, sees } = await startSecond({ version: 2 })
  await sees(1, one)
  expect(told).toEqual([expect.stringMatching(/^The other processes of this node are of another version, /)])
  await leave()
})

test('[L38] who is off the list is told once, unless another one is reached there', async () => {
  const { told, leave, sees } = await startSecond()
  const three = 'three' as ProcessId
  for (const others of [[one, three], [one, three], [one], [one]]) await sees(1, ...others)
  expect(told.filter((each) => each.startsWith('gone'))).toEqual(['gone: three:1'])
  await leave()
})
