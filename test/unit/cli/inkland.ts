// The command line as a process of its own, for tests.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../../../server/dist/cli.js', import.meta.url))
const CACHE = new URL('../../../.scripts/cache.mjs', import.meta.url).href

export interface Said {
  readonly code: number | null
  readonly out: string
  readonly errors: string
}

/** Runs `inkland` with these arguments until it ends. */
export const inkland = (...args: readonly string[]): Promise<Said> => inklandWith({}, ...args)

/** The same, with this in its environment. */
export async function inklandWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Said> {
  const child = spawn(process.execPath, ['--import', CACHE, CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, out, errors }
}
