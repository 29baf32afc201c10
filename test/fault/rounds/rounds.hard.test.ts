// Three processes are one node under fifty people who write and fifty who walk, whatever happens: kills,
// processes that stand still, lines that are cut or half open, a database that ends as in a power cut, wrong
// clocks. Every saved edit is in the log once, in order; no action has two effects, no answered one is lost;
// no two processes write one world. Real processes, a real database, a seed.
import { describe, expect, test } from 'vitest'
import { parseDatabaseAddress } from '../../../server/storage/postgres/connection/database-address.ts'
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { until } from '../../process.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../../simulation/random.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { Crowd } from '../crowd.ts'
import { crowding } from '../lives.ts'
import { slowness } from '../machine-speed.ts'
import { databaseServer } from '../postgres/database-server.ts'
import { giveClock, readHistory, watchAppends } from './append-history.ts'
import { FaultyNode } from './faulty-node.ts'
import { nodeFaults, type NodeFault } from './node-faults.ts'
import { makeCountingWorld, Walkers } from './walkers.ts'
import { roundsOr } from '../../support/rounds.ts'

const ROUNDS = roundsOr(nodeFaults.length)
/** After so many rounds all is looked at, and other people come to other worlds. */
const ROUNDS_OF_ONES = 10
const WALKERS = 50
/** Before a fault, so many edits are saved and so many uses answered. */
const LIVELY = { saved: 500, done: 20 }
/**
 * How many writers make so many edits each, so often: the faults are under test, and not the machine's speed.
 */
const BURST = { writers: 5, edits: 8, everyMs: 100 }
/**
 * How soon all worlds are open at another process, in ms: waiting, and work, which takes longer on a slow
 * machine, and on one that others use.
 */
const TAKEOVER_MS = { soon: { wait: 0, work: 2_000 }, lease: { wait: 12_000, work: 3_000 } }
const LIMIT_MS = 4 * 60 * 60_000
const SETTLE_MS = 120_000
const LIVELY_MS = 300_000

/** What is to happen, one after the other: each kind once, in another order, and again. */
function* faultsFrom(random: Random): Generator<NodeFault, never> {
  for (;;) {
    const left = [...nodeFaults]
    while (left.length > 0) yield* left.splice(random.below(left.length), 1)
  }
}

