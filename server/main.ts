// Starts a node: reads what was asked for, serves until it is told to stop, and stops in order.
import { fileURLToPath } from 'node:url'
import { takeCommands } from './cli/command-listener.ts'
import { readStartRequest } from './config/node-config.ts'
import { runNode } from './node/node-process.ts'

await runNode(readStartRequest(), {
  path: fileURLToPath(new URL('cli.ts', import.meta.url)),
  take: takeCommands,
})
