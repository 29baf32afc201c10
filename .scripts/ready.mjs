// Gets a clone ready: `node .scripts/ready.mjs install build`, or others of the steps below, in order. Each
// does nothing when it is already done, says what it installs and why when it is not. Runs on Node 20, before
// anything is installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SHELL, testBrowser } from './browser.mjs'
import { ownPostgres, PACKAGE } from './postgres.mjs'

/** The oldest Node that runs the sources as they are. */
const NODE_LEAST = 24
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const say = (text) => process.stderr.write(`${text}\n`)

/** As npm runs its scripts: what the packages bring comes first. */
const PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`
const shell = process.platform === 'win32'

function run(command, args, cwd = root, more = {}) {
  const env = { ...process.env, ...more, PATH }
  const { status, error } = spawnSync(command, args, { cwd, env, stdio: ['ignore', 2, 2], shell })
  if (error) say(error.message)
  return status === 0
}

function must(done, advice) {
  if (done) return
  say(advice)
  process.exit(1)
}

const hash = (text) => createHash('sha256').update(text).digest('hex')

/**
 * Does `work` unless it is done. Two processes that begin at once do it one after the other: they would mix
 * what they write.
 */
function once(folder, isDone, work) {
  if (isDone()) return
  const lock = join(tmpdir(), `inkland-${hash(folder).slice(0, 16)}.lock`)
  for (let tries = 1; !isLocked(lock); tries += 1) {
    // A number of a process that was ended may be another one's by now.
    if (tries === 100)
      say(`Waiting for another start of Inkland, which makes the same. If there is none, delete ${lock}.`)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)
  }
  const unlock = () => rmSync(lock, { force: true })
  process.once('exit', unlock)
  if (!isDone()) work()
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

/** Whether the packages that the lockfile names are there, by npm's own list of what it put there. */
function isInstalled(folder, withTests) {
  const list = join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(list)) return false
  const [wanted, there] = [join(folder, 'package-lock.json'), list].map(
    (file) => JSON.parse(readFileSync(file, 'utf8')).packages,
  )
  return Object.entries(wanted).every(([path, { version, dev, optional, devOptional }]) => {
    const isNeeded = path !== '' && !optional && !devOptional && (withTests || !dev)
    return path in there ? there[path].version === version : !isNeeded
  })
}

function install(folder, why, { withTests = true, isNeeded = true } = {}) {
  const isDone = () => isInstalled(folder, withTests)
  once(join(folder, 'node_modules'), isDone, () => {
    say(`Installing the packages that package-lock.json names (${why}).`)
    const groups = withTests ? '--include=dev' : '--omit=dev'
    must(
      run('npm', ['ci', groups, '--no-audit', '--no-fund', '--loglevel=error'], folder) || !isNeeded,
      'The packages could not be installed. Is the npm registry reachable? Run `npm ci` to see more.',
    )
  })
}

/** Node is a package on Linux and Windows. Elsewhere the system's is used, which may be too old. */
function assertNode() {
  const { stdout } = spawnSync('node', ['--version'], {
    env: { ...process.env, PATH },
    encoding: 'utf8',
    shell,
  })
  const version = stdout?.trim() || 'none that runs'
  must(
    Number(/^v(\d+)/.exec(version)?.[1]) >= NODE_LEAST,
    `Inkland needs Node ${NODE_LEAST} or newer, and here is ${version}: install it, such as from https://nodejs.org.`,
  )
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'dist' || entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else yield path
  }
}

const BUILT = join(root, 'client', 'dist', '.inkland-built')

/** Bundles the client into `client/dist`, once for each change of its source. */
function build() {
  const sources = ['client', 'shared'].flatMap((folder) => [...files(join(root, folder))])
  const stamp = hash(
    [...sources, join(root, 'package-lock.json')]
      .sort((a, b) => a.localeCompare(b))
      .map((path) => `${path} ${statSync(path).size} ${statSync(path).mtimeMs}`)
      .join('\n'),
  )
  const isDone = () => existsSync(BUILT) && readFileSync(BUILT, 'utf8') === stamp
  once(dirname(BUILT), isDone, () => {
    say('Building the client into client/dist, once for each change of its source.')
    must(
      // The tools that run tests say `test`, and React would be built for development.
      run('vite', ['build', '--config', 'client/vite.config.ts', '--logLevel', 'error'], root, {
        NODE_ENV: 'production',
      }),
      'The client could not be built; see above.',
    )
    // Last, so that a build that was cut off is made again.
    writeFileSync(BUILT, stamp)
  })
}

const steps = {
  install() {
    install(root, 'into node_modules, once; it takes about a minute', { withTests: false })
    assertNode()
  },
  'install-all'() {
    install(root, 'into node_modules, with those for tests')
    assertNode()
  },
  build,
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
      install(PACKAGE, 'a PostgreSQL server for the tests, since there is none here', { isNeeded: false })
  },
  peers() {
    install(
      join(root, 'test', 'bench', 'peers'),
      'the other servers that the bench runs beside us; never part of Inkland itself',
    )
  },
}

for (const step of process.argv.slice(2)) steps[step]()
