// Whether memory stays flat while 50 people walk and talk for two hours: `node test/bench/soak.ts [--minutes
// N]`. A line each minute, and at the end how much it grew from the first quarter to the last; more than a
// tenth is a failure.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { players } from './generator/jobs/players.ts'
import { memoryOf } from './generator/work.ts'
import { startServer } from './server.ts'
import { INKLAND } from './system.ts'

const MINUTE_MS = 60_000
/** How much larger one quarter may be than another: garbage that was not collected just then is no leak. */
const GROWTH_MAX = 0.1

const { values: options } = parseArgs({ options: { minutes: { type: 'string', default: '120' } } })
const minutes = Number(options.minutes)
if (!(minutes >= 4)) {
  console.error('Usage: node test/bench/soak.ts [--minutes N], at least 4')
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'inkland-soak-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const server = await startServer(INKLAND, folder, null)
const megabytes: number[] = []
const look = setInterval(() => {
  megabytes.push(memoryOf(server.pid) / 1e6)
  console.log(`${megabytes.length} min: ${megabytes.at(-1)?.toFixed(0)} MB`)
}, MINUTE_MS)

const result = await players(server, {
  towns: 1,
  people: 50,
  walkMs: 3000,
  talkMs: 20_000,
  warmUpMs: MINUTE_MS,
  measureMs: (minutes - 1) * MINUTE_MS,
  seed: 7,
  isPatient: true,
})
clearInterval(look)
await server.stop()

const quarter = Math.floor(megabytes.length / 4)
const [early, late] = [median(megabytes.slice(0, quarter)), median(megabytes.slice(-quarter))]
const growth = late / early - 1
console.log(
  `${minutes} minutes, 50 people, ${result.actions.toFixed(0)} actions a second, ${result.refused} refused: ${early.toFixed(0)} MB in the first quarter, ${late.toFixed(0)} MB in the last ` +
    `(${(growth * 100).toFixed(0)} %); outcome p50 ${result.p50.toFixed(0)}, p99 ${result.p99.toFixed(0)} ms; ${result.divergences} saw something else.`,
)
process.exit(growth <= GROWTH_MAX && result.divergences === 0 ? 0 : 1)

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}
