// Takes the commands of the command line while this node runs. It does them itself, so that its memory learns
// of them. They come by a socket in the data folder, which only the node's own user can open.
import { once } from 'node:events'
import { chmod, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import type { AccountServices } from '../accounts/account-services.ts'
import type { BatchDeletion } from '../accounts/leaving/batch-deletion.ts'
import type { Audit } from '../accounts/directory/audit-log.ts'
import { readCommandRequest } from './command-line.ts'
import { WrongUse } from './control/cli-command.ts'
import { CliFault } from './control/cli-fault.ts'
import { Asked, SOCKET, type Told } from './control/command-socket.ts'
import { runInside, type NodeToManage } from './control/running-node-command.ts'
import type { Owner } from '../owner/world-owner.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { Sync } from '../sync/sync-server.ts'
import { systemClock as clock } from '../time/server-clock.ts'

/** Longest path that systems take for a socket, in bytes. */
const PATH_MAX = 100
/** Most that a command is, in bytes, and how long it may take to come, in ms. */
const ASKED_MAX = 64 * 1024
const ASKED_MS = 10_000

/** Commands that a node does while it runs. */
const WHILE_RUNNING: ReadonlySet<string> = new Set(['account', 'group', 'world', 'invite', 'clock'])

interface Here {
  readonly access: AccountServices
  readonly sync: Pick<Sync, 'close'>
  readonly owner: Pick<Owner, 'look'>
  readonly audit: Audit
  readonly ages: NodeToManage['ages']
  readonly ends: BatchDeletion | undefined
  readonly log: Pick<Logger, 'warn'>
}

/** Until the answer is called; an open node, which knows no accounts, takes none. */
export async function takeCommands(
  data: string,
  { access, sync, owner, audit, ages, ends, log }: Here,
): Promise<() => void> {
  const { store, entrance, rights, settings } = access
  if (entrance === null || rights === null) return () => undefined
  async function binned(world: WorldRecord): Promise<void> {
    if (world.binnedAt === null) return owner.look(world)
    await sync.close(world.key, CLOSE.binned, 'This world is in the bin.')
  }
  const node = { store, entrance, rights, settings, audit, ages, binned, ...(ends && { ends }) }
  const onFault = (error: unknown): void =>
    log.warn({ err: error }, 'a command from the command line could not be received')
  return listenForCommands(data, node, onFault).catch((error: unknown) => {
    onFault(error)
    return () => undefined
  })
}

/** Listens in a data folder until the answer is called. */
async function listenForCommands(
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
    const wish = WHILE_RUNNING.has(args[0] ?? '') ? await readCommandRequest(args, '') : null
    if (wish === null || wish.kind === 'serve')
      throw new CliFault('Stop the node first: this cannot be done while it runs.')
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
  const endWait = clock.after(ASKED_MS, () => fail('no command came in time'))
  const fail = (why: string): void => {
    endWait()
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
    endWait()
    resolve(text.slice(0, end))
  })
  return promise
}
