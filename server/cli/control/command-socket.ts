// Hands a command over to the node that uses a data folder: by a socket in that folder, which only the node's
// own user can open.
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { warn } from './cli-command.ts'
import { CliFault } from './cli-fault.ts'

export const SOCKET = 'commands.sock'

/** The request: a command and its arguments. */
export const Asked = z.array(z.string())
/** The answer, in lines: the command's output, and at last its exit code, with the error. */
export const Told = z.union([
  z.object({ said: z.string() }),
  z.object({ exit: z.number(), words: z.string() }),
])
export type Told = z.infer<typeof Told>

/**
 * Has the node that uses a folder do a command, and says what it says; null: it does not listen. Answers the
 * exit code.
 */
export async function askRunning(data: string, args: readonly string[]): Promise<number | null> {
  const socket = createConnection(join(data, SOCKET))
  try {
    await once(socket, 'connect')
  } catch {
    return null
  }
  socket.write(`${JSON.stringify(args)}\n`)
  for await (const line of createInterface({ input: socket })) {
    const told = Told.parse(JSON.parse(line))
    if ('said' in told) process.stdout.write(`${told.said}\n`)
    else {
      if (told.words !== '') warn(told.words)
      return told.exit
    }
  }
  throw new CliFault('The node went away in the middle. Look whether it was done before you try again.')
}
