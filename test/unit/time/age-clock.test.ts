// The time by which things go for their age follows the clock, and stands still where that cannot be right.
import { expect, test } from 'vitest'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { openAgeClock } from '../../../server/records/age-clock.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../shared/time/durations.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'

const START = Date.UTC(2026, 10, 30)

/** A machine whose clock can be set, and which is up, or off, for some time. */
class Machine {
  wall = START
  up = 0
  readonly store: ReturnType<typeof createMemoryStore>
  readonly told: (number | null)[] = []
  #looks: (() => void)[] = []
  #end: () => void = () => undefined

  readonly clock = {
    now: () => this.wall,
    after: (_: number, run: () => void) => {
      this.#looks.push(run)
      return () => undefined
    },
  }

  constructor(store = createMemoryStore()) {
    this.store = store
  }

  async start() {
    const { ages } = await this.follow()
    this.#end = ages.begin()
    return ages
  }

  /** As a process that does not lead, and so does not look. */
  async follow() {
    const tables = createRecordTables({ store: this.store, onUnreadable: () => undefined })
    const ages = await openAgeClock({
      tables,
      clock: this.clock,
      uptime: () => this.up,
      onDoubt: (doubt) => this.told.push(doubt && doubt.told),
      onFault: (error) => {
        throw error
      },
    })
    return { ages, tables }
  }

  /** Runs for so long, and looks at the end. */
  async run(ms: number): Promise<void> {
    this.wall += ms
    this.up += ms
    await this.look()
  }

