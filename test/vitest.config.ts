import { defineConfig } from 'vitest/config'
import { IS_HARD } from './hard.ts'

const UNITS = ['client', 'server', 'shared', 'test/unit'].map((folder) => `${folder}/**/*.test.{ts,tsx}`)
/** They start nodes, other processes or databases. */
const NODES = ['test/unit/**/*.node.test.ts', 'test/{attack,contract,fault,simulation}/**/*.test.ts']
/** They take long, clock, or weigh memory. */
const HARD = '**/*.hard.test.ts'

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    globalSetup: 'test/scratch.ts',
    setupFiles: 'test/file-setup.ts',
    // A wait ends after 30 s. A test of many steps takes 15 s beside others, and longer on a busy machine.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    retry: 0,
    // y-indexeddb leaves what fails to nobody, some of it as an event; what is lost by it is looked after
    // (base.ts).
    onUnhandledError: ({ stack = '', ...more }) =>
      !/lib0\/\S*indexeddb/.test(stack) && !('eventPhase' in more),
    isolate: false,
    // Not threads: the engine ends a process now and then whose threads all compile WebAssembly (node#64500).
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'nodes',
          include: IS_HARD ? [...NODES, HARD] : NODES,
          exclude: IS_HARD ? ['node_modules'] : [HARD],
          isolate: IS_HARD,
          // They wait for more than they work.
          maxWorkers: IS_HARD ? 1 : 5,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'units',
          include: UNITS,
          exclude: [...NODES, HARD],
          maxWorkers: 4,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
