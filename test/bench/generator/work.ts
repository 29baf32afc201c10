// The cost of a process, as Linux counts it.
import { readFileSync, readdirSync } from 'node:fs'

/** Time that all threads of a process have run so far, in ms; NaN where /proc does not tell. */
export function workOf(pid: number): number {
  try {
    let nanoseconds = 0
    for (const thread of readdirSync(`/proc/${pid}/task`)) nanoseconds += ranFor(pid, thread)
    return nanoseconds / 1e6
  } catch {
    return NaN
  }
}

/** Time that a process and all its children have run so far, those that ended among them, in ms. */
export function workOfFamily(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Behind the program's name, which may have spaces in it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ended = (Number(fields[13]) + Number(fields[14])) * MS_PER_TICK
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
    return children.reduce((sum, child) => sum + (workOf(Number(child)) || 0), ended + workOf(pid))
  } catch {
    return NaN
  }
}

function ranFor(pid: number, thread: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0])
  } catch {
    return 0 // it ended while we looked
  }
}

/** Resident memory of a process, in bytes; NaN where /proc does not tell. */
export function memoryOf(pid: number): number {
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(kilobytes) * 1024
  } catch {
    return NaN
  }
}

/** Time that all cores of the machine were busy so far, in ms; NaN where /proc does not tell. */
export function workOfMachine(): number {
  try {
    const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = readFileSync(
      '/proc/stat',
      'utf8',
    )
      .slice('cpu '.length, 200)
      .trim()
      .split(/\s+/)
      .map(Number)
    return (user + nice + system + irq + softIrq + steal) * MS_PER_TICK
  } catch {
    return NaN
  }
}

/** Linux counts in hundredths of a second. */
const MS_PER_TICK = 10

/** Begins to measure the processes of a server; the function it returns tells what was spent since. */
export function measureWork(...server: readonly number[]): () => Spent {
  const ofServer = (): number => server.reduce((sum, pid) => sum + workOf(pid), 0)
  const began = performance.now()
  const before = { server: ofServer(), own: workOf(process.pid), machine: workOfMachine() }
  return () => {
    const ms = performance.now() - began
    const serverMs = ofServer() - before.server
    const ownMs = workOf(process.pid) - before.own
    const others = workOfMachine() - before.machine - serverMs - ownMs
    return {
      ms,
      serverMs,
      serverBusy: serverMs / ms,
      generatorBusy: ownMs / ms,
      othersBusy: Math.max(0, others / ms),
    }
  }
}

interface Spent {
  readonly ms: number
  /** Work of the server, in ms. */
  readonly serverMs: number
  /** Shares of the time: 1 is one core. */
  readonly serverBusy: number
  readonly generatorBusy: number
  /**
   * The share of the machine that other programs used meanwhile: if it is large, figures per second say
   * little.
   */
  readonly othersBusy: number
}
