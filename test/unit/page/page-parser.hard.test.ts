// Clocks what the daily test only reads: no odd page holds up whoever reads it.
import { expect, test } from 'vitest'
import { pageParser } from '../../../shared/page/page-parser.ts'
import { ODD_PAGES } from './odd-pages.ts'

/** What one step may take of a core, in ms: an editor draws between steps. */
const STEP_MS = 150
/** The quickest counts: the first reading compiles, and memory is tidied within any. */
const READINGS = 4

test.each(Object.entries(ODD_PAGES))('[M8] each step is short: %s', (_name, odd) => {
  const longest = Array.from({ length: READINGS }, () => longestStepOf(odd))
  expect(Math.min(...longest)).toBeLessThan(STEP_MS)
})

function longestStepOf(page: string): number {
  const parse = pageParser.startParse(page)
  let longest = 0
  for (let tree = null; tree === null;) {
    const before = process.cpuUsage()
    tree = parse.advance()
    const { user, system } = process.cpuUsage(before)
    longest = Math.max(longest, (user + system) / 1_000)
  }
  return longest
}
