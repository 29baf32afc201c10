// The time by which things are deleted, or end, for their age: worlds in the bin, homes of guests, sessions,
// pictures that nothing shows. A clock that jumps ahead by a year would make all of it a year older at once.
// So the node notes what time it was, and compares. After a jump that neither the time that the machine has
// been up nor a stop explains, this time stands still until the clock is back, or an admin says that it is
// right.
import { z } from 'zod'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/time/durations.ts'
import { repeat } from '../../shared/time/repeat.ts'
import type { ClockDoubt } from '../../shared/wire/api/admin-bodies.ts'
import { uptime as secondsUp } from 'node:os'
import type { RecordTables } from './record-tables.ts'

/**
 * So far the clock may leave the time that has passed: a zone that was set wrong, a machine that learns the
 * time from the network. It costs at most that much of the thirty days in the bin.
 */
const LEAP_MS = 2 * DAY_MS
/** So long a node may have been away without a question: a holiday. */
const AWAY_MS = 14 * DAY_MS
/** A machine without a clock of its own learns the time while the node is this young. */
const YOUNG_MS = 10 * MINUTE_MS
const LOOK_EVERY_MS = MINUTE_MS
/** How often it is noted what time it is: what a kill loses of it counts as time that the node was away. */
const NOTE_EVERY_MS = HOUR_MS
const ID = 'node'

const Noted = z.object({
  /** The largest time that ages went by. */
  at: z.number(),
  /** The time that the clock told instead, in ms since 1970; null while nothing is in doubt. */
  told: z.number().nullable(),
})
type Noted = z.infer<typeof Noted>

interface AgeClockOptions {
  readonly tables: RecordTables
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
  /** For how long the machine has been up, asleep too, in ms. */
  readonly uptime?: () => number
  /** The clock is in doubt from now on, or not any more (null). */
  readonly onDoubt: (doubt: ClockDoubt | null) => void
  readonly onFault: (error: unknown) => void
}

export type AgeClock = Awaited<ReturnType<typeof openAgeClock>>

/** Rejects with a StoreFault. */
export async function openAgeClock(options: AgeClockOptions) {
  const { tables, clock, uptime = () => secondsUp() * SECOND_MS, onDoubt, onFault } = options
  const table = await tables.table('clock', Noted)
  const begunUp = uptime()
  /** What both clocks told when they were compared last. */
  let last = { wall: table.get(ID)?.at ?? clock.now(), up: begunUp }

  const write = (next: Noted): Promise<boolean> => tables.change([table.set(ID, next)])
  // It is over, maybe in another process: this one's clock is right as well.
  table.watch((_, now, before) => {
    if (now?.told !== null || (before?.told ?? null) === null) return
    last = { wall: clock.now(), up: uptime() }
    onDoubt(null)
  })

  /** Compares what the clock tells with what has passed; notes it where that is due. */
  async function look(): Promise<void> {
    const [wall, up] = [clock.now(), uptime()]
    const noted = table.get(ID)
    if (noted === null) return void (await write({ at: wall, told: null }))
    if (noted.told !== null)
      return void (isBack(wall, noted.at, noted.told) && (await write({ at: wall, told: null })))
    const expected = last.wall + Math.max(0, up - last.up)
    const most = up - begunUp < YOUNG_MS ? AWAY_MS : LEAP_MS
    if (wall - expected > most || expected - wall > LEAP_MS) {
      if (await write({ at: expected, told: wall })) onDoubt({ expected, told: wall })
      return
    }
    last = { wall, up }
    if (Math.abs(wall - noted.at) >= NOTE_EVERY_MS) await write({ at: wall, told: null })
  }

  await look()

  return {
    after: (ms: number, run: () => void) => clock.after(ms, run),
    /** In ms since 1970; it stands still while the clock is in doubt. */
    now(): number {
      const noted = table.get(ID)
      if (noted !== null && noted.told !== null) return noted.at
      const [wall, expected] = [clock.now(), last.wall + Math.max(0, uptime() - last.up)]
      // Between two looks: a jump is not believed before it was looked at.
      return Math.abs(wall - expected) <= LEAP_MS ? wall : expected
    },
    /** Null while the clock tells what time has passed. */
    get doubt(): ClockDoubt | null {
      const noted = table.get(ID)
      return noted === null || noted.told === null ? null : { expected: noted.at, told: noted.told }
    },
    /** Somebody says that the clock is right: ages go by it again. Rejects with a StoreFault. */
    trust: () => write({ at: clock.now(), told: null }),
    /** Looks each minute, until the answer is called. */
    begin: () => repeat(look, { everyMs: LOOK_EVERY_MS, clock, onFault }),
  }
}

/** Whether a clock that told a wrong time is back, some days after the time that was expected at most. */
const isBack = (wall: number, expected: number, told: number): boolean =>
  wall >= expected - LEAP_MS && wall <= expected + AWAY_MS && (told < expected || wall < told - LEAP_MS)