  async look(): Promise<void> {
    for (const look of this.#looks.splice(0)) look()
    // Until what was noted is kept.
    for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
  }

  /** Is off for so long. */
  off(ms: number): void {
    this.#end()
    this.#looks = []
    this.wall += ms
    this.up = 0
  }
}

test('it follows the clock while that tells what time has passed, through stops and months', async () => {
  const machine = new Machine()
  let ages = await machine.start()
  for (let month = 0; month < 12; month++) {
    await machine.run(20 * DAY_MS)
    expect(ages.now()).toBe(machine.wall)
    machine.off(13 * DAY_MS)
    ages = await machine.start()
    expect([ages.now(), ages.doubt]).toEqual([machine.wall, null])
  }
  // Somebody set a zone, or summer began.
  machine.wall += DAY_MS
  await machine.run(MINUTE_MS)
  expect([ages.now(), ages.doubt, machine.told]).toEqual([machine.wall, null, []])
})

test('a clock that jumps ahead makes nothing older, at once, and after a restart; once it is back all goes on', async () => {
  const machine = new Machine()
  const first = await machine.start()
  await machine.run(DAY_MS)
  const before = machine.wall
  machine.wall += 400 * DAY_MS
  expect(first.now()).toBe(before)
  await machine.run(MINUTE_MS)
  expect(first.doubt).toEqual({ expected: before + MINUTE_MS, told: machine.wall })
  await machine.run(30 * DAY_MS)
  expect(first.now()).toBe(before + MINUTE_MS)
  machine.off(HOUR_MS)
  const second = await machine.start()
  await machine.run(MINUTE_MS)
  expect([second.now(), second.doubt === null]).toEqual([before + MINUTE_MS, false])
  machine.wall = before + 30 * DAY_MS + HOUR_MS
  await machine.run(MINUTE_MS)
  expect([second.now(), second.doubt]).toEqual([machine.wall, null])
  // Whoever starts it again is told what it tells by then.
  const told = before + MINUTE_MS + 400 * DAY_MS
  expect(machine.told).toEqual([told, told + 30 * DAY_MS, null])
})

test('a clock that was wrong for twenty days, over a restart, is believed once it is right, and not before', async () => {
  for (const jump of [400 * DAY_MS, -400 * DAY_MS, 3 * DAY_MS]) {
    const machine = new Machine()
    let ages = await machine.start()
    await machine.run(DAY_MS)
    const before = machine.wall
    machine.wall += jump
    for (let day = 0; day < 20; day++) {
      await machine.run(DAY_MS)
      expect(ages.doubt?.expected).toBe(machine.wall - jump)
      if (day === 10) {
        machine.off(0)
        ages = await machine.start()
      }
    }
    const putAwayAt = ages.now()
    expect([putAwayAt, machine.told.includes(null)]).toEqual([before + DAY_MS, false])
    machine.wall -= jump
    await machine.run(MINUTE_MS)
    expect([ages.now(), ages.doubt]).toEqual([machine.wall, null])
    // What was put away meanwhile has its whole time from now on, what lay there before is as old as it is.
    expect([ages.ageOf(putAwayAt), ages.ageOf(before)]).toEqual([0, 20 * DAY_MS + MINUTE_MS])
    // Also after another doubt.
    machine.off(3 * DAY_MS)
    machine.wall -= 400 * DAY_MS
    ages = await machine.start()
    machine.wall += 400 * DAY_MS
    await machine.run(MINUTE_MS)
    expect([ages.doubt, ages.ageOf(putAwayAt)]).toEqual([null, 3 * DAY_MS + MINUTE_MS])
  }
})

test('a node that was away for longer than a holiday asks, and believes whoever says that the clock is right', async () => {
  const machine = new Machine()
  await machine.start()
  machine.off(400 * DAY_MS)
  const ages = await machine.start()
  expect([ages.now(), ages.doubt?.told]).toEqual([START, machine.wall])
  // Another time than the one that was seen.
  expect(await ages.trust(machine.wall + 30 * DAY_MS)).toBe(false)
  expect(ages.now()).toBe(START)
  const putAwayAt = ages.now()
  expect(await ages.trust(machine.wall)).toBe(true)
  // What was put away meanwhile has its whole time from now on, and what lay there before is as old as it is.
  expect([ages.ageOf(putAwayAt), ages.ageOf(START - 1)]).toEqual([0, 400 * DAY_MS + 1])
  expect([ages.now(), ages.doubt]).toEqual([machine.wall, null])
  await machine.run(DAY_MS)
  expect([ages.now(), ages.doubt]).toEqual([machine.wall, null])
})

test('a clock that goes back makes nothing younger for good, and is told', async () => {
  const machine = new Machine()
  const ages = await machine.start()
  machine.wall -= 400 * DAY_MS
  await machine.run(MINUTE_MS)
  expect(ages.doubt).toEqual({ expected: START + MINUTE_MS, told: machine.wall })
  machine.wall = START + HOUR_MS
  await machine.run(MINUTE_MS)
  expect([ages.now(), ages.doubt]).toEqual([machine.wall, null])
})

test('a machine without a clock of its own learns the time some minutes after it began', async () => {
  const machine = new Machine()
  const ages = await machine.start()
  await machine.run(5 * MINUTE_MS)
  machine.wall += 10 * DAY_MS
  await machine.run(MINUTE_MS)
  expect([ages.now(), ages.doubt]).toEqual([machine.wall, null])
})

test('of two processes one sees the jump, and both stand still until one is told that the clock is right', async () => {
  const machine = new Machine()
  const one = await machine.start()
  machine.wall += 400 * DAY_MS
  await machine.run(MINUTE_MS)
  const other = await machine.start()
  expect(other.doubt).toEqual(one.doubt)
  expect(other.now()).toBe(one.now())
})

test('a process whose clock comes back later than that of the one that leads is not led by its own', async () => {
  const leading = new Machine()
  const other = new Machine(leading.store)
  const first = await leading.start()
  const { ages: second, tables } = await other.follow()
  const both = [leading, other]
  const pass = async (ms: number): Promise<void> => {
    other.wall += ms
    other.up += ms
    await leading.run(ms)
    await tables.reload([{ kind: 'clock', id: 'node' }])
  }
  await pass(DAY_MS)
  for (const machine of both) machine.wall += 400 * DAY_MS
  await pass(MINUTE_MS)
  leading.wall -= 400 * DAY_MS
  await pass(MINUTE_MS)
  expect([first.doubt, second.doubt, second.now()]).toEqual([null, null, leading.wall])
  other.wall -= 400 * DAY_MS
  await pass(MINUTE_MS)
  expect([first.now(), second.now()]).toEqual([leading.wall, other.wall])
})

test('what is noted while the clock is set back is new, and not as old as the jump', async () => {
  const machine = new Machine()
  const ages = await machine.start()
  await machine.run(DAY_MS)
  const before = machine.wall
  machine.wall -= 400 * DAY_MS
  await machine.run(MINUTE_MS)
  expect(ages.doubt).toEqual({ expected: before + MINUTE_MS, told: machine.wall })
  const noted = machine.wall
  await machine.run(HOUR_MS)
  expect([ages.ageOf(noted), ages.ageOf(before) > 0]).toEqual([HOUR_MS, false])
  machine.wall += 400 * DAY_MS
  await machine.run(MINUTE_MS)
  expect([ages.doubt, ages.ageOf(before)]).toEqual([null, HOUR_MS + 2 * MINUTE_MS])
})
