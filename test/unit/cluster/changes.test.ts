// What one process changes and others have in memory: whoever was answered that something has changed, finds
// it so at every process that answers by what it knows. Over real sockets, with chance from a seed.
import { randomBytes } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { createChangeReading, type ChangeReading } from '../../../server/cluster/change-reading.ts'
import { ChangeTelling } from '../../../server/cluster/change-telling.ts'
import { HolderLink } from '../../../server/cluster/holders/holder-link.ts'
import { OtherHolders } from '../../../server/cluster/holders/other-holders.ts'
import { systemClock, type ServerClock } from '../../../server/time/server-clock.ts'
import type { ProcessId } from '../../../server/storage/lease-store.ts'
import type { NotedChange } from '../../../server/storage/node-database.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../../simulation/random.ts'
import { turnClock } from '../time/turn-clock.ts'
import { IS_HARD } from '../../hard.ts'
import { listenForLinks } from './links.ts'

const KEY = randomBytes(32)
const TIMES = 20
const CHANGES = IS_HARD ? 5_000 : 150
const LIMIT_MS = IS_HARD ? 10 * 60_000 : 60_000
const FOLLOWERS = 3
/** After so long a process looks who leads. */
const LOOK_SOON_MS = 100
const closers: (() => void)[] = []

afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** What all processes read: how often something was changed. */
class SharedChanges {
  readonly noted: NotedChange[] = []
  stall = (): Promise<unknown> => Promise.resolve()

  commit(): number {
    this.noted.push({ sequence: this.noted.length + 1, kind: 'right', id: 'one' })
    return this.noted.length
  }

  readonly last = (): Promise<number> => Promise.resolve(this.noted.length)

  async after(sequence: number): Promise<readonly NotedChange[]> {
    const found = this.noted.slice(sequence)
    await this.stall()
    return found
  }
}

interface Telling {
  readonly address: { readonly host: string; readonly port: number }
  readonly telling: ChangeTelling
  readonly sockets: Set<TLSSocket>
}

async function tellFrom(
  clock: ServerClock,
  others: readonly string[] = [],
  catchUp: () => Promise<void> = () => Promise.resolve(),
): Promise<Telling> {
  const telling = new ChangeTelling({ clock, isHeld: () => true, others: others as ProcessId[] })
  const holders = new OtherHolders({
    database: { holderOf: () => Promise.resolve(null) },
    self: 'leader' as ProcessId,
    clock,
    telling,
    before: [],
    async answer(question) {
      if (!('told' in question)) return null
      await catchUp()
      await telling.told()
      return null
    },
    onLost: () => undefined,
  })
  const sockets = new Set<TLSSocket>()
  const listener = await listenForLinks(KEY, clock, (purpose, socket) => {
    if (purpose.for !== 'worlds') return
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    holders.take(socket, purpose.process, Promise.resolve(true))
  })
  closers.push(() => {
    telling.close()
    holders.close()
    listener.close()
  })
  return { address: listener.address, telling, sockets }
}

/** A process that has read so many changes. */
class Reader {
  known = 0
  #isOver = false
  following: HolderLink
  readonly #reading: ChangeReading
  readonly #endReading: () => void
  readonly #begin: (from: Telling) => HolderLink

  constructor(name: string, from: Telling, changes: SharedChanges, clock: ServerClock) {
    this.#reading = createChangeReading(changes, async (keys) => {
      await changes.stall()
      this.known += keys.length
    })
    const fail = (): void => {
      throw new Error('all changes are kept')
    }
    this.#endReading = this.#reading.goOn(clock, fail, fail)
    this.#begin = (telling) =>
      new HolderLink({
        leader: telling.address,
        key: KEY,
        self: name as ProcessId,
        address: '127.0.0.1:1',
        clock,
        answer: () => this.#reading.catchUp().then(() => null),
        onHeard: () => undefined,
        onOpen: () => undefined,
        onLost: () => clock.after(LOOK_SOON_MS, () => this.#isOver || this.goOver(telling)),
      })
    this.following = this.#begin(from)
  }

  /** Another process leads. */
  goOver(to: Telling): void {
    this.following.end()
    this.following = this.#begin(to)
  }

  /** It has changed something: resolves when all know it. */
  async tells(): Promise<void> {
    const isTold = (): Promise<boolean> =>
      this.following.ask({ told: true }).then(
        () => true,
        () => false,
      )
    while (!(await isTold())) await pause(5)
  }

  end(): void {
    this.#isOver = true
    this.following.end()
    this.#endReading()
  }
}

