// Before a run of the tests: what it starts is built from the sources as they are now, and everything that it
// puts on the disk is in one folder, which goes with it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addCost, secondsOf } from './process-cpu.ts'
import { copiesOf, hasPrograms } from './support/postgres/programs.ts'
import { startedIn } from './support/postgres/shared-server.ts'

const READY = fileURLToPath(new URL('../.scripts/ready.mjs', import.meta.url))

/**
 * Before a run; what it returns comes after it. Processes that are started meanwhile find the folder in their
 * environment.
 */
export default function prepareRun(): () => void {
  execFileSync(process.execPath, [READY, 'postgres', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] })
  const folder = mkdtempSync(join(tmpdir(), 'inkland-tests-'))
  process.env['TMPDIR'] = folder
  // Threads of the server that tests start from its sources: each would strip and compile them anew.
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
    new URL('../node_modules/.cache/tests', import.meta.url),
  )
  // Each process of the browser tests would read all their sources anew, in a folder that goes with the run.
  process.env['PWTEST_CACHE_DIR'] ??= fileURLToPath(
    new URL('../node_modules/.cache/playwright', import.meta.url),
  )
  tellWithoutPostgres()
  return () => {
    stopPostgres(folder)
    rmSync(copiesOf(folder), { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** What needs it is skipped aloud, once; never where changes are judged. */
function tellWithoutPostgres(): void {
  if (hasPrograms()) return
  const how =
    'There is no PostgreSQL on this machine (initdb), and none as a package: install it, with apt-get install postgresql.'
  if (process.env['CI']) throw new Error(how)
  process.stderr.write(`${how} The tests of the store on PostgreSQL are SKIPPED.\n`)
}

function stopPostgres(run: string): void {
  const started = startedIn(run)
  if (started === null) return
  const [pid] = readFileSync(join(started.folder, 'data', 'postmaster.pid'), 'utf8').split('\n')
  addCost('PostgreSQL', secondsOf(Number(pid)) ?? 0)
  // SIGQUIT: at once, and its own processes with it.
  process.kill(Number(pid), 'SIGQUIT')
  rmSync(started.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
}
