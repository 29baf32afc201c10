// An earlier version of this program, out of the history of its source, built in a folder of its own.
import { execFile } from 'node:child_process'
import { readFile, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import { temporaryFolder } from '../../process.ts'

const run = promisify(execFile)
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
/** What says which packages a version needs. */
const PACKAGES = ['package.json', 'package-lock.json']

interface EarlierVersion extends AsyncDisposable {
  /** What its `npm start` runs: a bundle, which it builds. */
  readonly program: string
  /** The format of the databases that it makes. */
  readonly format: number
}

/** Whether the history of the source is here, with this commit in it. */
export const isKnown = (commit: string): Promise<boolean> =>
  run('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: ROOT }).then(
    () => true,
    () => false,
  )

/** Builds the version of a commit; with this version's packages where it needs the same ones. */
export async function buildEarlier(commit: string): Promise<EarlierVersion> {
  const folder = join(temporaryFolder(), 'earlier')
  await run('git', ['worktree', 'add', '--detach', folder, commit], { cwd: ROOT })
  if (await hasSamePackages(folder)) await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  await run(process.execPath, ['.scripts/ready.mjs', 'install', 'build'], { cwd: folder })
  const schema: unknown = await import(pathToFileURL(join(folder, 'server/storage/postgres/schema.ts')).href)
  return {
    program: join(folder, 'server/dist/main.js'),
    format: z.object({ FORMAT: z.number() }).parse(schema).FORMAT,
    async [Symbol.asyncDispose]() {
      // Where this is a link, the packages stay.
      await rm(join(folder, 'node_modules'), { recursive: true, force: true })
      await run('git', ['worktree', 'remove', '--force', folder], { cwd: ROOT })
    },
  }
}

async function hasSamePackages(folder: string): Promise<boolean> {
  for (const name of PACKAGES) {
    const [theirs, ours] = [await readFile(join(folder, name)), await readFile(join(ROOT, name))]
    if (!theirs.equals(ours)) return false
  }
  return true
}
