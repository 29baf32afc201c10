import { defineConfig } from '@playwright/test'
import { testBrowser } from '../../.scripts/browser.mjs'

const executablePath = testBrowser()

export default defineConfig({
  testDir: '.',
  globalSetup: '../scratch.ts',
  testMatch: '*.spec.ts',
  // Long tests of facts that other tests prove too, with a browser: `npm run test:hard`.
  ...(process.env['INKLAND_HARD'] === undefined ? { grepInvert: /@hard/ } : { grep: /@hard/ }),
  outputDir: '../output/browser',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // Most of a test is waiting: for a walk, a pause in typing, a network that comes back.
  workers: 3,
  // A gesture is a matter of time: on a machine that is busy elsewhere one may come too slowly. A test that
  // fails twice fails.
  retries: 1,
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
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
      ],
    },
  },
})
