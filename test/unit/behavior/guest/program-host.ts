// The smallest host of a program, for tests of the guest: a real sandbox, a world of plain objects, and the
// protocol between the two as shared/behavior/guest/guest-source.ts describes it. It has none of the walls of
// the real host.
import { readFile } from 'node:fs/promises'
import { EvalFlags, JSException, QuickJS, type JSValueHandle } from 'quickjs-wasi'
import { GUEST_SOURCE } from '../../../../shared/behavior/guest/guest-source.ts'
import type {
  Delivery,
  Effect,
  EventData,
  Result,
  Start,
  ThingData,
} from '../../../../shared/behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import { thingData } from '../thing.ts'

export const id = (name: string): ArtifactId => name as ArtifactId

/** Ids of things are their names in lower case. */
export function thing(name: string, given: Partial<ThingData> = {}): ThingData {
  return thingData(id(name.toLowerCase()), { name, host: id('world'), ...given })
}

/** The world as programs read it; the first thing is the program's own. */
export interface World {
  things: ThingData[]
  texts?: Record<string, string>
  anchors?: Record<string, Record<string, string>>
}

export const LAMP_WORLD = (): World => ({
  things: [
    thing('Lamp', { x: 100, y: 100, sprite: 'lamp' }),
    thing('World', { host: null }),
    thing('Door', { x: 150, y: 100, sprite: 'door' }),
    thing('Cat', { x: 300, y: 100, walk: { toX: 1, toY: 1, at: 0, speed: 100 } }),
    thing('Coin', { host: id('lamp') }),
  ],
})

const wasm = await WebAssembly.compile(
  new Uint8Array(await readFile(new URL(import.meta.resolve('quickjs-wasi/quickjs.wasm')))),
)

export interface ProgramHost {
  readonly world: World
  /** All that the guest asked, in order. */
  readonly asked: string[]
  now: number
  deliver(delivery: Delivery): Result
  event(event: Partial<EventData>, ...handlers: number[]): Result
  before(event: Partial<EventData>, ...handlers: number[]): Result
  /** Ends the running of a delivery after so many looks at the clock. */
  interruptAfter(looks: number): void
  dispose(): void
}

export interface Started extends ProgramHost {
  /** The result of the start. */
  readonly started: Result
}

/** Starts a program. */
export async function start(
  code: string,
  options: Partial<Start> & { world?: World; source?: string } = {},
): Promise<Started> {
  const { world = LAMP_WORLD(), source, ...given } = options
  const program = await createProgramHost(world, source)
  const started = program.deliver({
    type: 'start',
    start: { code, shared: {}, memory: {}, settings: {}, timers: {}, ...given },
  })
  return Object.assign(program, { started })
}

/** Runs a program's code, and returns its result. */
export async function run(code: string, options: Partial<Start> & { world?: World } = {}): Promise<Result> {
  const program = await start(code, options)
  program.dispose()
  return program.started
}

