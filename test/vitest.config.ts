import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { bundledWorkers } from '../server/vite.config.ts'

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

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ project, moduleId }: TestSpecification): number =>
      project.config.isolate ? 0 : LONG.test(moduleId) ? 1 : 2
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}

const NEVER = ['test/browser/**', 'test/bench/**', 'node_modules/**']

export default defineConfig({
  plugins: [bundledWorkers],
  test: {
    root: new URL('..', import.meta.url).pathname,
    globalSetup: 'test/scratch.ts',
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
          // Two cores, and many a test waits for a process to end or a stranger to give up.
          maxWorkers: 3,
          sequence: { groupOrder: 3 },
          isolate: false,
          // What tests make and drop is most of their memory: looking through it less often is an eighth less
          // work.
          execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=64'],
        },
      },
    ],
  },
})
