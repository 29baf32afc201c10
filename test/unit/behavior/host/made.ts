// The parts of tests of the sandbox host: things, deliveries, and a host with the real engine and guest in
// it.
import {
  createHost,
  prepare,
  type SandboxHost,
  type HostOptions,
} from '../../../../shared/behavior/host/program-host.ts'
import { WorldModel } from '../../../../shared/behavior/host/world-model.ts'
import type { Delivery, Result, Start, ThingData } from '../../../../shared/behavior/sandbox-protocol.ts'
import { parseArtifactId, type ArtifactId } from '../../../../shared/world/address.ts'
import { compileEngine } from '../../../../server/owner/sandboxes/engine-module.ts'
import { thingData } from '../thing.ts'

export const WORLD = 'ada/garden'

export function id(text: string): ArtifactId {
  const parsed = parseArtifactId(text)
  if (!parsed) throw new Error(`no id: ${text}`)
  return parsed
}

export function thing(name: string, changes: Partial<ThingData> = {}): readonly [ArtifactId, ThingData] {
  return [id(name), thingData(id(name), { host: id('root'), ...changes })]
}

export function start(code: string, more: Partial<Start> = {}): Delivery {
  return { type: 'start', start: { code, shared: {}, memory: {}, settings: {}, timers: {}, ...more } }
}

/** Somebody used the lamp. */
export function used(...handlers: number[]): Extract<Delivery, { type: 'event' }> {
  const nobody = { subject: null, person: null, words: null, voice: null }
  const event = { event: 'use', object: id('lamp'), host: id('root'), changed: [], at: 1, ...nobody } as const
  return { type: 'event', handlers, event }
}

export const base = prepare(await compileEngine(), Math.random)

export async function makeHost(options: Partial<HostOptions> = {}): Promise<SandboxHost> {
  const host = createHost({
    base,
    now: () => Date.now(),
    ticks: () => performance.now(),
    worked,
    random: () => Math.random(),
    hotMax: 50,
    ...options,
  })
  host.patch(WORLD, {
    whole: true,
    things: [thing('root', { host: null }), thing('lamp', { x: 100 }), thing('cat', { x: 300 })],
  })
  return host
}

/** What this thread worked, in ms. */
export function worked(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

/** The results of a program that is started, and then given deliveries. */
export function run(host: SandboxHost, code: string, ...deliveries: Delivery[]): readonly Result[] {
  return host.run(WORLD, { artifact: id('lamp'), deliveries: [start(code), ...deliveries] }).results
}

/** The log of a program while it starts. */
export function logsOf(host: SandboxHost, code: string): readonly string[] {
  const [result] = run(host, code)
  if (result?.fault) throw new Error(`${result.fault.kind}: ${result.fault.message}`)
  return result?.logs ?? []
}

/** What a program knows of a world with these things. */
export function modelWith(...things: ReturnType<typeof thing>[]): WorldModel {
  const model = new WorldModel()
  model.apply({ whole: true, things: [thing('root', { host: null }), ...things] })
  return model
}
