// Runs Inkland beside other servers and prints what came out: `npm run bench -- [--only NAME] [--rounds N]
// [--quick] [--against FOLDER] [--keep]`. Rounds are interleaved (A B C, A B C), every run has a fresh
// server, and the load comes from a process of its own. `--profile FOLDER` leaves CPU profiles of Inkland's
// server there. `--keep` writes each scenario into RESULTS.md as soon as it is measured, and leaves those of
// the others there as they are. `--against FOLDER` measures Inkland beside another commit of itself, checked
// out there, and nothing else.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { slowness } from '../fault/machine-speed.ts'
import { GENERATOR_CORE, pins, SERVER_CORE } from './pinned.ts'
import { slownessWords, withSection } from './results.ts'
import type { Measured, Scenario } from './scenario.ts'
import { scenarios } from './scenarios.ts'
import { startServer, type Server } from './server.ts'
import { INKLAND, inklandIn, type System } from './system.ts'
import { tableOf, type Rounds } from './table.ts'

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false },
    profile: { type: 'string' },
    against: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})
const roundsAsked = options.quick ? 1 : Number(options.rounds)
const asked = scenarios.filter(({ name }) => options.only?.includes(name) ?? true)
const chosen = options.against === undefined ? asked : besideAnother(inklandIn(resolve(options.against)))
const names = scenarios.map(({ name }) => name)
// Short rounds, and tables without peers, are no results.
const isWhole = !options.quick && options.against === undefined
if (chosen.length === 0 || !(roundsAsked >= 1) || (options.keep && !isWhole)) {
  console.error(
    `Usage: npm run bench -- [--only NAME]... [--rounds N] [--keep | --quick | --against FOLDER] [--profile FOLDER]`,
  )
  console.error(`Names: ${names.join(', ')}`)
  process.exit(2)
}

// Interrupted, it ends by `exit`, which takes the servers and the load generator along.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const results = new URL('RESULTS.md', import.meta.url)
let failures = 0
for (const scenario of chosen) {
  const [slow, before] = [slowness(), failures]
  const when = whenLine(scenario, slow)
  const section = `${tableOf(scenario, await measure(scenario), slow)}\n\n${when}`
  console.log(`${section}\n`)
  // A server that failed leaves gaps.
  if (options.keep && failures === before)
    writeFileSync(results, withSection(readFileSync(results, 'utf8'), section, names))
}
process.exitCode = failures > 0 ? 1 : 0

function besideAnother(other: System): Scenario[] {
  return asked.map((scenario) => ({ ...scenario, systems: [INKLAND, other], targets: [] }))
}

function whenLine(scenario: Scenario, slow: number): string {
  const cores = pins ? `server on core ${SERVER_CORE}, load on core ${GENERATOR_CORE}` : 'not held to cores'
  const busy = `load average before ${loadavg()[0]?.toFixed(1) ?? '?'}`
  const day = new Date().toISOString().slice(0, 10)
  const rounds = `${day}, ${roundsOf(scenario)} rounds`
  return `${rounds}, ${availableParallelism()} cores (${cores}), Node ${process.version}, ${slownessWords(slow)}, ${busy}.`
}

function roundsOf({ roundsMax = roundsAsked }: Scenario): number {
  return Math.min(roundsAsked, roundsMax)
}

async function measure(scenario: Scenario): Promise<Rounds> {
  const rounds = new Map<System, Record<string, readonly number[]>[]>()
  for (const system of scenario.systems) rounds.set(system, [])
  const count = roundsOf(scenario)
  for (let round = 1; round <= count; round++) {
    for (const system of scenario.systems) {
      process.stderr.write(`${scenario.name}, round ${round} of ${count}: ${system.title}\n`)
      rounds.get(system)?.push(asLists(await tryRun(scenario, system)))
    }
  }
  return rounds
}

function asLists(measured: Measured): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(measured).map(([key, value]) => [key, [value].flat()]))
}

/** One run; a server that fails at it is told, shown as a gap, and makes the bench end with 1. */
async function tryRun(scenario: Scenario, system: System): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'inkland-bench-'))
  const servers: Server[] = []
  const profiles = system === INKLAND ? (options.profile ?? null) : null
  try {
    return await scenario.run({
      system,
      quick: options.quick,
      async serve() {
        const server = await startServer(system, folder, profiles)
        servers.push(server)
        return server
      },
    })
  } catch (error) {
    failures += 1
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    return {}
  } finally {
    for (const server of servers) await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
