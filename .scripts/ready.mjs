// Gets a clone ready: `node .scripts/ready.mjs install build browser postgres peers`, any of them, in order.
// Each step does nothing when it is already done, says what it installs and why when it is not. Runs on Node
// 20, before anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SHELL, testBrowser } from './browser.mjs'
import { ownPostgres, PACKAGE } from './postgres.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const say = (text) => process.stderr.write(`${text}\n`)

function run(command, args, cwd = root, more = {}) {
  const bin = join(root, 'node_modules', '.bin')
  const env = { ...process.env, ...more, PATH: `${bin}${delimiter}${process.env.PATH}` }
  const { status, error } = spawnSync(command, args, {
    cwd,
    env,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  if (error) say(error.message)
  return status === 0
}

function must(done, advice) {
  if (done) return
  say(advice)
  process.exit(1)
}

const hash = (...parts) => parts.reduce((sum, part) => sum.update(part), createHash('sha256')).digest('hex')

/**
 * Does `work` when `fingerprint` is not what the mark says; the mark is written last, so a broken step runs
 * again. Two processes that begin at once do it one after the other: they would mix what they write.
 */
function once(mark, fingerprint, work) {
  const isDone = () => existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint
  if (isDone()) return
  const lock = join(tmpdir(), `inkland-${hash(mark).slice(0, 16)}.lock`)
  for (let tries = 1; !isLocked(lock); tries += 1) {
    // A number of a process that was ended may be another one's by now.
    if (tries === 100)
      say(`Waiting for another start of Inkland, which makes the same. If there is none, delete ${lock}.`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  }
  const unlock = () => rmSync(lock, { force: true })
  process.once('exit', unlock)
  if (!isDone()) {
    work()
    mkdirSync(dirname(mark), { recursive: true })
    writeFileSync(mark, fingerprint)
  }
  unlock()
}

/** Whether this process has it now; a process that is gone has no lock. */
function isLocked(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    try {
      process.kill(Number(readFileSync(lock, 'utf8')), 0)
    } catch (error) {
      if (error.code === 'ESRCH') rmSync(lock, { force: true })
    }
    return false
  }
}

function installed(folder, why, isNeeded = true) {
  const fingerprint = hash(
    readFileSync(join(folder, 'package-lock.json')),
    readFileSync(join(folder, 'package.json')),
  )
  once(join(folder, 'node_modules', '.inkland-installed'), fingerprint, () => {
    say(`Installing the packages that package-lock.json names (${why}).`)
    const isDone = run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], folder)
    must(
      isDone || !isNeeded,
      'The packages could not be installed. Is the npm registry reachable? Run `npm ci` to see more.',
    )
  })
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'dist' || entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else yield path
  }
}

/** Bundles `client` or `server` into its folder `dist`, once for each change of its source. */
function bundled(part, others) {
  const sources = [part, ...others].flatMap((folder) => [...files(join(root, folder))])
  const stamp = [...sources, join(root, 'package-lock.json')]
    .sort((a, b) => a.localeCompare(b))
    .map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`)
    .join('\n')
  once(join(root, part, 'dist', '.inkland-built'), hash(stamp), () => {
    say(`Building the ${part} into ${part}/dist, once for each change of its source.`)
    must(
      // The tools that run tests say `test`, and React would be built for development.
      run('vite', ['build', '--config', `${part}/vite.config.ts`, '--logLevel', 'error'], root, {
        NODE_ENV: 'production',
      }),
      `The ${part} could not be built; see above.`,
    )
  })
}

const steps = {
  install() {
    installed(root, 'into node_modules, once; it takes about a minute. Node 24 is one of them')
  },
  build() {
    bundled('client', ['shared'])
    bundled('server', ['shared'])
  },
  browser() {
    const isDebian = process.platform === 'linux' && existsSync('/usr/bin/apt-get')
    if (process.env.INKLAND_CHROMIUM || testBrowser() === SHELL) return
    if (isDebian && process.getuid?.() === 0) {
      say(
        "The browser tests need Chromium: installing Debian's package chromium-headless-shell, or else chromium.",
      )
      run('apt-get', ['update', '-qq'])
      if (run('apt-get', ['install', '-y', '-qq', 'chromium-headless-shell'])) return
      if (testBrowser() === undefined) run('apt-get', ['install', '-y', '-qq', 'chromium'])
    }
    must(testBrowser(), 'Install Chromium or Chrome, or set INKLAND_CHROMIUM to its path.')
  },
  // Where it cannot be had either, tests of the store on PostgreSQL are skipped (test/scratch.ts).
  postgres() {
    if (ownPostgres() === null)
      installed(PACKAGE, 'a PostgreSQL server for the tests, since there is none here', false)
  },
  peers() {
    installed(
      join(root, 'test', 'bench', 'peers'),
      'the other servers that the bench runs beside us; never part of Inkland itself',
    )
  },
}

for (const step of process.argv.slice(2)) steps[step]()
