// What the tests cost: `npm test` names a file, to which each test file adds its CPU time, and each process
// that tests start. .scripts/test.mjs reads it. Only Linux tells the time of other processes.
import type { ChildProcess } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'

/** What it does after the last look is not counted. */
const LOOK_MS = 100
/** Linux gives these times in hundredths of a second. */
const TICKS_PER_SECOND = 100
/** Where they begin behind the program's name: its own time and the kernel's, and those of its children. */
const [FIRST_TIME, AFTER_TIMES] = [11, 15]

const COSTS = process.env['INKLAND_TEST_COSTS']

/** Looks at a process until it ends, where this run counts. */
export function countCpu(child: ChildProcess): void {
  if (child.pid === undefined || COSTS === undefined) return
  const { pid } = child
  const by = process.env['INKLAND_TEST_FILE'] ?? ''
  let seconds = 0
  const look = (): void => {
    seconds = secondsOf(pid) ?? seconds
  }
  const timer = setInterval(look, LOOK_MS).unref()
  child.once('exit', () => {
    clearInterval(timer)
    addCost(by, seconds)
  })
}

/** Adds so many seconds of CPU to what a test file, or a part of the run, has cost. */
export function addCost(by: string, seconds: number): void {
  if (COSTS !== undefined) appendFileSync(COSTS, `${JSON.stringify({ by, seconds })}\n`)
}

/** The CPU time of a process so far and of its own that have ended, in seconds; null where nobody tells. */
export function secondsOf(pid: number): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const ticks = fields.slice(FIRST_TIME, AFTER_TIMES).reduce((sum, field) => sum + Number(field), 0)
    return ticks === 0 ? null : ticks / TICKS_PER_SECOND
  } catch {
    return null
  }
}
