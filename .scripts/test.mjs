// Runs all tests, and the check of the sources beside the first of these, which wait for more than they work:
// at the lowest priority, so that what is clocked there has the cores. What the check finds ends the run.
import { spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = join(root, 'node_modules', '.bin')
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
const TESTS = [
  'vitest run --config test/vitest.config.ts',
  'playwright test --config test/browser/playwright.config.ts',
]

/** What runs now, beside the check. */
let running = null
let hasFailed = false

/** Resolves with whether it passed. */
function run(command, stdio) {
  const [program, ...args] = command.split(' ')
  const child = spawn(program, args, { cwd: root, env, stdio, shell: process.platform === 'win32' })
  const { promise, resolve } = Promise.withResolvers()
  child.once('error', (error) => {
    process.stderr.write(`${command} could not be started: ${error.message}\n`)
    resolve(false)
  })
  child.once('close', (code) => resolve(code === 0))
  return { child, passed: promise }
}

/** Resolves with what it found; null: nothing. */
async function check() {
  const { child, passed } = run('node .scripts/check.mjs', ['ignore', 'pipe', 'pipe'])
  try {
    setPriority(child.pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It has ended.
  }
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  }
  const isGood = await passed
  process.stdout.write(`\nThe check of the sources:\n${said}\n`)
  if (isGood) return null
  hasFailed = true
  running?.kill('SIGINT')
  return said
}

// A key of the terminal tells all of them already.
process.on('SIGINT', () => undefined)
process.once('SIGTERM', () => running?.kill('SIGTERM'))

const checked = check()
for (const command of TESTS) {
  if (hasFailed) break
  const { child, passed } = run(command, 'inherit')
  running = child
  if (!(await passed)) hasFailed = true
}
const found = await checked
if (found !== null)
  process.stderr.write(`\nThe check of the sources found this, which ended the tests:\n${found}`)
process.exitCode = hasFailed ? 1 : 0
