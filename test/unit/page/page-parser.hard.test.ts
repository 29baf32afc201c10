// Clocks what the daily test only reads: no odd page holds up whoever reads it.
import { expect, test } from 'vitest'
import { pageParser } from '../../../shared/page/page-parser.ts'
import { ODD_PAGES } from './odd-pages.ts'

/** What one step may take of a core, in ms: an editor draws between steps. */
const STEP_MS = 250

test.each(Object.entries(ODD_PAGES))('[M8] each step is short: %s', (_name, odd) => {
  // The first reading compiles.
  for (const isMeasured of [false, true]) {
    const parse = pageParser.startParse(odd)
    for (let tree = null; tree === null;) {
      const { user, system } = process.cpuUsage()
      tree = parse.advance()
      const since = process.cpuUsage({ user, system })
      if (isMeasured) expect((since.user + since.system) / 1_000).toBeLessThan(STEP_MS)
    }
  }
})
