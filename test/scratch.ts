// Everything that a run of the tests puts on the disk is in one folder, which goes with it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Before a run; what it returns comes after it. Processes that are started meanwhile find the folder in their
 * environment.
 */
export default function makeScratch(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'inkland-tests-'))
  process.env['TMPDIR'] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