describe.skipIf(!hasPostgres)('[a cluster is one node] whatever happens', { timeout: LIMIT_MS }, () => {
  const databases = databaseServer()

  test('[L34] [L37] [L38] [O3] rounds of faults under people who write and people who walk', async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const store = await databases.newDatabase()
    await giveClock(store)
    await using node = await FaultyNode.start({ store, databasePort: databases.server.port, random })
    await watchAppends(store)
    await node.mend()
    const faults = faultsFrom(random)
    const times = new Map<string, number[]>()
    const sums = { saved: 0, done: 0, acts: 0 }
    let slowest = 1
    for (let round = 0; round < ROUNDS;) {
      const what: string[] = []
      const slow = slowness()
      slowest = Math.max(slowest, slow)
      const name = `set-${round}`
      const squares = [`${name}/square`, `${name}/park`]
      for (const world of squares) await makeCountingWorld(node.way, world).catch(node.explain)
      const how = { inFlight: BURST.edits, leavesWhenHeld: true }
      const crowd = await Crowd.gather(node.way, name, random, how).catch(node.explain)
      await crowd.enterAtLast(node.way)
      const walkers = new Walkers(WALKERS, node.way, squares, random)
      const worlds = [...crowd.worlds, ...squares]
      const end = Math.min(ROUNDS, round + ROUNDS_OF_ONES)
      for (; round < end; round += 1) {
        const fault = faults.next().value
        what.push(fault.name)
        const stopWriting = writeOn(crowd, random)
        const stopComing = comeAgain(crowd, node.way.wsUrl)
        const before = { saved: crowd.saved, done: walkers.done }
        await until(
          'people write and walk',
          () => crowd.saved >= before.saved + LIVELY.saved && walkers.done >= before.done + LIVELY.done,
          LIVELY_MS,
        ).catch((error: unknown) => {
          const since = `${crowd.saved - before.saved} edits and ${walkers.done - before.done} uses`
          throw new Error(`${since} in round ${round + 1}; seed ${seed}: ${what.join(', ')}`, {
            cause: error,
          })
        })
        const ms = await fault
          .happen({ node, random, worlds, store, server: databases.server })
          .catch(node.explain)
        await node.mend()
        if (ms !== null) {
          times.set(fault.name, [...(times.get(fault.name) ?? []), ms])
          const { wait, work } = TAKEOVER_MS[fault.takeover ?? 'soon']
          const bound = wait + work * crowding() * slow
          expect(ms, `seed ${seed}, ${slow.toFixed(1)} times: ${what.join(', ')}`).toBeLessThan(bound)
        }
        stopWriting()
        await until('all is saved', () => crowd.editors.every((each) => each.made === each.saved), SETTLE_MS)
        stopComing()
        console.info(
          `round ${round + 1} of ${ROUNDS}: ${fault.name}, ${ms === null ? '-' : ms.toFixed(0)} ms`,
        )
      }
      const told = `seed ${seed}, rounds up to ${round}: ${what.join(', ')}`
      await walkers.stop()
      for (const editor of crowd.editors) editor.disconnect()
      await crowd.part()
      expect(await crowd.lost(node.way).catch(node.explain), told).toBe(0)
      await crowd.settle(node.way, { comesAgain: true }).catch(node.explain)
      crowd.leave()
      expect(await walkers.faults(node.way).catch(node.explain), told).toEqual([])
      expect(await writtenTwice(store, name), told).toEqual([])
      expect((await readHistory(store, node.lives)).twins, told).toEqual([])
      expect(node.ends, told).toEqual([])
      sums.saved += crowd.saved
      sums.done += walkers.done
      sums.acts += walkers.acts
    }
    const { appends, takeovers } = await readHistory(store, node.lives)
    expect(Math.min(takeovers, sums.done)).toBeGreaterThan(0)
    console.info(
      `${ROUNDS} rounds: ${sums.saved} saved edits and ${sums.done} answered uses of ${sums.acts} acts, 0 lost, 0 twice; ` +
        `${appends} appends, worlds went over ${takeovers} times, no twin owners, no process ended by ` +
        `itself; ${crowding().toFixed(1)} processes per core, a machine that is ${slowest.toFixed(1)} times slower at most (seed ${seed})`,
    )
    for (const [name, all] of times) console.info(`${name}: worlds elsewhere after ${figureOf(all)}`)
  })
})

function figureOf(times: readonly number[]): string {
  const sorted = times.toSorted((one, other) => one - other)
  const half = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  return `${half.toFixed(0)} ms (p50), ${(sorted.at(-1) ?? Number.NaN).toFixed(0)} ms at most, ${sorted.length} times`
}

/** Some write a little, again and again, until the answer is called. */
function writeOn({ editors }: Crowd, random: Random): () => void {
  return again(BURST.everyMs, () => {
    for (let n = 0; n < BURST.writers; n += 1) {
      const editor = editors[random.below(editors.length)]
      editor?.write()
      editor?.rest()
    }
  })
}

/** Whoever was sent out, comes again, as browsers do. */
function comeAgain({ editors }: Crowd, wsUrl: string): () => void {
  return again(500, () => {
    for (const editor of editors) if (editor.closedWith !== null) editor.connect(wsUrl)
  })
}

const again = (everyMs: number, work: () => void): (() => void) =>
  repeat(work, {
    everyMs,
    clock: systemClock,
    onFault(error) {
      throw error
    },
  })

/** Edits that are in two rows of the scenes of an account's worlds, in words. */
async function writtenTwice(store: string, account: string): Promise<string[]> {
  const found: string[] = []
  const opened = await openPostgresStore({ address: parseDatabaseAddress(store), isShared: true })
  try {
    for (const { key, address } of await opened.worlds('here')) {
      if (!address.startsWith(`${account}/`)) continue
      const ends = new Map<number, number>()
      for (const { bytes, sequence } of await opened.log({ world: key, kind: 'scene' }, 0, 1e9)) {
        for (const { client, clock, end } of readUpdate(bytes)?.sections ?? []) {
          if (clock < (ends.get(client) ?? 0))
            found.push(`${address}: row ${sequence} has an edit of ${client} again`)
          ends.set(client, end)
        }
      }
    }
  } finally {
    await opened.close()
  }
  return found
}
