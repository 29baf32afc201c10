// What a world, a person and an edit cost, as measured: read out of RESULTS.md and measured.json, so that
// whoever measures anew has the simulation anew.
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { sectionsOf } from '../results.ts'
import { lineThrough } from './lines.ts'

const sections = sectionsOf(readFileSync(new URL('../RESULTS.md', import.meta.url), 'utf8'))
const Measured = z.object({
  on: z.string(),
  load: z.number(),
  database: z.object({
    groupWorkUs: z.number(),
    rowWorkUs: z.number(),
    groupWalBytes: z.number(),
    rowWalBytes: z.number(),
    worldBytes: z.number(),
    rowBytes: z.number(),
    groups: z.array(z.object({ worlds: z.number(), ms: z.number() })),
  }),
  visitedWorldBytes: z.number(),
})

const TIMES: Readonly<Record<string, number>> = { k: 1e3, M: 1e6 }

/** Inkland's figure, which stands first in a row of a scenario's table. */
function figureIn(scenario: string, row: string): number {
  const lines = (sections.get(scenario) ?? '').split('\n')
  const line = lines.find((text) => text.startsWith(`| ${row}`)) ?? ''
  const [, number = '', unit = ''] = /\|\s*([\d.]+)([kM]?)/.exec(line.slice(row.length)) ?? []
  const figure = number === '' ? Number.NaN : Number(number) * (TIMES[unit] ?? 1)
  if (Number.isNaN(figure)) throw new Error(`RESULTS.md has no figure for ${row} in ${scenario}`)
  return figure
}

/** People in a world of the scenarios `players-rooms` and `players`. */
const CROWDS = [25, 100]
const line = (row: string) => lineThrough(CROWDS, [figureIn('players-rooms', row), figureIn('players', row)])

export function measuredCosts() {
  const measured = Measured.parse(JSON.parse(readFileSync(new URL('measured.json', import.meta.url), 'utf8')))
  const restMb = figureIn('memory', 'server at rest')
  const [actionUs, traffic] = [line('work of the server'), line('traffic of a person')]
  return {
    measured,
    /** Of a process that has just started, in bytes. */
    restBytes: restMb * 1e6,
    /** Of each connection, each world that somebody is in, and each that only exists. */
    connectionBytes: figureIn('memory', 'idle connection') * 1e3,
    visitedBytes: measured.visitedWorldBytes,
    knownBytes: ((figureIn('worlds', 'memory with all of them') - restMb) * 1e6) / 10_000,
    /**
     * A thing with code that does something each second: its memory, and the part of a core that it takes.
     */
    thingBytes: ((figureIn('living', 'memory of the server') - restMb) * 1e6) / 1_000,
    thingCores: figureIn('living', 'work when idle') / 100 / 1_000,
    /** Work for an edit that comes alone, in us, and for each who reads it. */
    editUs: figureIn('editing', 'history 1x'),
    readUs: figureIn('paced', 'work of the server') / 100,
    /** Work for an act of somebody who walks or talks among so many, in us. */
    actionUs: (people: number): number => actionUs.at0 + actionUs.slope * people,
    /** Acts of such a person a second. */
    actionsEach: figureIn('players-rooms', 'they did') / 500,
    /** What goes to and from each of so many who walk and talk, in bytes a second. */
    traffic: (people: number): number => Math.max(0, traffic.at0 + traffic.slope * people),
    /** Opening a world of 260,000 edits, in ms of work. */
    openMs: figureIn('opening', 'work of the server'),
    /** A group of appends, from sending to its answer, in s. */
    groupS: (measured.database.groups[0]?.ms ?? Number.NaN) / 1_000,
    ...measured.database,
  }
}

export type MeasuredCosts = ReturnType<typeof measuredCosts>
