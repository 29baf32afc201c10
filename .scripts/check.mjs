// Looks at all sources: types, lint, the rules of the house, the format. All at once, since each keeps one
// core busy; what each says comes in one piece.
import { spawn } from 'node:child_process'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const CHECKS = [
  // With one thread: several look at many types twice, which is a third more work. It looks only at what has
  // changed since the last time, and at what rests on that.
  'tsc -p tsconfig.json --singleThreaded --incremental --tsBuildInfoFile node_modules/.tsbuildinfo',
  'oxlint --type-aware --deny-warnings',
  'node .scripts/house.mjs',
  'oxfmt --check',
]

const bin = join(root, 'node_modules', '.bin')
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }

/** Whether it found nothing. */
async function passes(command) {
  const child = spawn(command, { cwd: root, env, shell: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  }
  const { promise: ended, resolve } = Promise.withResolvers()
  child.on('error', (error) => {
    said += `${error.message}\n`
    resolve(1)
  })
  child.on('close', resolve)
  const code = await ended
  process.stdout.write(code === 0 ? said : `${said}\n${command} found the above.\n`)
  return code === 0
}

const passed = await Promise.all(CHECKS.map(passes))
process.exitCode = passed.every(Boolean) ? 0 : 1