async function createProgramHost(world: World, source = GUEST_SOURCE): Promise<ProgramHost> {
  let looks = Infinity
  let current: Guest | null = null
  const vm = await QuickJS.create({
    wasm,
    memoryLimit: 2 * 1024 * 1024,
    maxStackSize: 128 * 1024,
    interruptHandler: () => --looks < 0,
    onUnhandledRejection: (promise, reason, isHandled) => current?.unhandled(promise, reason, isHandled),
  })
  const asked: string[] = []
  const hostFunction = vm.newFunction('__host', (op, json) => {
    // Where something was made is told, not asked.
    if (op?.toString() === 'placed') return vm.newString('null')
    asked.push(op?.toString() ?? '')
    return vm.newString(
      JSON.stringify(answer(world, op?.toString() ?? '', JSON.parse(json?.toString() ?? 'null'))),
    )
  })
  vm.global.setProp('__host', hostFunction)
  vm.evalCode(source, 'guest.js').dispose()
  const guest = takeGuest(vm)
  current = guest
  let told = ''

  function deliver(delivery: Delivery): Result {
    const [self, floor] = [world.things[0], world.things.find(({ id }) => id === world.things[0]?.host)]
    const seen = JSON.stringify([self, floor])
    const things = seen === told ? {} : { self: self ?? null, host: floor ?? null }
    told = seen
    try {
      guest.deliver(JSON.stringify({ delivery, now: program.now, ...things }))
      if (delivery.type === 'start') evaluate(delivery.start.code)
      vm.executePendingJobs()
      return JSON.parse(guest.settle())
    } catch (error) {
      looks = Infinity
      guest.fail()
      const { logs } = JSON.parse(guest.settle()) as Result
      const message = error instanceof Error ? error.message : 'unknown'
      if (error instanceof JSException) error.dispose()
      return { effects: [], logs, fault: { kind: 'time', message, line: null }, refusal: null }
    }
  }

  function evaluate(code: string): void {
    try {
      const flags = /\bawait\b/.test(code) ? EvalFlags.STRICT | EvalFlags.ASYNC : EvalFlags.STRICT
      vm.evalCode(code, 'page.js', flags).dispose()
    } catch (error) {
      if (!(error instanceof JSException)) throw error
      guest.thrown(error.handle)
      error.dispose()
    }
  }

  const happening = (event: Partial<EventData>): EventData => ({
    event: 'use',
    subject: null,
    object: null,
    host: null,
    person: null,
    words: null,
    voice: null,
    changed: [],
    at: program.now,
    ...event,
  })
  const program: ProgramHost = {
    world,
    asked,
    now: 1_000_000,
    deliver,
    event: (event, ...handlers) => deliver({ type: 'event', handlers, event: happening(event) }),
    before: (event, ...handlers) => deliver({ type: 'before', handlers, event: happening(event) }),
    interruptAfter: (count) => (looks = count),
    dispose: () => vm.dispose(),
  }
  return program
}

interface Guest {
  deliver(json: string): string
  settle(): string
  fail(): void
  thrown(value: JSValueHandle): void
  unhandled(promise: JSValueHandle, reason: JSValueHandle, isHandled: boolean): void
}

/** Takes the guest's functions, and deletes the global by which they came. */
function takeGuest(vm: QuickJS): Guest {
  const guest = vm.global.getProp('__guest')
  vm.evalCode('delete globalThis.__guest').dispose()
  const call = (name: string, ...given: JSValueHandle[]): string => {
    const answer = vm.callFunction(guest.getProp(name), vm.undefined, ...given)
    return answer.consume((handle) => handle.toString())
  }
  return {
    deliver: (json) => call('deliver', vm.newString(json)),
    settle: () => call('settle'),
    fail: () => void call('fail'),
    thrown: (value) => void call('thrown', value),
    unhandled: (promise, reason, isHandled) =>
      void call('unhandled', promise, reason, isHandled ? vm.true : vm.false),
  }
}

/** Reads of the world, as the host answers them. */
function answer(
  { things, texts = {}, anchors = {} }: World,
  op: string,
  given: Record<string, unknown>,
): unknown {
  const one = (wanted: unknown) => things.find(({ id }) => id === wanted) ?? null
  const self = one(given['from'])
  switch (op) {
    case 'thing':
      return one(given['id'])
    case 'find': {
      const floor = given['on'] ?? self?.host
      const isIn = ({ name, host }: ThingData) =>
        given['name'] === undefined
          ? host === floor
          : name === given['name'] && (given['on'] === undefined || host === floor)
      const far = (other: ThingData) => Math.hypot(other.x - (self?.x ?? 0), other.y - (self?.y ?? 0))
      return things
        .filter((other) => other !== self && isIn(other))
        .filter((other) => typeof given['within'] !== 'number' || far(other) <= given['within'])
        .sort((a, b) => far(a) - far(b))
        .slice(0, typeof given['most'] === 'number' ? given['most'] : undefined)
    }
    case 'next':
      return given['facing'] === 'right' ? one('door') : null
    case 'inside':
      return things.filter(({ host }) => host === given['id'])
    case 'text':
      return texts[String(given['id'])] ?? null
    case 'anchors':
      return anchors[String(given['id'])] ?? {}
    default:
      throw new Error(`no such op: ${op}`)
  }
}

/** The effects of one kind. */
export function effectsOf<Kind extends Effect['do']>(
  result: Result,
  kind: Kind,
): Extract<Effect, { do: Kind }>[] {
  return result.effects.filter((effect): effect is Extract<Effect, { do: Kind }> => effect.do === kind)
}
