// Runs commands as the stages of a run, and tells at its end what each took. Runs on Node 20, before anything
// is installed.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setPriority } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`
/** Linux gives these times in hundredths of a second. */
const TICKS_PER_SECOND = 100
/** Lower than what is waited for. The lowest has no turn at all on a machine that is busy elsewhere. */
const BESIDE_PRIORITY = 5
/** Where the time of ended children stands behind the program's name. */
const [FIRST_TIME, AFTER_TIMES] = [13, 15]

/** The CPU time in seconds of all children that have ended; NaN where the system does not tell it. */
function childSeconds() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (
      fields.slice(FIRST_TIME, AFTER_TIMES).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND
    )
  } catch {
    return Number.NaN
  }
}

/** For how many seconds the cores of this machine have been busy, whoever it was; NaN where nobody tells. */
function busySeconds() {
  try {
    const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'utf8')
      .split('\n', 1)[0]
      .split(/ +/)
      .slice(1)
      .map(Number)
    return (user + nice + system + irq + softirq) / TICKS_PER_SECOND
  } catch {
    return Number.NaN
  }
}

const busyBefore = busySeconds()
const stages = []
const running = new Set()
let toldSeconds = 0

/**
 * Runs a command; resolves with whether it passed, once it has ended. `isBeside`: at a lower priority, and
 * what it says comes at its end, in one piece.
 */
export function runStage(name, command, { isBeside = false, env = {} } = {}) {
  const begun = performance.now()
  const [program, ...args] = command.split(' ')
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, PATH, ...env },
    stdio: isBeside ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    shell: process.platform === 'win32',
  })
  running.add(child)
  let said = ''
  if (isBeside) {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        said += text
      })
    }
    try {
      setPriority(child.pid, BESIDE_PRIORITY)
    } catch {
      // It has ended.
    }
  }
  return new Promise((resolve) => {
    child.once('error', (error) => {
      said += `${command} could not be started: ${error.message}\n`
    })
    child.once('close', (code) => {
      running.delete(child)
      // Its time was added at its end, in one piece.
      const before = toldSeconds
      toldSeconds = childSeconds()
      const cpuSeconds = toldSeconds - before
      stages.push({
        name,
        command,
        isPassed: code === 0,
        seconds: (performance.now() - begun) / 1000,
        cpuSeconds,
      })
      if (said !== '') process.stdout.write(`\n${name}:\n${said}\n`)
      resolve(code === 0)
    })
  })
}

/** Ends what runs now. */
export function endStages() {
  for (const child of running) child.kill('SIGINT')
}

/**
 * Says what each stage took, and which failed; the exit code of the run follows from it. Browsers are ended
 * at once, and what they took is in no stage: the last row has it, with all else that ran meanwhile.
 */
export function tellStages(since) {
  const total = {
    name: 'all, and whatever ran beside it',
    seconds: (performance.now() - since) / 1000,
    cpuSeconds: busySeconds() - busyBefore,
  }
  const rows = [...stages, total].map(({ name, seconds, cpuSeconds }) => {
    const wall = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`
    return `${name.padEnd(36)}${wall.padStart(8)} min${cpuSeconds.toFixed(0).padStart(8)} s of CPU`
  })
  process.stdout.write(`\n${rows.join('\n')}\n`)
  for (const { name, command, isPassed } of stages) {
    if (isPassed) continue
    process.stderr.write(`\nFailed: ${name} (${command}).\n`)
    process.exitCode = 1
  }
}

// A key of the terminal tells all of them already.
process.on('SIGINT', () => undefined)
process.once('SIGTERM', endStages)
