// Node processes held to one core each: the server on the first, the load generator on the second, so that
// neither takes the other's time. Where taskset or a second core is missing they run free, and the machine
// line says so.
import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process'
import { availableParallelism } from 'node:os'

export const SERVER_CORE = 0
export const GENERATOR_CORE = 1

/** Whether processes are held to a core here. */
export const pins =
  process.platform === 'linux' && availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0

/** Starts this Node, or another runtime, with `args` on a core; it does not outlive the bench. */
export function spawnPinned(
  core: number,
  args: readonly string[],
  stdio: StdioOptions,
  environment: Readonly<Record<string, string>> = {},
  runtime = process.execPath,
): ChildProcess {
  const command = [runtime, ...args]
  const [file = '', ...rest] = pins ? ['taskset', '-c', String(core), ...command] : command
  const child = spawn(file, rest, { stdio, env: { ...process.env, NODE_ENV: 'production', ...environment } })
  const end = (): void => void child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  return child
}
