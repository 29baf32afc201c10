// Adds to bombs.test.ts all other bombs, and the clock: any program that takes too much is ended soon, other
// programs answer, and the thread that syncs is never held.
import { expect, test } from 'vitest'
import type { FaultKind } from '../../../shared/world/live/live-state-values.ts'
import { compileLoose, ENDLESS, openBombedWorlds } from './bombed-worlds.ts'
import { BOMBS } from './bombs.ts'

const ENDED_MS = 250
const KILLED_MS = 1000
const OTHER_MS = 1000
const HELD_MS = 20
const LIMIT_MS = 180_000

test(
  'no bomb lasts, nobody else is held up for long, and this thread not at all',
  { timeout: LIMIT_MS },
  async () => {
    await using worlds = await openBombedWorlds()
    const figures = { ended: 0, endedMs: 0, killed: 0, killedMs: 0, otherMs: 0, heldMs: 0 }
    const kinds = new Map<FaultKind, number>()
    let before = slownessOfMachine()
    for (const { what, code } of BOMBS) {
      await worlds.arm(code, what)
      const watch = watchThread()
      const began = performance.now()
      const sinceBegan = () => performance.now() - began
      const blast = worlds.blast().then((kind) => ({ kind, ms: sinceBegan() }))
      /** The program of the other world: started anew when it was lost with the worker. */
      const useOther = async (): Promise<number> => {
        if ((await worlds.useOther()) === 'lost') await worlds.startOther()
        return sinceBegan()
      }
      const [otherMs, { kind, ms }] = await Promise.all([useOther(), blast])
      const heldMs = watch.end()
      const after = slownessOfMachine()
      const slowness = Math.max(before, after)
      before = after
      if (kind !== null) kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
      if (kind === 'hung') {
        figures.killed++
        figures.killedMs = Math.max(figures.killedMs, ms)
        expect(ms, `${what}: killed`).toBeLessThan(KILLED_MS * slowness)
      } else {
        figures.ended++
        figures.endedMs = Math.max(figures.endedMs, ms)
        expect(ms, `${what}: ended (${kind})`).toBeLessThan(ENDED_MS * slowness * (isBusy(slowness) ? 2 : 1))
      }
      figures.otherMs = Math.max(figures.otherMs, otherMs)
      figures.heldMs = Math.max(figures.heldMs, heldMs)
      expect(otherMs, `${what}: another program`).toBeLessThan(OTHER_MS * slowness)
      expect(heldMs, `${what}: this thread`).toBeLessThan(HELD_MS)
      if (kind === 'hung') console.log(`killed: ${what}`)
    }
    expect(worlds.killed()).toBe(figures.killed)
    expect(BOMBS.length).toBeGreaterThanOrEqual(40)
    const round = (ms: number) => ms.toFixed(0)
    console.log(
      `${BOMBS.length} bombs: ${figures.ended} ended within ${round(figures.endedMs)} ms, ` +
        `${figures.killed} killed within ${round(figures.killedMs)} ms; another program answered within ` +
        `${round(figures.otherMs)} ms; this thread worked for ${figures.heldMs.toFixed(1)} ms at most in one go`,
    )
    console.log(`faults: ${[...kinds].map(([kind, count]) => `${kind} ${count}`).join(', ')}`)
  },
)

test('what nothing interrupts is killed soon, and all others start anew at once', async () => {
  for (let round = 0; round < 3; round++) {
    // Its world runs apart afterwards.
    await using worlds = await openBombedWorlds(compileLoose)
    await worlds.arm(ENDLESS, 'an endless search')
    const before = slownessOfMachine()
    const watch = watchThread()
    const began = performance.now()
    const blast = worlds.blast()
    expect(await worlds.useOther()).toBe('lost')
    const killedMs = performance.now() - began
    expect(await blast).toBe('hung')
    await worlds.startOther()
    const againMs = performance.now() - began
    const slowness = Math.max(before, slownessOfMachine())
    expect(killedMs).toBeLessThan(KILLED_MS * slowness)
    expect(againMs).toBeLessThan((KILLED_MS + OTHER_MS * (isBusy(slowness) ? 5 : 1)) * slowness)
    expect(watch.end()).toBeLessThan(HELD_MS * (isBusy(slowness) ? 3 : 1))
    console.log(
      `killed after ${killedMs.toFixed(0)} ms, another program again after ${againMs.toFixed(0)} ms`,
    )
    expect(worlds.killed()).toBe(1)
  }
})

