import { defineConfig } from '@playwright/test'
import { testBrowser } from '../../.scripts/browser.mjs'
import { IS_HARD } from '../hard.ts'

// Node strips the types itself where Playwright does not compile: that takes fifteen seconds on a clone, in
// which nothing else is done. It is decided at the start of a process, so this one begins anew.
if (process.env['PW_DISABLE_TS_ESM'] === undefined && process.execve !== undefined) {
  const args = [process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  process.execve(process.execPath, args, { ...process.env, PW_DISABLE_TS_ESM: '1' })
}

const executablePath = testBrowser()

export default defineConfig({
  testDir: '.',
  globalSetup: '../scratch.ts',
  testMatch: '*.spec.ts',
  // Long tests of facts that other tests prove too, with a browser: `npm run test:hard`.
  ...(IS_HARD ? { grep: /@hard/ } : { grepInvert: /@hard/ }),
  outputDir: '../output/browser',
  snapshotPathTemplate: '{testDir}/screens/pictures/{arg}{ext}',
  timeout: 90_000,
  // On a machine that is busy elsewhere a page may take half of that to come.
  expect: { timeout: 30_000 },
  // Most of a test is waiting: for a walk, a pause in typing, a network that comes back.
  workers: 3,
  // What passes at a second try only is a fault, too: of the product or of the test.
  retries: 0,
  reporter: [['list']],
  // The files that took longest are named at the end.
  reportSlowTests: { max: 10, threshold: 0 },
  use: {
    viewport: { width: 1280, height: 800 },
    // A tenth less work. Tests of how something moves ask for it.
    reducedMotion: 'reduce',
    screenshot: 'only-on-failure',
    // It fetches the whole app once more for each person; tests that go offline ask for it.
    serviceWorkers: 'block',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      // A sandbox needs rights that root in a container has not; everything else keeps the browser off the
      // network.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // Threads that compile and tidy beside the script cost more than they give where all cores have work:
        // a tenth less work without them.
        '--js-flags=--single-threaded',
      ],
    },
  },
})
