// Several processes are one node, whatever breaks between them and their database: every saved edit is in the
// log once and in order, no two processes write under one epoch, and nothing is told that is not in the log.
// INKLAND_SEED runs one seed, INKLAND_HARD many.
import { expect, it } from 'vitest'
import { simulateCluster } from './cluster-run.ts'
import { roundsOr } from '../../support/rounds.ts'
import { seedFromEnvironment } from '../random.ts'
import { IS_HARD } from '../../hard.ts'

const STEPS = 200
const named = process.env['INKLAND_SEED']
const SEEDS = IS_HARD ? roundsOr(2_000) : 4

it('[L34] [L40] [L3] three processes under a database with lost and late answers, and stopped clocks', async () => {
  const first = seedFromEnvironment()
  const seeds = named === undefined ? SEEDS : 1
  const sums = { edits: 0, saved: 0, kills: 0, stops: 0, failures: 0, takeovers: 0, moves: 0 }
  const failed: string[] = []
  for (let seed = first; seed < first + seeds; seed++) {
    const { broken, hash: _, ...counts } = await simulateCluster(seed, STEPS)
    if (broken.length > 0) failed.push(`seed ${seed}: ${broken.join('; ')}`)
    for (const [name, count] of Object.entries(counts)) sums[name as keyof typeof sums] += count
  }
  console.log(
    `a cluster from a seed: ${seeds} seeds x ${STEPS} steps, ${failed.length} faults; ${sums.edits} edits, ` +
      `${sums.saved} frames told to be saved, ${sums.kills} kills, ${sums.stops} stops, ${sums.failures} failed ` +
      `calls, ${sums.takeovers} times another process went on, ${sums.moves} times it was let go of for that`,
  )
  expect(failed).toEqual([])
  if (named !== undefined) return
  expect(Math.min(sums.kills, sums.stops, sums.takeovers)).toBeGreaterThan(seeds)
  expect(sums.moves).toBeGreaterThan(seeds / 2)
}, 7_200_000)

it.runIf(IS_HARD)('the same seed gives the same run, to the byte', async () => {
  const [one, again, other] = [
    await simulateCluster(7, STEPS),
    await simulateCluster(7, STEPS),
    await simulateCluster(8, STEPS),
  ]
  expect(again.hash).toBe(one.hash)
  expect(other.hash).not.toBe(one.hash)
})
