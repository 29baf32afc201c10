import { describe, expect, test } from 'vitest'
import type { SandboxHost } from '../../../../shared/behavior/host/program-host.ts'
import { EngineSlot, type Image } from '../../../../shared/behavior/host/engine/engine-slot.ts'
import { createEnginePool, PooledProgram } from '../../../../shared/behavior/host/engine/engine-pool.ts'
import type { EngineHooks } from '../../../../shared/behavior/host/engine/wasm-engine.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { base, id, makeHost, run, start, used, WORLD } from './made.ts'
import { IS_HARD } from '../../../hard.ts'

const ROUNDS = IS_HARD ? 400 : 100

/** Does one of many things when it is used, of its own chance, and tells what it sees of itself. */
const restless = (name: string) => `
const name = '${name}'
const kept = []
const index = new Map()
const pattern = /(?<word>[a-z]+)-(\\d+)/g
let waiting = null
let uses = 0
memory.starts = Number(memory.starts ?? 0) + 1
on('use', () => {
  uses++
  const dice = Math.floor(Math.random() * 16)
  act(dice)
  log(name, dice, uses, kept.length, index.size, pattern.lastIndex, Math.random(), kept.at(-1)?.(1))
})
function act(dice) {
  switch (dice) {
    case 0: memory.uses = uses; return
    case 1: for (let n = 0; n < 50; n++) kept.push((more) => name + n + uses + more); return
    case 2: index.set(name + uses, { at: Date.now() }); return
    case 3: pattern.exec('ab-1 cd-22 ef-333 ' + name); return
    case 4: throw new Error('no, says ' + name)
    case 5: kept.push(() => 'never'); for (;;);
    case 6: case 7:
      if (waiting) waiting(name)
      else new Promise((done) => { waiting = done }).then((value) => { waiting = null; memory.told = value + uses })
      return
    case 8: (function deep(n) { return n + deep(n + 1) })(0); return
    case 9: kept.length = 0; return
    case 10: new Uint8Array(20_000).fill(uses); return
    case 11: { const all = []; if (uses % 3 === 0) for (;;) all.push({ all }); return }
    case 12: memory.big = String(3n ** 100n * BigInt(uses)); return
    case 13: say(name + uses); return
    case 14: Promise.reject(new TypeError(name)); return
    default: index.clear(); Array.prototype.mine = name
  }
}
`

/** A host whose time goes on by itself, so that two of them see the same. */
function hostWith(seatsMax: number, seed: number): Promise<SandboxHost> {
  let ticks = 0
  let now = 1e12
  const { fraction } = seededRandom(seed)
  const given = {
    ticks: () => (ticks += 0.02),
    now: () => (now += 10),
    worked: () => ticks,
    random: fraction,
  }
  return makeHost({ ...given, seatsMax, hotMax: 100 })
}

describe('programs that take turns in a few engines', () => {
  test.each([0, 1, 3])(
    'are as those that have one each, whatever they do: %i seats and those of the crowd',
    async (few) => {
      const seed = seedFromEnvironment()
      console.log(`seed ${seed}`)
      const [own, shared] = [await hostWith(100, seed), await hostWith(few, seed)]
      const { below } = seededRandom(seed + 1)
      const isLost = new Set(Array.from({ length: 8 }, (_, n) => id(`thing-${n}`)))
      const kinds = new Map<string, number>()
      for (let round = 0; round < ROUNDS; round++) {
        const artifact = id(`thing-${below(8)}`)
        // A program with much to do at once works elsewhere.
        const uses = Array.from({ length: below(6) === 0 ? 12 : 1 }, () => used(1))
        const deliveries = isLost.delete(artifact) ? [start(restless(artifact)), ...uses] : uses
        const job = { artifact, deliveries }
        const done = own.run(WORLD, job)
        expect(shared.run(WORLD, job)).toEqual(done)
        for (const { fault } of done.results) {
          const kind = fault?.kind ?? 'none'
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
          if (kind === 'lost') isLost.add(artifact)
        }
      }
      for (const kind of ['none', 'error', 'time', 'stack', 'memory'])
        expect(kinds.get(kind), kind).toBeGreaterThan(0)
      expect(own.stats().seats).toBeGreaterThan(3)
      expect(shared.stats().seats).toBeLessThanOrEqual(few + 2)
    },
  )

  test('never share a sequence of chance', async () => {
    const host = await makeHost({ seatsMax: 1 })
    const seen = Array.from({ length: 50 }, (_, n) => {
      const code = 'log(Math.random(), Math.random())'
      return host.run(WORLD, { artifact: id(`thing-${n}`), deliveries: [start(code)] }).results[0]?.logs[0]
    })
    expect(new Set(seen).size).toBe(50)
  })
})

