// Worlds of other nodes: whatever breaks on the way, in the end every copy equals the host's world, nobody's
// words are lost or there twice, and writers have the edits that a host refused. INKLAND_SEED runs one seed,
// INKLAND_HARD many.
import { expect, it } from 'vitest'
import { simulatePeers } from './peers-run.ts'
import { roundsOr } from '../../support/rounds.ts'
import { seedFromEnvironment } from '../random.ts'
import { IS_HARD } from '../../hard.ts'

const STEPS = 150
const named = process.env['INKLAND_SEED']
const SEEDS = IS_HARD ? roundsOr(1_000) : 3

const NAMES = ['words', 'crashes', 'failures', 'undone', 'refused', 'evicted', 'kept', 'both'] as const

it('[N21] [N25] [N26] [N31] after any run each copy is what the host has, and each word stands once or is kept', async () => {
  const first = seedFromEnvironment()
  const seeds = named === undefined ? SEEDS : 1
  const sums: Record<(typeof NAMES)[number], number> = {
    words: 0,
    crashes: 0,
    failures: 0,
    undone: 0,
    refused: 0,
    evicted: 0,
    kept: 0,
    both: 0,
  }
  const failed: string[] = []
  for (let seed = first; seed < first + seeds; seed++) {
    const { broken, ...counts } = await simulatePeers(seed, STEPS)
    if (broken.length > 0) failed.push(`seed ${seed}: ${broken.slice(0, 5).join('; ')}`)
    for (const name of NAMES) sums[name] += counts[name]
  }
  console.log(
    `peers agree: ${seeds} seeds x ${STEPS} steps, ${failed.length} differences; ${JSON.stringify(sums)}`,
  )
  expect(failed).toEqual([])
  // Runs in which nothing goes wrong prove nothing.
  if (named === undefined)
    for (const name of NAMES) if (name !== 'both') expect(sums[name], name).toBeGreaterThan(0)
}, 3_600_000)
