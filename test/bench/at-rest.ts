// A server that nobody has come to: `node test/bench/at-rest.ts [--rounds N] [FOLDER]` starts Inkland N
// times, in turns with another commit that is checked out and built in FOLDER. Says how long a start takes
// and how much work it is, with an empty data folder and once more with that folder, and how much memory is
// resident once that has settled. The first round of each is not counted: it leaves compiled code for those
// after it.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { workOf } from './generator/work.ts'
import { settled } from './scenarios/memory.ts'
import { startServer } from './server.ts'
import { INKLAND, inklandIn, type System } from './system.ts'

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '5' } },
  allowPositionals: true,
})
const rounds = Number(values.rounds)
const systems = [INKLAND, ...positionals.map((folder) => inklandIn(folder))]

interface Start {
  readonly startedInMs: number
  readonly workMs: number
  readonly againInMs: number
  readonly workAgainMs: number
  readonly megabytes: number
}

async function startTwice(system: System): Promise<Start> {
  const folder = mkdtempSync(join(tmpdir(), 'inkland-rest-'))
  const first = await startServer(system, folder, null)
  const workMs = workOf(first.pid)
  const megabytes = (await settled(first)) / 1e6
  await first.stop()
  const second = await startServer(system, folder, null)
  const workAgainMs = workOf(second.pid)
  await second.stop()
  rmSync(folder, { recursive: true, force: true })
  return { startedInMs: first.startedInMs, workMs, againInMs: second.startedInMs, workAgainMs, megabytes }
}

const spread = (starts: readonly Start[], key: keyof Start, digits: number): string => {
  const sorted = starts.map((start) => start[key]).sort((one, other) => one - other)
  const [least = NaN, middle = NaN, most = NaN] = [0, sorted.length >> 1, -1].map((at) => sorted.at(at))
  return `${middle.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`
}

const found = new Map<System, Start[]>(systems.map((system) => [system, []]))
for (let round = 0; round <= rounds; round++) {
  for (const [system, starts] of found) {
    const start = await startTwice(system)
    if (round > 0) starts.push(start)
  }
}
for (const [{ title }, starts] of found) {
  const of = (key: keyof Start, digits = 0): string => spread(starts, key, digits)
  console.log(`${title}: listens after ${of('startedInMs')} ms, ${of('workMs')} ms of work`)
  console.log(`  once more: after ${of('againInMs')} ms, ${of('workAgainMs')} ms of work`)
  console.log(`  at rest: ${of('megabytes', 1)} MB`)
}
process.exit(0)