const HOOKS: EngineHooks = { call: () => 'null', isOver: () => false, now: () => 1, random: () => 0.3 }
const SECRET = 'the key is under the third stone'
/** Written in parts, so that nobody finds it in the code. */
const KEEPS_SECRET = `globalThis.secret = ['the key is', 'under the', 'third stone'].join(' '); globalThis.list = Array.from({ length: 500 }, (_, n) => secret + n)`

function has(seat: EngineSlot, words: string): boolean {
  return Buffer.from(seat.engine.memory.buffer).includes(words)
}

function isBase(seat: EngineSlot): boolean {
  const { memory, baseBytes } = base.chunkMemory
  return (
    Buffer.compare(Buffer.from(seat.engine.memory.buffer), Buffer.from(memory.buffer, 0, baseBytes)) === 0
  )
}

describe.each([
  ['that is looked at whole', false],
  ['that notes what is written', true],
])('a seat %s', (_, isCrowds) => {
  test('has nothing of one program when another sits in it, and all of it when it is back', () => {
    const seat = new EngineSlot(base, isCrowds)
    expect(seat.engine.notes !== undefined).toBe(isCrowds)
    seat.begin(HOOKS)
    seat.engine.evaluate(KEEPS_SECRET, 'page.js')
    expect(has(seat, SECRET)).toBe(true)
    const image = seat.park()
    expect(isBase(seat)).toBe(true)
    seat.begin(HOOKS)
    seat.engine.evaluate('globalThis.mine = 1', 'page.js')
    expect(has(seat, SECRET)).toBe(false)
    seat.park()
    seat.resume(HOOKS, image)
    expect(has(seat, `${SECRET}499`)).toBe(true)
    expect(() =>
      seat.engine.evaluate(`if (list[7] !== secret + 7 || globalThis.mine) throw 1`, 'page.js'),
    ).not.toThrow()
  })

  test('is given back as the base, whatever ran in it, and however it ended', () => {
    const seed = seedFromEnvironment()
    console.log(`seed ${seed}`)
    const { below } = seededRandom(seed)
    const seat = new EngineSlot(base, isCrowds)
    const images: (Image | null)[] = [null, null, null, null]
    for (let round = 0; round < ROUNDS / 5; round++) {
      const which = below(images.length)
      const image = images[which]
      if (image) seat.resume(HOOKS, image)
      else seat.begin(HOOKS)
      const code = [
        `globalThis.n = (globalThis.n ?? 0) + 1; globalThis['x' + n] = new Array(${below(400)}).fill('${round}')`,
        `new Uint8Array(${below(60_000)}).fill(${1 + below(255)})`,
        `JSON.parse(JSON.stringify(Array.from({ length: ${below(500)} }, (_, n) => ({ n, text: 'x'.repeat(n % 40) })))).reverse().sort(() => -1)`,
        `(function deep() { deep() })()`,
        `throw new Error('x'.repeat(${below(3000)}))`,
        `Promise.resolve().then(() => { globalThis.later = ${round} }); 'aXbX'.replace(/x/gi, '${round}')`,
      ][below(6)]
      try {
        seat.engine.evaluate(code ?? '', 'page.js')
        while (seat.engine.runJob());
      } catch {
        // Some do.
      }
      if (seat.isGrown) throw new Error('it should fit')
      expect(seat.engine.isAtRest).toBe(true)
      images[which] = below(4) === 0 && seat.clear() > 0 ? null : seat.park()
      expect(isBase(seat)).toBe(true)
    }
  })
})

test.each([false, true])(
  'whatever a broken engine wrote, and wherever, stays with its program, or is gone with its stack: %s',
  (isCrowds) => {
    const seat = new EngineSlot(base, isCrowds)
    seat.begin(HOOKS)
    const bytes = new Uint8Array(seat.engine.memory.buffer)
    const { keptFrom, baseBytes } = base.chunkMemory
    const places = [0, 1, 4095, 500_000, keptFrom - 1, keptFrom, 1_100_000, baseBytes - 1]
    for (const at of places) {
      bytes[at] = 1 + (bytes[at] ?? 0)
      seat.engine.note(at, 1)
    }
    const broken = bytes.slice(keptFrom)
    const image = seat.park()
    expect(isBase(seat)).toBe(true)
    const stack = bytes.slice(0, keptFrom)
    seat.resume(HOOKS, image)
    expect(Buffer.compare(broken, bytes.subarray(keptFrom))).toBe(0)
    expect(Buffer.compare(stack, bytes.subarray(0, keptFrom))).toBe(0)
  },
)

