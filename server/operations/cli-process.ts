// A command of the command line in a process of its own: it may read a whole database, which nobody here
// shall wait for, and a failure there ends nothing here.
import { spawn } from 'node:child_process'

/** Longest stored error output, in characters. */
const WRONG_MAX = 2_000
/** Most that it says, in characters: the list of as many worlds as any node has. */
const SAID_MAX = 64 * 1024 * 1024

/** Resolves with its output, or with the error, in a sentence. `cli`: the file of the command line. */
export function runCommand(
  cli: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly said: string } | { readonly wrong: string }> {
  const { promise, resolve } = Promise.withResolvers<{ said: string } | { wrong: string }>()
  const command = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'], signal })
  let said = ''
  let wrong = ''
  command.stdout.setEncoding('utf8')
  command.stdout.on('data', (text: string) => {
    said += text
    if (said.length > SAID_MAX) command.kill('SIGKILL')
  })
  command.stderr.setEncoding('utf8')
  command.stderr.on('data', (text: string) => (wrong = (wrong + text).slice(-WRONG_MAX)))
  command.once('error', (error) => resolve({ wrong: error.message }))
  command.once('close', (code) => resolve(code === 0 ? { said } : { wrong: lastLine(wrong) }))
  return promise
}

/** The last line of a failed command is its error. */
const lastLine = (text: string): string => text.trim().split('\n').at(-1) || 'It ended early.'
