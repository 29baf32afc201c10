// Looks at all sources: types, lint, the rules of the house, the format. All at once, since each keeps one
// core busy; what each says comes in one piece. With `quick`: types, and lint without them.
import { runStage, tellStages } from './stages.mjs'

// With one thread: several look at many types twice, which is a third more work. It looks only at what has
// changed since the last time, and at what rests on that.
const TYPES =
  'tsc -p tsconfig.json --singleThreaded --incremental --tsBuildInfoFile node_modules/.tsbuildinfo'
const QUICK = { types: TYPES, lint: 'oxlint --deny-warnings' }
const ALL = {
  types: TYPES,
  lint: 'oxlint --type-aware --deny-warnings',
  house: 'node .scripts/house.mjs',
  format: 'oxfmt --check',
}

const since = performance.now()
const checks = Object.entries(process.argv[2] === 'quick' ? QUICK : ALL)
await Promise.all(checks.map(([name, command]) => runStage(name, command, { isBeside: true })))
tellStages(since)
