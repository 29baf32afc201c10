// Starts a node: reads what was asked for, serves until it is told to stop, and stops in order.
import { flushCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import { hearStopSignals } from './node/stop-signals.ts'
import { keepCompiled } from './workers/compile-cache.ts'

const signals = hearStopSignals()
/** What started this process: a shell, where npm did. */
const startedBy = process.ppid
// All that is imported before this is compiled anew at each start.
keepCompiled()
const { takeCommands } = await import('./cli/command-listener.ts')
const { readStartRequest } = await import('./config/node-config.ts')
const { runNode } = await import('./node/node-process.ts')

const commandLine = { path: fileURLToPath(new URL('cli.ts', import.meta.url)), take: takeCommands }
await runNode(readStartRequest(), commandLine, { signals, startedBy })
// A node that is killed later has kept it.
flushCompileCache()
