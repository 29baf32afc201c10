// What processes have used of processors, as the system counts it.
import { readdirSync, readFileSync } from 'node:fs'

const TICK_MS = 10

/** What a process and its children have used of processors, ms. */
export function usedMs(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number)
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
  return (user + system) * TICK_MS + children.reduce((sum, child) => sum + usedMs(child), 0)
}
