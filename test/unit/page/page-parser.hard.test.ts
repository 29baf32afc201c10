// Clocks what the daily test only reads: no odd page holds up whoever reads it, or writes in it.
import { EditorState } from '@codemirror/state'
import { expect, test } from 'vitest'
import { pageLanguage } from '../../../client/page/page-language.ts'
import { pageParser } from '../../../shared/page/page-parser.ts'
import { picturesIn } from '../../../shared/page/picture-syntax.ts'
import { ODD_PAGES } from './odd-pages.ts'

/** What one step may take of a core, in ms: an editor draws between steps. */
const STEP_MS = 150
/** The quickest counts: the first reading compiles, and memory is tidied within any. */
const READINGS = 4

const ORIGIN = 'https://example.org'

test.each(Object.entries(ODD_PAGES))('[M8] each step and each key is short: %s', (_name, odd) => {
  const longest = Array.from({ length: READINGS }, () => longestStepOf(odd))
  expect(Math.min(...longest)).toBeLessThan(STEP_MS)
  const begun = EditorState.create({ doc: odd, extensions: pageLanguage })
  const keys = Array.from(
    { length: READINGS },
    () => tookOf(() => begun.update({ changes: { from: 1, insert: 'x' } }).state)[1],
  )
  expect(Math.min(...keys)).toBeLessThan(STEP_MS)
  const looked = Array.from(
    { length: READINGS },
    () => tookOf(() => odd.split('\n').map((line) => picturesIn(line, ORIGIN, () => [])))[1],
  )
  expect(Math.min(...looked)).toBeLessThan(STEP_MS)
})

function longestStepOf(page: string): number {
  const parse = pageParser.startParse(page)
  let longest = 0
  for (;;) {
    const [tree, took] = tookOf(() => parse.advance())
    longest = Math.max(longest, took)
    if (tree !== null) return longest
  }
}

/** What a step gave, and what it took of a core, in ms. */
function tookOf<T>(step: () => T): readonly [T, number] {
  const before = process.cpuUsage()
  const given = step()
  const { user, system } = process.cpuUsage(before)
  return [given, (user + system) / 1_000]
}
