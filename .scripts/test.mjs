// `npm test`: builds, runs all tests that every day needs, and says what each stage and the costliest files
// took. The check of the sources runs beside the tests, and what it finds ends the run. With `quick`: types,
// plain lint and the units alone.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { endStages, root, runStage, tellStages } from './stages.mjs'

const VITEST = 'vitest run --config test/vitest.config.ts'
const SHOWN = 10
/** The largest share of one file. A share, since all takes longer on a busy machine. */
const SHARE_MAX = 0.03

const since = performance.now()

/** Seconds of CPU by what took them, the costliest first. */
function readCosts(file) {
  const costs = new Map()
  if (!existsSync(file)) return []
  for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
    const { by, seconds } = JSON.parse(line)
    costs.set(by, (costs.get(by) ?? 0) + seconds)
  }
  return [...costs].sort(([, one], [, other]) => other - one)
}

function tellCosts(file) {
  const costs = readCosts(file)
  const files = costs.filter(([by]) => by.includes('.test.'))
  const all = costs.reduce((sum, [, seconds]) => sum + seconds, 0)
  const row = ([by, seconds]) => `${seconds.toFixed(1).padStart(6)} s  ${by}\n`
  process.stdout.write(
    `\nThe costliest files, by CPU with what they start:\n${files.slice(0, SHOWN).map(row).join('')}`,
  )
  for (const [by, seconds] of files.filter(([, cost]) => cost > SHARE_MAX * all)) {
    process.stderr.write(
      `${by} takes ${seconds.toFixed(1)} s, over ${SHARE_MAX * 100} % of all: make it cheaper, or hard (test/README.md).\n`,
    )
    process.exitCode = 1
  }
}

async function testAll() {
  const costs = join(root, 'test', 'output', 'costs.jsonl')
  mkdirSync(join(root, 'test', 'output'), { recursive: true })
  rmSync(costs, { force: true })
  if (!(await runStage('packages and build', 'node .scripts/ready.mjs install-all build browser'))) return
  const check = runStage('check of the sources, beside', 'node .scripts/check.mjs', { isBeside: true })
  let isSound = true
  const checked = check.then((isPassed) => {
    isSound = isPassed
    return isPassed || endStages()
  })
  const tests = await runStage('units and nodes', VITEST, { env: { INKLAND_TEST_COSTS: costs } })
  if (tests && isSound)
    await runStage('browser', 'playwright test --config test/browser/playwright.config.ts')
  await checked
  tellCosts(costs)
}

async function testQuickly() {
  if (!(await runStage('packages', 'node .scripts/ready.mjs install-all'))) return
  await Promise.all([
    runStage('types and lint, beside', 'node .scripts/check.mjs quick', { isBeside: true }),
    runStage('units', `${VITEST} --project units`),
  ])
}

await (process.argv[2] === 'quick' ? testQuickly() : testAll())
tellStages(since)
