// Commands for a node that runs: the command line hands them over by a socket in the data folder, which only whoever runs the node can
// open, and the node does them among everything else, so that what is in its memory learns of it.
import { once } from 'node:events'
import { chmod, rm } from 'node:fs/promises'
import { createConnection, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { warn, WrongUse } from './cli-command.ts'
import { CliFault } from './cli-fault.ts'
import { runInside, type NodeToManage } from './running-node-command.ts'
import { readCliWish } from '../command-line.ts'

const SOCKET = 'commands.sock'
/** Longest path that systems take for a socket, in bytes. */
const PATH_MAX = 100
/** Most that a command is, in bytes, and how long it may take to come, in ms. */
const ASKED_MAX = 64 * 1024
const ASKED_MS = 10_000

const Asked = z.array(z.string())
const Told = z.union([z.object({ said: z.string() }), z.object({ exit: z.number(), words: z.string() })])
type Told = z.infer<typeof Told>

/** Commands that a node does while it runs. */
const WHILE_RUNNING: ReadonlySet<string> = new Set(['account', 'group', 'world', 'invite'])

/** Listens in a data folder until the answer is called. */
export async function listenForCommands(
  data: string,
  node: NodeToManage,
  onFault: (error: unknown) => void,
): Promise<() => void> {
  const path = join(data, SOCKET)
  if (Buffer.byteLength(path) > PATH_MAX) {
    onFault(new Error(`the path of the data folder is too long for a socket: ${path}`))
    return () => undefined
  }
  await rm(path, { force: true })
  const server = createServer((socket) => void answer(socket, node).catch(onFault))
  server.on('error', onFault)
  server.listen(path)
  await once(server, 'listening')
  await chmod(path, 0o600)
  return () => {
    server.close()
    void rm(path, { force: true }).catch(onFault)
  }
}

async function answer(socket: Socket, node: NodeToManage): Promise<void> {
  socket.on('error', () => socket.destroy())
  const tell = (told: Told): void => void socket.write(`${JSON.stringify(told)}\n`)
  const args = Asked.parse(JSON.parse(await askedBy(socket)))
  try {
    const wish = WHILE_RUNNING.has(args[0] ?? '') ? await readCliWish(args, '') : null
    if (wish === null) throw new CliFault('Stop the node first: this cannot be done while it runs.')
    if (wish.kind === 'run') await runInside({ node, say: (said) => tell({ said }) }, wish.run)
    else tell({ said: wish.kind === 'help' ? wish.text : wish.sentence })
    tell({ exit: wish.kind === 'wrong' ? 2 : 0, words: '' })
  } catch (error) {
    if (!(error instanceof CliFault || error instanceof WrongUse)) {
      tell({ exit: 1, words: 'Something went wrong in the node. Its log says what.' })
      throw error
    }
    tell({ exit: error instanceof WrongUse ? 2 : 1, words: error.message })
  } finally {
    socket.end()
  }
}

/** The first line that comes. */
function askedBy(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  const timer = setTimeout(() => fail('no command came in time'), ASKED_MS)
  const fail = (why: string): void => {
    clearTimeout(timer)
    socket.destroy()
    reject(new Error(why))
  }
  socket.setEncoding('utf8')
  socket.on('close', () => fail('the command line went away'))
  socket.on('data', (chunk: string) => {
    text += chunk
    if (text.length > ASKED_MAX) return fail('a command is too long')
    const end = text.indexOf('\n')
    if (end < 0) return
    clearTimeout(timer)
    resolve(text.slice(0, end))
  })
  return promise
}

/** Has the node that uses a folder do a command, and says what it says; null: it does not listen. Answers the exit code. */
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
