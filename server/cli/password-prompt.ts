// Asks for a password on the terminal, and does not show it.
import { CliFault } from './control/cli-fault.ts'

const ENTER = new Set(['\r', '\n', '\u0004'])
const STOP = '\u0003'
const BACK = new Set(['\u007f', '\b'])

/**
 * The line that is typed at the terminal after `question`; throws a CliFault where there is no terminal, or
 * with Ctrl+C.
 */
export async function askPassword(question: string): Promise<string> {
  const { stdin, stderr } = process
  if (!stdin.isTTY) {
    throw new CliFault('There is no terminal to ask for the password. Set INKLAND_PASSWORD instead.')
  }
  stderr.write(question)
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  try {
    return await typedAt(stdin)
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

async function typedAt(keys: AsyncIterable<string>): Promise<string> {
  const typed: string[] = []
  for await (const chunk of keys) {
    for (const key of chunk) {
      if (ENTER.has(key)) return typed.join('')
      if (key === STOP) break
      if (BACK.has(key)) typed.pop()
      else typed.push(key)
    }
    if (chunk.includes(STOP)) break
  }
  throw new CliFault('Nothing was done.')
}
