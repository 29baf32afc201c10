// Before a run of the tests: what it starts is built from the sources as they are now, and everything that it
// puts on the disk is in one folder, which goes with it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const READY = fileURLToPath(new URL('../.scripts/ready.mjs', import.meta.url))

/**
 * Before a run; what it returns comes after it. Processes that are started meanwhile find the folder in their
 * environment.
 */
export default function prepareRun(): () => void {
  execFileSync(process.execPath, [READY, 'build'], { stdio: ['ignore', 'inherit', 'inherit'] })
  const folder = mkdtempSync(join(tmpdir(), 'inkland-tests-'))
  process.env['TMPDIR'] = folder
  // Threads of the server that tests start from its sources: each would strip and compile them anew.
  process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(
    new URL('../node_modules/.cache/tests', import.meta.url),
  )
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
