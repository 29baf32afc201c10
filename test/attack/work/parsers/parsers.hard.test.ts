// Parsers of a stranger's text on the node's one thread take no longer than others can wait, whatever the
// text is.
import { describe, expect, it } from 'vitest'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { FOUND_TEXTS } from './found.ts'
import { measured, search } from './generator.ts'
import { PARSERS } from './parsers.ts'

/**
 * One piece of work on the thread that serves everybody, in ms: of 250 that somebody may wait, others need
 * some, too.
 */
const PIECE_MS = 60
/** How long each kind is searched, in ms. */
const SEARCH_MS = 8_000
const LIMIT_MS = 2 * SEARCH_MS + 20_000

describe('[nobody holds up the node] by a text', () => {
  for (const parser of PARSERS) {
    const found = FOUND_TEXTS[parser.name] ?? []
    it.runIf(found.length > 0)(`that was found: ${parser.name}`, () => {
      for (const input of found)
        expect(measured(parser, input).ms, JSON.stringify(input)).toBeLessThan(PIECE_MS)
    })

    it(`that is looked for: ${parser.name}`, { timeout: LIMIT_MS }, () => {
      const seed = seedFromEnvironment()
      const [worst] = search(parser, seededRandom(seed), SEARCH_MS)
      const what = `seed ${seed}: ${JSON.stringify(worst?.input)}`
      console.info(`${parser.name}: ${worst?.ms.toFixed(1)} ms, ${what}`)
      expect(worst?.ms, what).toBeLessThan(PIECE_MS)
    })
  }
})
