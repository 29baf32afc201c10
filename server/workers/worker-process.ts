// A process that works on input of strangers. It is a process and not a thread: a thread whose heap is full
// ends the whole node where one array or map asks for much at once (V8 gives up for all threads), and no
// bound on its heap counts the bytes in buffers.
import { fork, type ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { cacheEnvironment } from './compile-cache.ts'
import type { FromWork, ToWork } from './process-jobs.ts'

/** Its cost so far. */
interface ProcessUsage {
  /** How long it has worked since it began, in ms; null where nobody knows. */
  readonly workedMs: number | null
  /** Its present memory, in MB, buffers too; null where nobody knows. */
  readonly memoryMb: number | null
}

export interface WorkProcess {
  /** Its number on this machine; undefined where it did not begin. */
  readonly pid: number | undefined
  send(message: ToWork): void
  usage(): Promise<ProcessUsage>
  /** Ends it, whatever it is doing. Nothing is heard of it any more. Resolves once it is gone. */
  kill(): Promise<void>
}

interface WorkScript {
  /** A module that calls `serve`. */
  readonly script: URL
  /** Most that its heap may hold. */
  readonly memoryMb: number
  /** Room for short-lived objects, in MB: with more of it, less is looked through again and again. */
  readonly nurseryMb?: number
}

const NURSERY_MB = 8

export type SpawnWork = (
  script: WorkScript,
  onMessage: (message: FromWork) => void,
  /** It ended without being killed; whether because it ran out of memory. */
  onDeath: (isOutOfMemory: boolean) => void,
) => WorkProcess

/**
 * V8 ends a process whose heap is full by the first, as does Linux one that takes the machine's last memory
 * by the second.
 */
const OUT_OF_MEMORY: readonly (NodeJS.Signals | null)[] = ['SIGABRT', 'SIGKILL']

export const spawnWork: SpawnWork = ({ script, memoryMb, nurseryMb = NURSERY_MB }, onMessage, onDeath) => {
  const child = fork(fileURLToPath(script), [], {
    serialization: 'advanced',
    // V8's message when a heap is full is a page of its own code's addresses.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: cacheEnvironment(),
    execArgv: [`--max-old-space-size=${memoryMb}`, `--max-semi-space-size=${nurseryMb}`],
  })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    // It never began.
    child.once('error', () => resolve())
  })
  let isKilled = false
  child.on('message', (message: FromWork) => {
    if (!isKilled) onMessage(message)
  })
  child.once('error', () => {
    if (!isKilled) onDeath(false)
  })
  child.once('exit', (_code, signal) => {
    if (!isKilled) onDeath(OUT_OF_MEMORY.includes(signal))
  })
  // A node that has nothing else to do may end.
  child.unref()
  child.channel?.unref()
  return {
    pid: child.pid,
    // A process that is gone by now is reported as dead.
    send: (message) => void child.send(message, () => undefined),
    usage: () => usageOf(child),
    async kill() {
      isKilled = true
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** Parts of a second: Linux' unit of time. */
const TICKS = 100

/** As Linux tells it; elsewhere nobody knows. */
async function usageOf({ pid }: ChildProcess): Promise<ProcessUsage> {
  const read = (name: string): Promise<string> => readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '')
  // Of its first thread alone: those that collect garbage are no work of the job's.
  const [stat, status] = await Promise.all([read(`task/${pid}/stat`), read('status')])
  // The name comes second, in brackets, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  const kB = Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1])
  return {
    workedMs: Number.isFinite(ticks) ? (ticks * 1000) / TICKS : null,
    memoryMb: Number.isFinite(kB) ? kB / 1024 : null,
  }
}