test(
  '[L31] what was answered to have changed is so at every process that answers by what it knows',
  { timeout: LIMIT_MS },
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const clock = turnClock(TIMES)
    const changes = new SharedChanges()
    const from = await tellFrom(clock)
    const readers = Array.from({ length: FOLLOWERS }, (_, n) => new Reader(`p${n}`, from, changes, clock))
    closers.push(() => readers.forEach((reader) => reader.end()))
    await expect.poll(() => readers.every(({ following }) => following.isSure())).toBe(true)
    let [answered, sure, looks] = [0, 0, 0]
    const look = setInterval(() => {
      for (const { following, known } of readers) {
        looks += 1
        if (!following.isSure()) continue
        sure += 1
        expect(known, `seed ${seed}`).toBeGreaterThanOrEqual(answered)
      }
    }, 0)
    closers.push(() => clearInterval(look))
    // Now and then a read takes longer than the leave to answer lasts.
    changes.stall = () => pause(random.below(50) === 0 ? 200 : random.below(3))
    for (let change = 0; change < CHANGES; change += 1) {
      const made = changes.commit()
      await from.telling.told()
      answered = Math.max(answered, made)
      for (const { following, known } of readers) {
        if (following.isSure()) expect(known, `seed ${seed}`).toBeGreaterThanOrEqual(answered)
      }
      if (random.below(20) === 0) oneOf(from.sockets, random)?.destroy()
      await pause(random.below(5))
    }
    expect(sure).toBeGreaterThan(looks / 4)
  },
)

test(
  '[L36] what any process changed is known at all of them, the one that leads too, when that is answered',
  { timeout: LIMIT_MS },
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const clock = turnClock(TIMES)
    const changes = new SharedChanges()
    let led = 0
    const reading = createChangeReading(changes, async (keys) => {
      await changes.stall()
      led += keys.length
    })
    const from = await tellFrom(clock, [], () => reading.catchUp())
    const readers = Array.from({ length: FOLLOWERS }, (_, n) => new Reader(`p${n}`, from, changes, clock))
    closers.push(() => readers.forEach((reader) => reader.end()))
    await expect.poll(() => readers.every(({ following }) => following.isSure())).toBe(true)
    changes.stall = () => pause(random.below(3))
    let sure = 0
    const change = async (by: Reader): Promise<void> => {
      const made = changes.commit()
      await by.tells()
      expect(led, `seed ${seed}`).toBeGreaterThanOrEqual(made)
      for (const { following, known } of readers) {
        if (!following.isSure()) continue
        sure += 1
        expect(known, `seed ${seed}`).toBeGreaterThanOrEqual(made)
      }
    }
    for (let round = 0; round < CHANGES / FOLLOWERS; round += 1) {
      const all = Promise.all(readers.map(change))
      if (random.below(10) === 0) oneOf(from.sockets, random)?.destroy()
      await all
    }
    expect(sure).toBeGreaterThan(CHANGES)
  },
)

test('[L36] what was read stays when another process leads, and counts when that one says so', async () => {
  const clock = turnClock(TIMES)
  const changes = new SharedChanges()
  const [one, two] = [await tellFrom(clock), await tellFrom(clock)]
  const reader = new Reader('goes over', one, changes, clock)
  closers.push(() => reader.end())
  const made = changes.commit()
  await one.telling.told()
  await expect.poll(() => reader.following.isSure()).toBe(true)
  changes.stall = () => pause(20)
  for (const to of [two, one, two]) {
    const last = changes.commit()
    reader.goOver(to)
    expect(reader.following.isSure()).toBe(false)
    await expect.poll(() => reader.following.isSure()).toBe(true)
    expect(reader.known).toBe(last)
  }
  expect(reader.known).toBe(made + 3)
})

const oneOf = <One>(all: Iterable<One>, random: Random): One | undefined => {
  const list = [...all]
  return list[random.below(Math.max(1, list.length))]
}

test('[L31] a change waits for a process that stands still no longer than that one may answer', async () => {
  const clock = turnClock(TIMES)
  const changes = new SharedChanges()
  const from = await tellFrom(clock)
  const reader = new Reader('still', from, changes, clock)
  closers.push(() => reader.end())
  await expect.poll(() => reader.following.isSure()).toBe(true)
  changes.stall = () => new Promise(() => undefined)
  const begunAt = clock.monotonic()
  changes.commit()
  await from.telling.told()
  expect(reader.following.isSure()).toBe(false)
  expect(clock.monotonic() - begunAt).toBeLessThan(3_500)
  const nextAt = clock.monotonic()
  changes.commit()
  await from.telling.told()
  expect(clock.monotonic() - nextAt).toBeLessThan(1_000)
})

test('[L31] a process that leads from now on waits for those who may go by the one before', async () => {
  const clock = turnClock(TIMES)
  const changes = new SharedChanges()
  const begunAt = clock.monotonic()
  const alone = await tellFrom(clock)
  await alone.telling.told()
  const from = await tellFrom(clock, ['known', 'gone'])
  await from.telling.told()
  expect(clock.monotonic() - begunAt).toBeGreaterThan(4_500)
  const again = await tellFrom(clock, ['known'])
  const nextAt = clock.monotonic()
  const reader = new Reader('known', again, changes, clock)
  closers.push(() => reader.end())
  await again.telling.told()
  expect(clock.monotonic() - nextAt).toBeLessThan(4_000)
})

test('[L31] a process whose machine slept does not answer before it has asked again', async () => {
  const real = systemClock
  let slept = 0
  const clock: ServerClock = { ...real, now: () => real.now() + slept }
  const changes = new SharedChanges()
  const from = await tellFrom(real)
  const reader = new Reader('sleeps', from, changes, clock)
  closers.push(() => reader.end())
  await expect.poll(() => reader.following.isSure()).toBe(true)
  slept = 60_000
  expect(reader.following.isSure()).toBe(false)
  await expect.poll(() => reader.following.isSure(), { timeout: 3_000 }).toBe(true)
})
