// Runs the tests that need no machine of their own: those at a browser beside all others, since both wait for half of their time. What those
// at a browser say is shown once the others have said all, and in the end what failed among those. Fails when either fails.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'

/** One less than where they have the two cores to themselves: with as many all together take longer. */
const WORKERS = 3
const REPORT = 'test/output/vitest.json'

function run(command, args, stdout) {
  const child = spawn(command, args, {
    stdio: ['ignore', stdout, stdout === 'pipe' ? 'pipe' : 'inherit'],
    env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
    shell: process.platform === 'win32',
  })
  const { promise, resolve } = Promise.withResolvers()
  child.once('error', (error) => {
    process.stderr.write(`${command} could not be started: ${error.message}\n`)
    resolve(false)
  })
  child.once('close', (code) => resolve(code === 0))
  return { child, passed: promise }
}

/** What failed, a line each: what those at a browser say would bury it. */
function failed() {
  const { testResults } = JSON.parse(readFileSync(REPORT, 'utf8'))
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === 'failed')
    return tests.length > 0
      ? tests.map(
          ({ fullName, failureMessages: [why = ''] }) => `${name} > ${fullName}: ${why.split('\n', 1)[0]}`,
        )
      : message
        ? [`${name}: ${message}`]
        : []
  })
}

rmSync(REPORT, { force: true })
const browser = run('playwright', ['test', '--config', 'test/browser/playwright.config.ts'], 'pipe')
const kept = []
let show = (bytes) => void kept.push(bytes)
for (const stream of [browser.child.stdout, browser.child.stderr]) stream.on('data', (bytes) => show(bytes))

const config = ['--config', 'test/vitest.config.ts', '--project', 'together', `--maxWorkers=${WORKERS}`]
const report = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`]
const others = run('vitest', ['run', ...config, ...report], 'inherit')
// Who ends this ends both; a key of the terminal has told them already, and telling them twice would end them at once.
process.once('SIGTERM', () => {
  for (const { child } of [browser, others]) child.kill('SIGTERM')
})
process.once('SIGINT', () => {})

const passed = [await others.passed]
show = (bytes) => void process.stdout.write(bytes)
for (const bytes of kept) show(bytes)
passed.push(await browser.passed)
if (existsSync(REPORT) && !passed[0])
  console.error(`\nFailed beside those at a browser:\n${failed().join('\n')}`)
process.exitCode = passed.every(Boolean) ? 0 : 1