describe('who sits', () => {
  const LISTENING = `on('use', () => { memory.n = Number(memory.n ?? 0) + 1 })`

  test('while there are no more programs than seats, each has its own, and nothing is parked', async () => {
    const host = await makeHost({ seatsMax: 4 })
    for (const name of ['a', 'b', 'c', 'd'])
      host.run(WORLD, { artifact: id(name), deliveries: [start(LISTENING)] })
    expect(host.stats()).toMatchObject({ programs: 4, seats: 4, grown: 0, heldBytes: 0 })
  })

  test("a seat that was left is another program's, and what is parked is a small part of an engine", async () => {
    const host = await makeHost({ seatsMax: 2 })
    const names = Array.from({ length: 20 }, (_, n) => `thing-${n}`)
    for (const name of names) host.run(WORLD, { artifact: id(name), deliveries: [start(LISTENING), used(1)] })
    expect(host.stats()).toMatchObject({ programs: 20, seats: 3, grown: 0 })
    expect(host.stats().heldBytes / 17).toBeLessThan(40_000)
    for (const name of names) host.stop(WORLD, id(name))
    expect(host.stats()).toEqual({ programs: 0, seats: 3, grown: 0, heldBytes: 0 })
  })

  test('a program that needs more memory than a seat has keeps an engine for itself, until it ends', async () => {
    const host = await makeHost({ seatsMax: 1 })
    const code = `const all = Array.from({ length: 4000 }, (_, n) => ({ n })); on('use', () => log(all.length))`
    const big = { artifact: id('cat'), deliveries: [start(code), used(1)] }
    expect(host.run(WORLD, big).results[1]?.logs).toEqual(['4000'])
    expect(host.stats()).toMatchObject({ seats: 0, grown: 1 })
    run(host, LISTENING)
    host.run(WORLD, { artifact: id('other'), deliveries: [start(LISTENING)] })
    expect(host.run(WORLD, { ...big, deliveries: [used(1)] }).results[0]?.logs).toEqual(['4000'])
    host.stop(WORLD, id('cat'))
    expect(host.stats()).toMatchObject({ programs: 2, grown: 0 })
  })

  test('of too many with an engine for themselves, the one that was not used for longest is ended', async () => {
    const host = await makeHost({ seatsMax: 1, grownMax: 2 })
    const code = `const all = Array.from({ length: 4000 }, (_, n) => ({ n })); on('use', () => {})`
    run(host, LISTENING)
    for (const name of ['a', 'b', 'c']) host.run(WORLD, { artifact: id(name), deliveries: [start(code)] })
    expect(host.stats()).toMatchObject({ programs: 3, grown: 2 })
    const [lost] = host.run(WORLD, { artifact: id('a'), deliveries: [used(1)] }).results
    expect(lost?.fault?.kind).toBe('lost')
    expect(host.run(WORLD, { artifact: id('lamp'), deliveries: [used(1)] }).results[0]?.fault).toBeNull()
  })

  test('an engine that something was thrown right through is used no more', () => {
    const seats = createEnginePool({ base, seatsMax: 1, ticks: () => 0 })
    const now = () => {
      throw new Error('the clock is gone')
    }
    const [broken, other] = [new PooledProgram({ ...HOOKS, now }), new PooledProgram(HOOKS)]
    const engine = seats.take(broken)
    expect(engine.isAtRest).toBe(true)
    expect(() => engine.evaluate('Date.now()', 'page.js')).toThrow('the clock is gone')
    expect(engine.isAtRest).toBe(false)
    seats.leave(broken, false)
    expect(seats.stats().seats).toBe(0)
    const next = seats.take(other)
    expect(next).not.toBe(engine)
    seats.leave(other, true)
    expect(seats.take(new PooledProgram(HOOKS))).not.toBe(next)
  })

  test('one that is used much gets a seat from one that is not, and a crowd takes none from it', () => {
    let ticks = 0
    const seats = createEnginePool({ base, seatsMax: 1, ticks: () => ticks })
    const [idle, busy, ...crowd] = Array.from({ length: 6 }, () => new PooledProgram(HOOKS))
    if (!idle || !busy) throw new Error('no sitters')
    seats.take(idle)
    const own = idle.seat
    for (let use = 0; use < 5; use++) seats.take(busy)
    expect(busy.seat).toBe(own)
    expect(idle.seat).toBeNull()
    for (let second = 0; second < 60; second++) {
      ticks += 1000
      for (const one of [busy, ...crowd, idle]) seats.take(one)
      expect(busy.seat).toBe(own)
    }
    expect(seats.stats().seats).toBe(2)
  })
})
