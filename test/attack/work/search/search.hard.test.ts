// The search itself, for twelve minutes: any input that anybody can send and that holds up a node fails it.
// INKLAND_SEARCH_MIN sets the minutes, INKLAND_SEARCH_KINDS the kinds, and
// INKLAND_SEARCH_INPUT sends one printed input of that kind alone.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseReference } from '../../../../shared/behavior/api-reference.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { SERVES_MS } from '../bounds.ts'
import { startStage, type Stage } from '../watched-node.ts'
import { KINDS } from './kinds.ts'
import { costOf, passed, searchNode, tried } from './loop.ts'
import { endPeers } from './peers.ts'
import { CALLS } from './programs.ts'

const FOR_MS = Number(process.env['INKLAND_SEARCH_MIN'] ?? 12) * 60_000
const ONLY = process.env['INKLAND_SEARCH_KINDS']?.split(',') ?? KINDS.map(({ name }) => name)
const INPUT = process.env['INKLAND_SEARCH_INPUT']
const START_MS = 120_000

const API = new URL('../../../../shared/behavior/behavior.d.ts', import.meta.url)

it('[nobody holds up the node] every function of a program is searched', () => {
  const functions = parseReference(readFileSync(API, 'utf8')).flatMap(({ kind, name }) =>
    kind === 'type' ? [] : [name],
  )
  expect(Object.keys(CALLS).toSorted()).toEqual(functions.toSorted())
})

it('[nobody holds up the node] an input is another one when it is grown, and the same by the same seed', () => {
  for (const kind of KINDS) {
    const grown = (): string[] => {
      const random = seededRandom(7)
      const inputs = [kind.seeds[0] ?? '']
      for (let time = 0; time < 200; time++) inputs.push(kind.grow(inputs.at(-1) ?? '', random))
      return inputs
    }
    expect(grown()).toEqual(grown())
    expect(new Set(grown()).size, kind.name).toBeGreaterThan(5)
  }
})

describe('[nobody holds up the node] by whatever is sent', () => {
  let viewport: Stage
  beforeAll(async () => {
    viewport = await startStage({ more: ['--peers-private'] })
    const settings = { worldsPerAccount: 100_000, bytesPerDay: 1e12, bytesPerAccount: 1e12 }
    await viewport.node.admin.ask('PATCH', '/api/admin/settings', settings)
  }, START_MS)
  afterAll(async () => {
    // Its lines are open until the node has ended.
    await viewport[Symbol.asyncDispose]()
    await endPeers()
  })
  const kinds = KINDS.filter(({ name }) => ONLY.includes(name))

  it.runIf(INPUT === undefined)(
    'what is looked for',
    { timeout: FOR_MS + 10 * START_MS, retry: 0 },
    async () => {
      const seed = seedFromEnvironment()
      const tell = (line: string): void => void process.stderr.write(`${line.slice(0, 2_000)}\n`)
      const random = seededRandom(seed)
      const searched = await searchNode(viewport, { kinds, random, forMs: FOR_MS, tell })
      for (const { kind, input, ...cost } of searched.worst)
        console.info(`worst of ${kind}: ${costOf(cost)}: ${input}`)
      console.info(
        `search: seed ${seed}, ${searched.tries} tries of ${kinds.length} kinds, ${searched.found.length} found, serving again after ${searched.servedMs.toFixed(0)} ms at most`,
      )
      expect(searched.found).toEqual([])
      expect(searched.servedMs).toBeLessThan(SERVES_MS)
    },
  )

  it.runIf(INPUT !== undefined)('what is sent again', { timeout: 10 * START_MS, retry: 0 }, async () => {
    for (const kind of kinds) {
      // Once more: the first input meets a node that has not grown yet.
      await tried(viewport, await viewport.another(), kind, INPUT ?? '')
      const cost = await tried(viewport, await viewport.another(), kind, INPUT ?? '')
      console.info(`${kind.name}: ${costOf(cost)}`)
      expect(passed(cost)).toBeNull()
    }
  })
})