/** One call of each lasts, and nothing of the engine looks at a clock meanwhile. */
const NATIVES: Readonly<Record<string, string>> = {
  'a typed list sorted': 'const all = new Uint8Array(1_000_000); for (;;) all.sort()',
  'a proxy of fixed keys': `const fixed = {}
    for (let key = 0; key < 6_000; key += 1) fixed['k' + key] = key
    const proxy = new Proxy(Object.freeze(fixed), { ownKeys: (of) => Reflect.ownKeys(of) })
    for (;;) Reflect.ownKeys(proxy)`,
  'many names in one block':
    "Function('{' + Array.from({ length: 20_000 }, (_, n) => 'let v' + n).join(';') + '}')",
}

test.each(Object.entries(NATIVES))(
  '%s ends, and costs other worlds at most one start',
  async (what, code) => {
    await using worlds = await openBombedWorlds()
    for (let round = 0; round < 4; round += 1) {
      await worlds.arm(code, what)
      const [kind, other] = await Promise.all([worlds.blast(), worlds.useOther()])
      expect(kind, what).not.toBeNull()
      if (other === 'lost') await worlds.startOther()
      if (round > 0) expect(other, what).not.toBe('lost')
    }
    expect(worlds.killed()).toBeLessThanOrEqual(4)
  },
)

const COUNTING = `on('use', () => { memory.uses = Number(memory.uses ?? 0) + 1 })`
const BOMB = `on('use', () => {\n${ENDLESS}\n})`

test('[B5] a visitor of a world whose programs go apart and rest is none of them', async () => {
  await using worlds = await openBombedWorlds(compileLoose)
  await worlds.start('bombed', 'cat', COUNTING, 'vic')
  for (let times = 0; times < 10; times += 1) {
    await worlds.start('bombed', 'lamp', BOMB)
    expect(await worlds.use('bombed', 'lamp')).toBe('hung')
    if (times === 0) await worlds.start('bombed', 'cat', COUNTING, 'vic')
  }
  expect(await worlds.use('bombed', 'lamp')).toBe('rest')
  expect(await worlds.use('bombed', 'cat')).toBeNull()
  expect(worlds.killed()).toBe(10)
})

/** How many times longer than its work something takes here now, since others use the machine too. */
function slownessOfMachine(): number {
  const work = process.threadCpuUsage()
  const began = performance.now()
  while (performance.now() - began < 40);
  const { user, system } = process.threadCpuUsage(work)
  return Math.max(1, (2 * (performance.now() - began)) / Math.max((user + system) / 1000, 1))
}

/**
 * Whether others want the processor: work itself takes longer then, and programs, which step back, begin some
 * times later still.
 */
const isBusy = (slowness: number): boolean => slowness > 2.4

/**
 * The longest that this thread worked in one go, in ms of its own work: waiting for a processor is not held
 * by anyone.
 */
function watchThread(): { end(): number } {
  let longest = 0
  let usage = process.threadCpuUsage()
  let isOn = true
  const turn = () => {
    const { user, system } = process.threadCpuUsage(usage)
    usage = process.threadCpuUsage()
    longest = Math.max(longest, (user + system) / 1000)
    // Not at each turn of the event loop: that would keep a core busy that the bombs are to have.
    if (isOn) setTimeout(turn, 1)
  }
  setTimeout(turn, 1)
  return {
    end() {
      isOn = false
      return longest
    },
  }
}
