// PostgreSQL's programs, and the user as whom they run: a server does not run as root, so where the tests do,
// it is the user `postgres`, or `nobody` where there is none.
import { execFile, execFileSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { ownPostgres, packagedPostgres } from '../../../.scripts/postgres.mjs'

const run = promisify(execFile)

const isRoot = process.getuid?.() === 0

const idOf = (which: '-u' | '-g', user: string): number =>
  Number(execFileSync('id', [which, user], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))

function userOfServer(): string {
  try {
    idOf('-u', 'postgres')
    return 'postgres'
  } catch {
    return 'nobody'
  }
}

const user = isRoot ? userOfServer() : null

/** What a command begins with to run as the server's user. */
export const AS_ITS_USER: readonly string[] = user === null ? [] : ['runuser', '-u', user, '--']

/** Gives a file or a folder to the server's user. */
export function giveToItsUser(path: string): void {
  if (user !== null) chownSync(path, idOf('-u', user), idOf('-g', user))
}

/** Whether this machine has the programs, its own or the package's. */
export const hasPrograms = (): boolean => (ownPostgres() ?? packagedPostgres()) !== null

/** Runs a program as the server's user; `before`: what its command begins with. */
export async function runProgram(
  before: readonly string[],
  name: string,
  ...args: readonly string[]
): Promise<void> {
  const path = join(await programs(), name)
  const [command = '', ...rest] = [...before, ...AS_ITS_USER, path, ...args]
  await run(command, rest, { cwd: '/' })
}

let found: Promise<string> | null = null
const programs = (): Promise<string> => (found ??= findPrograms())

async function findPrograms(): Promise<string> {
  const folder = ownPostgres() ?? packagedPostgres()
  if (folder === null) throw new Error('There is no PostgreSQL on this machine.')
  return (await isForItsUser(folder)) ? folder : copied(dirname(folder))
}

/** Packages may be in a folder that is root's alone. */
async function isForItsUser(folder: string): Promise<boolean> {
  if (user === null) return true
  return run('runuser', ['-u', user, '--', 'test', '-x', join(folder, 'initdb')], { cwd: '/' }).then(
    () => true,
    () => false,
  )
}

/** Where the programs of a run are copied to, outside of its folder, which is its own user's. */
export const copiesOf = (folderOfRun: string): string => join('/tmp', `${basename(folderOfRun)}-programs`)

function copied(folder: string): string {
  const there = copiesOf(tmpdir())
  if (!existsSync(there)) {
    const making = mkdtempSync(`${there}-`)
    cpSync(folder, making, { recursive: true, verbatimSymlinks: true })
    giveToItsUser(making)
    try {
      renameSync(making, there)
    } catch {
      // Another process was sooner.
      rmSync(making, { recursive: true, force: true })
    }
  }
  return join(there, 'bin')
}
