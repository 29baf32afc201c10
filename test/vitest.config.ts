import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { bundledWorkers } from '../server/vite.config.ts'
import { slowness } from './fault/machine-speed.ts'
import { RetriedTests } from './retried-tests.ts'

const TESTS = ['test/**/*.test.ts', 'shared/**/*.test.ts', 'server/**/*.test.ts', 'client/**/*.test.{ts,tsx}']

/** One after the other, and before all others: they clock how soon a node answers while it is attacked. */
const ONE_BY_ONE = ['test/attack/work/{node,readers}.test.ts']

/**
 * Each in a process of its own, after those and before all others: they weigh the heap, clock this thread or
 * how soon a node answers, or change what everybody in a process sees.
 */
const ALONE = [
  'client/budget.test.ts',
  'test/attack/{bombs/bombs,escapes/escapes,dangling,frames,strangers}.test.ts',
  'test/attack/work/files/starts.test.ts',
  'test/simulation/play/world-growth.test.ts',
  'test/unit/accounts/sign-in/guesses.test.ts',
  'test/unit/commands/{all,rights}.test.ts',
  'test/unit/owner/giving-up.test.ts',
  'test/unit/replica/{left-work,tabs}.test.ts',
  'test/unit/sync/connection/{indexeddb,receipts}.test.ts',
  'test/unit/world/view/view-cost.test.ts',
]

/** They start nodes and wait for them: the files that begin last must be short, or one goes on alone. */
const LONG =
  /\/test\/(?:attack|contract|fault|simulation|unit\/(?:accounts|cli|drafts|driver|http|replica|rights|templates))\//

/**
 * The longest of each part, by what they wait for and compute, in the order in which they begin: one that
 * begins late goes on alone.
 */
const LONGEST = [
  'test/attack/strangers',
  'test/attack/work/files/starts',
  'test/unit/world/view/view-cost',
  'test/attack/bombs/bombs',
  'test/simulation/play/world-growth',
  'test/fault/cluster/cluster',
  'test/fault/cluster/held-worlds',
  'test/fault/cluster/held-plays',
  'test/attack/slow',
  'test/unit/drafts/offering',
  'test/fault/cluster/rights-everywhere',
  'test/fault/postgres/away',
  'test/fault/move/move',
  'test/fault/peers/people',
  'test/unit/cli/people',
  'test/fault/pictures/bucket',
  'test/attack/peers/stolen',
  'test/attack/routes/routes',
  'test/unit/http/tls',
  'test/unit/driver/server',
  'test/attack/web',
  'test/unit/templates/playing',
  'test/fault/cluster/moves',
  'test/fault/owner/owner',
  'test/unit/sync/validation/work',
  'test/fault/move/refusals',
  'test/fault/peers/transfer',
  'test/attack/rights/endings',
  'test/attack/work/files/imports',
  'test/unit/replica/device',
  'test/unit/revisions/time-travel',
  'test/unit/cluster/request-passing',
]

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.findIndex((path) => moduleId.endsWith(`/${path}.test.ts`))
      if (at >= 0) return at
      return LONGEST.length + (LONG.test(moduleId) ? 0 : 1)
    }
    const part = ({ project }: TestSpecification): number => project.config.sequence.groupOrder
    return (await super.sort(files)).toSorted((a, b) => part(a) - part(b) || rank(a) - rank(b))
  }
}

const NEVER = ['test/browser/**', 'test/bench/**', 'node_modules/**']

export default defineConfig({
  plugins: [bundledWorkers],
  test: {
    root: new URL('..', import.meta.url).pathname,
    globalSetup: 'test/scratch.ts',
    reporters: ['default', new RetriedTests()],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Many wait for processes, beside others that need the same two cores: a test that fails twice fails.
    retry: 1,
    pool: 'forks',
    sequence: { sequencer: LongFirst },
    // One part after the other: a run for each would compile all sources three times.
    projects: [
      {
        extends: true,
        test: { name: 'one by one', include: ONE_BY_ONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: { name: 'alone', include: ALONE, maxWorkers: 2, sequence: { groupOrder: 2 } },
      },
      // A process that runs file after file loads the libraries and the sources once: that is a third of the
      // work.
      {
        extends: true,
        test: {
          name: 'together',
          include: TESTS,
          exclude: [...NEVER, ...ALONE, ...ONE_BY_ONE],
          // Most tests wait for more than they work: with three, two cores had nothing to do for a third of
          // the time. On a machine that is twice as slow, tests of five would wait for longer than they may.
          maxWorkers: slowness() < 2 ? 5 : 3,
          sequence: { groupOrder: 3 },
          isolate: false,
          // What tests make and drop is most of their memory: looking through it less often is an eighth less
          // work, and by one thread, where all cores have work, a tenth.
          execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=64', '--single-threaded-gc'],
        },
      },
    ],
  },
})
