// Facts of the kernel about a running process (proc(5)): how long each of its threads worked, and how much
// memory it uses.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** The kernel's unit of time, in ms. */
export const TICK_MS = 10

/** For how long each thread of a process worked since it began, in ms; nothing of one that is gone. */
export function workOf(pid: number): ReadonlyMap<string, number> {
  const work = new Map<string, number>()
  for (const thread of threadsOf(pid)) {
    const stat = read(`/proc/${pid}/task/${thread}/stat`)
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    work.set(thread, (Number(fields[11]) + Number(fields[12])) * TICK_MS)
  }
  return work
}

/** How long each of the threads worked since then, in ms. */
export function workSince(before: ReadonlyMap<string, number>, pid: number): readonly number[] {
  return [...workOf(pid)].map(([thread, ms]) => ms - (before.get(thread) ?? 0))
}

interface Memory {
  /** Bytes now, and the most since `forgetPeak`. */
  readonly bytes: number
  readonly peakBytes: number
}

export function memoryOf(pid: number): Memory {
  const status = read(`/proc/${pid}/status`)
  const kB = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0)
  return { bytes: kB('VmRSS') * 1024, peakBytes: kB('VmHWM') * 1024 }
}

/** The most that a process has in memory counts from here. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
