// The process in which a worker of the tests has its nodes, one after the other and side by side. Each is a
// whole node with a port and a data folder of its own; only the process is shared, whose start takes longer
// than most tests. What is about a process itself has one of its own (test/process.ts).
import { fileURLToPath } from 'node:url'
import { takeCommands } from '../../server/cli/command-listener.ts'
import { readStartRequest } from '../../server/config/node-config.ts'
import { openLog } from '../../server/node/node-process.ts'
import { startNode, type RunningNode } from '../../server/node/start-node.ts'
import { startFault } from '../../server/operations/start-fault.ts'
import { openNodeDisk } from '../../server/storage/opening/node-store.ts'

export type ToHost =
  | {
      readonly type: 'start'
      readonly node: number
      readonly args: readonly string[]
      readonly env: Readonly<Record<string, string>>
    }
  | { readonly type: 'stop'; readonly node: number }

export type FromHost = { readonly node: number } & (
  | { readonly type: 'log'; readonly text: string }
  /** `lines`: what a node writes on its console. */
  | { readonly type: 'started'; readonly url: string; readonly lines: readonly string[] }
  | { readonly type: 'stopped' }
  | { readonly type: 'failed'; readonly why: string }
)

const CLI = fileURLToPath(new URL('../../server/cli.ts', import.meta.url))
const nodes = new Map<number, RunningNode>()
const tell = (told: FromHost): void => void process.send?.(told)

async function start({ node, args, env }: ToHost & { readonly type: 'start' }): Promise<FromHost> {
  const wish = readStartRequest(args.includes('--port') ? args : ['--port', '0', ...args], {
    INKLAND_ACCESS: 'open',
    ...env,
  })
  if (wish.kind !== 'serve') return { type: 'failed', node, why: JSON.stringify(wish) }
  const { config } = wish
  const counted = openLog(config.logLevel, { write: (text) => tell({ type: 'log', node, text }) })
  const disk = await openNodeDisk(config.store, { folder: config.data, logger: counted.log })
  try {
    const commandLine = { path: CLI, take: takeCommands }
    const running = await startNode(config, disk, counted, commandLine)
    nodes.set(node, running)
    const { url, firstLink } = running
    const lines = [`inkland listening on ${url}`, ...(firstLink === null ? [] : [firstLink])]
    return { type: 'started', node, url, lines }
  } catch (error) {
    await disk.store.close()
    return { type: 'failed', node, why: startFault(error, config) }
  }
}

async function stop(node: number): Promise<FromHost> {
  await nodes.get(node)?.stop()
  nodes.delete(node)
  return { type: 'stopped', node }
}

process.on('message', (asked: ToHost) => {
  const { node } = asked
  const done = asked.type === 'start' ? start(asked) : stop(node)
  done.then(tell, (error: unknown) =>
    tell({
      type: 'failed',
      node,
      why: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  )
})
process.once('disconnect', () => process.exit())
