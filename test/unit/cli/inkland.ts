// The command line for tests: beside the node, in a process that has loaded the commands already, since
// loading them takes longer than most of them do.
import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const CLI = fileURLToPath(new URL('../../../server/cli.ts', import.meta.url))
const COMMANDS = fileURLToPath(new URL('command-process.mjs', import.meta.url))

const Said = z.object({ code: z.number().nullable(), out: z.string(), errors: z.string() })
type Said = z.infer<typeof Said>
const Told = z.object({ asked: z.number(), said: Said })

let commands: ChildProcess | null = null
let asked = 0

/** Runs `inkland` with these arguments until it ends. */
export const inkland = (...args: readonly string[]): Promise<Said> => inklandWith({}, ...args)

/** The same, with this in its environment. */
export function inklandWith(env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<Said> {
  const child = (commands ??= startCommands())
  const mine = (asked += 1)
  const { promise, resolve, reject } = Promise.withResolvers<Said>()
  const ended = () => reject(new Error(`The process of the commands ended while it ran: ${args.join(' ')}`))
  const hear = (message: unknown) => {
    const told = Told.parse(message)
    if (told.asked === mine) resolve(told.said)
  }
  child.on('message', hear).once('exit', ended)
  child.send({ asked: mine, args, env: { ...process.env, ...env } })
  // While nobody asks, it keeps no test from ending.
  child.channel?.ref()
  return promise.finally(() => {
    child.off('message', hear).off('exit', ended)
    if (child.listenerCount('message') === 0) child.channel?.unref()
  })
}

/** The same in a process of its own, for what ends its process: a node that does not start. */
export async function inklandApart(...args: readonly string[]): Promise<Said> {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, out, errors }
}

function startCommands(): ChildProcess {
  const child = fork(COMMANDS, [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.unref()
  child.setMaxListeners(0)
  child.once('exit', () => {
    if (commands === child) commands = null
  })
  return child
}
