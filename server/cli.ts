// The command line beside the node. Each command is a file in cli/.
import { fileURLToPath } from 'node:url'
import { keepCompiled } from './workers/compile-cache.ts'

keepCompiled()
const { WrongUse, warn } = await import('./cli/control/cli-command.ts')
const { CliFault, orFault } = await import('./cli/control/cli-fault.ts')
const { readCommandRequest } = await import('./cli/command-line.ts')
const { readStartRequest, usualData } = await import('./config/node-config.ts')
const { StoreFault } = await import('./storage/store.ts')

async function run(): Promise<number> {
  const wish = await readCommandRequest(process.argv.slice(2), usualData())
  if (wish.kind === 'serve') await serve()
  else if (wish.kind === 'run') await orFault(Promise.resolve(wish.run()))
  else if (wish.kind === 'help') process.stdout.write(wish.text)
  else warn(wish.sentence)
  return wish.kind === 'wrong' ? 2 : 0
}

/** Runs a node, which is loaded for this alone. */
async function serve(): Promise<void> {
  process.argv.splice(2, 1)
  const { takeCommands } = await import('./cli/command-listener.ts')
  const { hearStopSignals } = await import('./node/stop-signals.ts')
  const signals = hearStopSignals()
  const { runNode } = await import('./node/node-process.ts')
  const commandLine = { path: fileURLToPath(import.meta.url), take: takeCommands }
  await runNode(readStartRequest(), commandLine, { signals, startedBy: process.ppid })
}

try {
  // A command may have said that something is wrong by itself.
  process.exitCode = (await run()) || (process.exitCode ?? 0)
} catch (error) {
  if (!(error instanceof CliFault || error instanceof StoreFault || error instanceof WrongUse)) throw error
  warn(error.message)
  process.exitCode = error instanceof WrongUse ? 2 : 1
}
