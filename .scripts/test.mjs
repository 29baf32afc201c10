// Runs the tests that need no machine of their own: those at a browser beside all others, since both wait for half of their time. What those
// at a browser say is shown once the others have said all. Fails when either fails.
import { spawn } from 'node:child_process'

/** One less than where they have the two cores to themselves: with as many all together take longer. */
const WORKERS = 3

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

const browser = run('playwright', ['test', '--config', 'test/browser/playwright.config.ts'], 'pipe')
const kept = []
let show = (bytes) => void kept.push(bytes)
for (const stream of [browser.child.stdout, browser.child.stderr]) stream.on('data', (bytes) => show(bytes))

const others = run(
  'vitest',
  ['run', '--config', 'test/vitest.config.ts', '--project', 'together', `--maxWorkers=${WORKERS}`],
  'inherit',
)
// Who ends this ends both; a key of the terminal has told them already, and telling them twice would end them at once.
process.once('SIGTERM', () => {
  for (const { child } of [browser, others]) child.kill('SIGTERM')
})
process.once('SIGINT', () => {})

const passed = [await others.passed]
show = (bytes) => void process.stdout.write(bytes)
for (const bytes of kept) show(bytes)
passed.push(await browser.passed)
process.exitCode = passed.every(Boolean) ? 0 : 1
