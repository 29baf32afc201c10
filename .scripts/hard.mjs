// `npm run test:hard`: the long forms, in parts; `npm run test:hard -- cluster peers` runs these alone. Each
// file has a process of its own and, but for what the system does, the machine to itself.
import { runStage, tellStages } from './stages.mjs'

const VITEST = 'vitest run --config test/vitest.config.ts'

/** What each part runs, and the minutes that it took on two cores. */
const PARTS = {
  work: { minutes: 0, run: `${VITEST} test/attack/work/ client/budget view-cost` },
  cluster: { minutes: 0, run: `${VITEST} test/fault/cluster/` },
  peers: { minutes: 0, run: `${VITEST} test/fault/peers/ test/attack/peers/` },
  attack: { minutes: 0, run: `${VITEST} test/attack/ --exclude test/attack/{work,peers}/**` },
  storage: {
    minutes: 0,
    run: `${VITEST} test/contract/ test/fault/damage/ test/fault/disk/ test/fault/move/ test/fault/pictures/`,
  },
  nodes: {
    minutes: 0,
    run: `${VITEST} test/fault/ --exclude test/fault/{cluster,peers,damage,disk,move,pictures,postgres}/**`,
  },
  postgres: { minutes: 0, run: `${VITEST} test/fault/postgres/` },
  simulation: { minutes: 0, run: `${VITEST} test/simulation/` },
  units: { minutes: 0, run: `${VITEST} test/unit/ client/ server/ shared/` },
  browser: { minutes: 0, run: 'playwright test --config test/browser/playwright.config.ts' },
}

const since = performance.now()
const names = process.argv.slice(2)
const unknown = names.filter((name) => !Object.hasOwn(PARTS, name))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no part ${unknown.join(', ')}. The parts are ${Object.keys(PARTS).join(', ')}.\n`,
  )
  process.exit(1)
}
const chosen = names.length > 0 ? names : Object.keys(PARTS)
for (const name of chosen) process.stdout.write(`${name.padEnd(12)} about ${PARTS[name].minutes} min\n`)
if (await runStage('packages and build', 'node .scripts/ready.mjs install build browser')) {
  for (const name of chosen) await runStage(name, PARTS[name].run, { env: { INKLAND_HARD: '1' } })
}
tellStages(since)
