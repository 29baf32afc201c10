// What each process costs that tests start: with INKLAND_TEST_CPU=FILE, a line of JSON for each goes into
// that file at its end, with the test file that started it and its CPU time. The costliest test files:
// jq -s 'group_by(.by)[] | [.[0].by, length, (map(.seconds) | add)]' -c FILE
import type { ChildProcess } from 'node:child_process'
import { appendFileSync, readFileSync } from 'node:fs'

const FILE = process.env['INKLAND_TEST_CPU']
/** What it does after the last look is not counted. */
const LOOK_MS = 50
/** Linux gives these times in hundredths of a second. */
const TICKS_PER_SECOND = 100
/** Where they begin behind the program's name: its own time and the kernel's, and those of its children. */
const [FIRST_TIME, AFTER_TIMES] = [11, 15]
/** A test file starts it by way of some functions. */
const FRAMES = 50

/** Looks at a process until it ends, if somebody asks for it. */
export function countCpu(child: ChildProcess, args: readonly string[]): void {
  if (FILE === undefined || child.pid === undefined) return
  const stat = `/proc/${child.pid}/stat`
  const by = testFile()
  let seconds = 0
  const look = (): void => {
    seconds = secondsIn(stat) ?? seconds
  }
  const timer = setInterval(look, LOOK_MS).unref()
  child.once('exit', () => {
    clearInterval(timer)
    note(by, args.join(' '), seconds)
  })
}

/** Notes what the run itself has cost: it compiles the sources, and has its processes run the tests. */
export function noteOwnCpu(): void {
  const { user, system } = process.cpuUsage()
  note('all tests', 'the run itself', (user + system) / 1_000_000)
}

/** Notes what a server has cost so far, with those of its processes that have ended. */
export function noteCpu(pid: number, what: string): void {
  note('all tests', what, secondsIn(`/proc/${pid}/stat`) ?? 0)
}

function note(by: string, args: string, seconds: number): void {
  if (FILE !== undefined) appendFileSync(FILE, `${JSON.stringify({ by, seconds, args })}\n`)
}

function secondsIn(stat: string): number | null {
  try {
    const fields = readFileSync(stat, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    const ticks = fields.slice(FIRST_TIME, AFTER_TIMES).reduce((sum, field) => sum + Number(field), 0)
    return ticks === 0 ? null : ticks / TICKS_PER_SECOND
  } catch {
    return null
  }
}

/** Where a hook starts it, the file of that hook. */
function testFile(): string {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = FRAMES
  const { stack = '' } = new Error('who starts it')
  Error.stackTraceLimit = before
  const files = stack.match(/test\/[\w/.-]+\.ts/g) ?? []
  return files.find((file) => /\.(?:test|spec)\.ts$/.test(file)) ?? files.at(-1) ?? ''
}
