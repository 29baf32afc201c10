// `npm run test:hard`: the long forms, in parts; `npm run test:hard -- cluster peers` runs these alone. Each
// file has a process of its own and, but for what the system does, the machine to itself.
import { readdirSync } from 'node:fs'
import { runStage, tellStages } from './stages.mjs'

const VITEST = 'vitest run --config test/vitest.config.ts'

/** What is in a folder of tests, but for the folders that are parts of their own. */
const restOf = (folder, others) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => (entry.isDirectory() ? !others.includes(entry.name) : entry.name.includes('.test.')))
    .map(({ name }) => `${folder}/${name}`)
    .join(' ')

const STORES = ['damage', 'disk', 'move', 'pictures']
const FAULT_PARTS = ['cluster', 'peers', 'postgres', 'past', 'owner', 'rounds', ...STORES]

const inSimulation = (folders) => folders.map((folder) => `test/simulation/${folder}/`).join(' ')

/** What each part runs, and the minutes that it took on two cores, of some beside other work. */
const PARTS = {
  work: { minutes: 22, run: `${VITEST} test/attack/work/ client/budget view-cost` },
  cluster: { minutes: 14, run: `${VITEST} test/fault/cluster/` },
  peers: { minutes: 28, run: `${VITEST} test/fault/peers/ test/attack/peers/` },
  attack: { minutes: 12, run: `${VITEST} ${restOf('test/attack', ['work', 'peers'])}` },
  storage: {
    minutes: 15,
    run: `${VITEST} test/contract/ ${STORES.map((folder) => `test/fault/${folder}/`).join(' ')}`,
  },
  nodes: { minutes: 23, run: `${VITEST} ${restOf('test/fault', FAULT_PARTS)}` },
  owner: { minutes: 14, run: `${VITEST} test/fault/owner/ test/fault/rounds/` },
  postgres: { minutes: 16, run: `${VITEST} test/fault/postgres/` },
  past: { minutes: 27, run: `${VITEST} test/fault/past/ test/simulation/past/ test/simulation/merge/` },
  play: { minutes: 18, run: `${VITEST} test/simulation/play/` },
  replicas: { minutes: 24, run: `${VITEST} ${inSimulation(['cluster', 'device', 'peers', 'replicas'])}` },
  views: { minutes: 23, run: `${VITEST} test/simulation/cutting ${inSimulation(['undo', 'view'])}` },
  units: { minutes: 14, run: `${VITEST} test/unit/ client/ server/ shared/` },
  browser: { minutes: 19, run: 'playwright test --config test/browser/playwright.config.ts' },
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
if (await runStage('packages and build', 'node .scripts/ready.mjs install-all build browser')) {
  for (const name of chosen) await runStage(name, PARTS[name].run, { env: { INKLAND_HARD: '1' } })
}
tellStages(since)
