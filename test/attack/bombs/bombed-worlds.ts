// Two worlds whose programs run in real sandboxes: in one of them bombs go off, the other one has a program
// that goes on, started anew where it was lost with the worker.
import { pino } from 'pino'
import { expect } from 'vitest'
import type { Modules } from '../../../shared/behavior/host/engine/compiled-modules.ts'
import type { FaultKind } from '../../../shared/world/live/live-state-values.ts'
import { compileEngine } from '../../../server/owner/sandboxes/engine-module.ts'
import { createSandboxes } from '../../../server/owner/sandboxes/sandbox-pool.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { TRIMMING } from '../../../shared/behavior/host/engine/quickjs.ts'
import { id, start, thing, used, WORLD } from '../../unit/behavior/host/made.ts'

const GOOD = `on('use', () => { memory.uses = Number(memory.uses ?? 0) + 1 })`
const OTHER = 'eve/vault'
const WHOLE = {
  whole: true,
  things: [thing('root', { host: null }), thing('lamp'), thing('cat'), thing('ann', { person: 'Ann' })],
} as const

/**
 * An engine that looks at the clock as seldom as it came: there may always be something that no guard knows.
 */
export const compileLoose = (): Promise<Modules> => compileEngine({ ...TRIMMING, tighten: false })
/** The body of a handler that such an engine never interrupts. */
export const ENDLESS = 'const all = new Uint8Array(1_500_000); for (;;) all.indexOf(7)'

interface BombedWorlds extends AsyncDisposable {
  /** The worlds that lost their worker, one after the other. */
  readonly lost: readonly string[]
  readonly killed: () => number
  /** Puts a bomb into a handler. */
  arm(code: string, what: string): Promise<void>
  /** Sets it off; with the fault of its program. */
  blast(): Promise<FaultKind | null>
  /** The fault of the program of the other world, once it was used. */
  useOther(): Promise<FaultKind | null>
  startOther(): Promise<void>
  /** Starts a program of a thing in one of the worlds, which may be a visitor's. */
  start(at: 'bombed' | 'other', name: string, code: string, visitor?: string): Promise<void>
  /** Passes time on the clock by which they rest, in ms. */
  pass(ms: number): void
  /** The fault of such a program, once it was used. */
  use(at: 'bombed' | 'other', name: string): Promise<FaultKind | null>
}

export async function openBombedWorlds(compile?: () => Promise<Modules>): Promise<BombedWorlds> {
  const log = pino({ level: 'silent' })
  let passed = 0
  const clock = {
    after: (ms: number, act: () => void) => systemClock.after(ms, act),
    monotonic: () => systemClock.monotonic() + passed,
  }
  const sandboxes = createSandboxes({ log, clock, ...(compile && { compile }) })
  const lost: string[] = []
  const open = (world: string) => {
    const sandbox = sandboxes.open(world, () => {
      lost.push(world)
      sandbox.patch(WHOLE)
    })
    sandbox.patch(WHOLE)
    return sandbox
  }
  const both = { bombed: open(WORLD), other: open(OTHER) }
  const { bombed, other } = both
  const worlds: BombedWorlds = {
    lost,
    killed: () => sandboxes.stats().killed,
    async arm(code, what) {
      const armed = start(`on('use', () => {\n${code}\n})`)
      const [done] = await bombed.run([{ artifact: id('lamp'), deliveries: [armed] }])
      expect(done?.results[0]?.fault, what).toBeNull()
    },
    async blast() {
      const [done] = await bombed.run([{ artifact: id('lamp'), deliveries: [used(1)] }])
      return done?.results[0]?.fault?.kind ?? null
    },
    async useOther() {
      const [done] = await other.run([{ artifact: id('cat'), deliveries: [used(1)] }])
      return done?.results.at(-1)?.fault?.kind ?? null
    },
    async startOther() {
      const [done] = await other.run([{ artifact: id('cat'), deliveries: [start(GOOD), used(1)] }])
      expect(done?.results.map(({ fault }) => fault)).toEqual([null, null])
    },
    async start(at, name, code, visitor) {
      const whose = visitor !== undefined && { visitor: id(visitor) }
      const [done] = await both[at].run([{ artifact: id(name), deliveries: [start(code, { ...whose })] }])
      expect(done?.results.map(({ fault }) => fault?.message)).toEqual([undefined])
    },
    pass(ms) {
      passed += ms
    },
    async use(at, name) {
      const [done] = await both[at].run([{ artifact: id(name), deliveries: [used(1)] }])
      return done?.results[0]?.fault?.kind ?? null
    },
    [Symbol.asyncDispose]: () => sandboxes.close(),
  }
  await worlds.startOther()
  return worlds
}
