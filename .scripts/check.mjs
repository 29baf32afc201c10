// Looks at all sources: types, lint, the rules of the house, the format. All at once, since each keeps one
// core busy; what each says comes in one piece. With `quick`: types, and lint without them.
import { runStage, tellStages } from './stages.mjs'

const ALL = {
  // One look at the types serves both: the compiler by itself would be a second one.
  'types and lint': 'oxlint --type-aware --type-check --deny-warnings',
  house: 'node .scripts/house.mjs',
  format: 'oxfmt --check',
}
// The compiler looks only at what has changed since the last time, and at what rests on that.
const QUICK = {
  types: 'tsc -p tsconfig.json --incremental --tsBuildInfoFile node_modules/.tsbuildinfo',
  lint: 'oxlint --deny-warnings',
}

const since = performance.now()
const checks = Object.entries(process.argv[2] === 'quick' ? QUICK : ALL)
await Promise.all(checks.map(([name, command]) => runStage(name, command, { isBeside: true })))
tellStages(since)
