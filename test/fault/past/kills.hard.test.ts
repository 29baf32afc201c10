// A real node is killed in the middle of a merge (also of a large one), a publishing, a restore, an erasure,
// and the making of a draft or of room, at any moment of each: afterwards it was done or it was not, and
// nothing that was saved is lost.
import { setTimeout as pause } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { nodeOf, startAccounts, type AccountsNode } from '../../accounts.ts'
import { startServer, temporaryFolder, type RunningServer } from '../../process.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../../simulation/random.ts'
import { Chatter } from './chatter.ts'
import { TALK, type Deed } from './deed.ts'
import { LargeMergeDeed } from './large-merge-deed.ts'
import { MergeDeed, PublishDeed } from './merge-deeds.ts'
import { RoomDeed } from './room-deed.ts'
import { DraftDeed, EraseDeed, RestoreDeed } from './world-deeds.ts'
import { roundsOr } from '../../support/rounds.ts'

/** How often it is killed in the middle of each. */
const KILLS = roundsOr(10)
/** How many of each at once: of one person four merges may wait. */
const SIDE_BY_SIDE = 1
/**
 * A deed that was answered before its kill does not count, so there are more lives than kills; a few may go
 * by until it is known how long each takes.
 */
const LIVES_MAX = KILLS * 3 + 9

/** With these, three of four kills come before the answer, at any moment of the step. */
const [EARLY, LATE] = [1.1, 0.75]

/** A deed with what became of it so far. */
interface Killed {
  readonly deed: Deed
  readonly chatter: Chatter
  /**
   * About how long it takes, ms: longer after a kill that came too early, shorter after one that came too
   * late.
   */
  usualMs: number
  kills: number
  done: number
}

/** Begins every deed at a random moment before the kill, no longer than it takes; true: it was answered. */
async function killWithin(
  node: AccountsNode<RunningServer>,
  killed: readonly Killed[],
  random: Random,
): Promise<boolean[]> {
  const end = new AbortController()
  const longestMs = Math.max(...killed.map(({ usualMs }) => usualMs))
  const talks = killed.map(({ chatter }) => chatter.writeUntil(node, end.signal).catch(() => undefined))
  const failures: Error[] = []
  const asks = killed.map(async ({ deed, usualMs }) => {
    await pause(longestMs - random.fraction() * usualMs)
    const begun = performance.now()
    return deed.ask(node).then(
      () => true,
      (cause: unknown) => {
        // Only a node that is gone gives no answer.
        const ms = (performance.now() - begun).toFixed()
        if (!end.signal.aborted) failures.push(new Error(`${deed.name} failed after ${ms} ms`, { cause }))
        return false
      },
    )
  })
  await pause(longestMs)
  end.abort()
  await node.server.kill()
  await Promise.all(talks)
  const answered = await Promise.all(asks)
  for (const failure of failures) throw new Error(node.server.log().slice(-4_000), { cause: failure })
  return answered
}

it(
  '[HI41] [Y14] a node that is killed in the middle of a large step has done it or has not',
  { timeout: 3 * 3_600_000 },
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const data = temporaryFolder()
    let node = await startAccounts({ data })
    const deeds = Array.from({ length: SIDE_BY_SIDE }, (_, n) => [
      new MergeDeed(n),
      new LargeMergeDeed(n),
      new PublishDeed(n),
      new RestoreDeed(n),
      new EraseDeed(n, data),
      new DraftDeed(n, 300),
      new RoomDeed(n),
    ]).flat()
    const killed = deeds.map((deed): Killed => {
      return { deed, chatter: new Chatter(deed.world, TALK), usualMs: 300, kills: 0, done: 0 }
    })
    for (const { deed } of killed) await deed.begin(node)
    // All are timed once, beside each other.
    for (const { deed } of killed) await deed.prepare(node)
    await Promise.all(
      killed.map(async (each) => {
        const begun = performance.now()
        await each.deed.ask(node)
        each.usualMs = performance.now() - begun
      }),
    )
    for (const { deed } of killed) expect(await deed.isDone(node), deed.name).toBe(true)
    const names = [...new Set(deeds.map(({ name }) => name))]
    const sumOf = (name: string, what: (each: Killed) => number): number =>
      killed.filter(({ deed }) => deed.name === name).reduce((sum, each) => sum + what(each), 0)
    const killsOf = (name: string): number => sumOf(name, ({ kills }) => kills)
    let lives = 0
    const figure = (): string => {
      const figures = names.map(
        (name) => `${name} ${killsOf(name)} (${sumOf(name, ({ done }) => done)} of these done)`,
      )
      const saved = killed.reduce((sum, { chatter }) => sum + chatter.saved, 0)
      return (
        `killed in the middle of: ${figures.join(', ')}; ${lives} lives, ` +
        `${saved} saved edits beside, 0 lost (seed ${seed})`
      )
    }
    // Also of a run that fails: what it counted before is as true.
    onTestFinished(() => console.info(figure()))
    for (; lives < LIVES_MAX && names.some((name) => killsOf(name) < KILLS); lives++) {
      for (const { deed } of killed) await deed.prepare(node)
      const answered = await killWithin(node, killed, random)
      const server = await startServer({ data, access: 'accounts' })
      node = nodeOf(server, await nodeOf(server, node.admin).signIn('ada'))
      for (const [n, each] of killed.entries()) {
        const isDone = await each.deed.isDone(node).catch((error: unknown) => {
          const { pid } = server
          throw new Error(
            `seed ${seed}, life ${lives}: ${each.deed.name}, node ${pid}: ${server.log().slice(-4_000)}`,
            { cause: error },
          )
        })
        each.usualMs *= isDone ? LATE : EARLY
        if (answered[n] === true) expect(isDone, `${each.deed.name} was answered`).toBe(true)
        else each.kills += 1
        if (answered[n] !== true && isDone) each.done += 1
        expect(await each.chatter.lost(node), `seed ${seed}: ${each.deed.world}`).toBe(0)
      }
      if (lives % 20 === 19) console.info(figure())
    }
    for (const name of names) expect(killsOf(name), name).toBeGreaterThanOrEqual(KILLS)
    expect(killed.reduce((sum, { chatter }) => sum + chatter.saved, 0)).toBeGreaterThan(KILLS)
    await node[Symbol.asyncDispose]()
  },
)
