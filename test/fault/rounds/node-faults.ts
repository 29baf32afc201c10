// What may happen to several processes that are one node: each of these faults is brought about while people
// write and walk, and lasts until the node has met it. All lines are mended afterwards.
import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../../simulation/random.ts'
import type { PostgresServer } from '../../support/postgres/server.ts'
import { setClock } from './append-history.ts'
import type { FaultyNode, Member } from './faulty-node.ts'

/** Longer than a lease, in ms. */
const PAST_LEASE_MS = 17_000
/** How long at most lines are cut, in ms. */
const CUT_MS = 8_000
/** How long at most the database is down, in ms. */
const DOWN_MS = 2_000
/** The clock of a standby that is promoted is off by so many seconds at most, to either side. */
const JUMP_S = 3_600

interface FaultRound {
  readonly node: FaultyNode
  readonly random: Random
  readonly server: PostgresServer
  readonly store: string
  /** Those that people write and walk in. */
  readonly worlds: readonly string[]
}

export interface NodeFault {
  readonly name: string
  /** How soon another process has to have the worlds, if one has to. */
  readonly takeover: 'soon' | 'lease' | null
  /** After how many ms another process had all worlds; null where none has to. */
  readonly happen: (round: FaultRound) => Promise<number | null>
}

type Which = 'leading' | 'other'
const called = (which: Which): string => (which === 'leading' ? 'the one that leads' : 'another one')

/** One process does nothing any more for longer than a lease, and until the others have its worlds. */
function stands(which: Which, name: string, stop: (member: Member) => void, goOn: (member: Member) => void) {
  return {
    name: `${name} of ${called(which)}`,
    takeover: 'lease',
    async happen({ node, worlds }) {
      const member = (await node.roles())[which]
      stop(member)
      try {
        const [ms] = await Promise.all([node.servedAt(node.besides(member), worlds), pause(PAST_LEASE_MS)])
        return ms
      } finally {
        goOn(member)
      }
    },
  } satisfies NodeFault
}

const killed = (which: Which): NodeFault => ({
  name: `kill -9 of ${called(which)}`,
  takeover: 'soon',
  async happen({ node, worlds }) {
    const member = (await node.roles())[which]
    await member.process.server.kill()
    const ms = await node.servedAt(node.besides(member), worlds)
    await node.startAt(member.place)
    return ms
  },
})

const signal = (name: 'SIGSTOP' | 'SIGCONT') => (member: Member) =>
  void process.kill(member.process.server.pid, name)

const killOfLeader = killed('leading')
const half = 'half-open lines to the database'
const none = 'no lines to the database'

/** Nobody has to take over. */
const passing = (name: string, happen: (round: FaultRound) => Promise<void>): NodeFault => ({
  name,
  takeover: null,
  async happen(round) {
    await happen(round)
    return null
  },
})

const oneOf = ({ node, random }: FaultRound): Member => {
  const member = node.members[random.below(node.members.length)]
  if (member === undefined) throw new Error('there are processes')
  return member
}

const lostAnswers = passing('answers of the database lost', async (round) => {
  oneOf(round).database.cutAnswers()
  await pause(round.random.below(500))
})

export const nodeFaults: readonly NodeFault[] = [
  killOfLeader,
  killed('other'),
  stands('leading', 'SIGSTOP past the lease', signal('SIGSTOP'), signal('SIGCONT')),
  stands('other', 'SIGSTOP past the lease', signal('SIGSTOP'), signal('SIGCONT')),
  stands(
    'leading',
    half,
    ({ database }) => database.stall(),
    ({ database }) => database.open(),
  ),
  stands(
    'other',
    half,
    ({ database }) => database.stall(),
    ({ database }) => database.open(),
  ),
  stands(
    'leading',
    none,
    ({ database }) => database.close(),
    ({ database }) => database.open(),
  ),
  lostAnswers,
  passing('lines to the database cut', async (round) => oneOf(round).database.cut()),
  passing('lines between processes cut', async ({ node, random }) => {
    for (const { inside } of node.members) inside.close()
    await pause(random.below(CUT_MS))
  }),
  passing('half-open lines to the one that leads', async ({ node }) => {
    const { leading } = await node.roles()
    leading.inside.stall()
    await pause(PAST_LEASE_MS)
  }),
  passing('half-open lines to another one', async ({ node }) => {
    const { other } = await node.roles()
    other.inside.stall()
    await pause(PAST_LEASE_MS)
  }),
  passing('pg_ctl stop -m immediate', async ({ server, random }) => {
    await server.stop('immediate')
    await pause(random.below(DOWN_MS))
    await server.start()
  }),
  passing('another clock of the database', async ({ server, store, random }) => {
    await setClock(store, random.below(2 * JUMP_S) - JUMP_S)
    await server.stop('immediate')
    await server.start()
  }),
]
