// What a process costs, as Linux counts it.
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
