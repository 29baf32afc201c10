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
/** So many doubts that are over are remembered. Each is longer than a leap, so they last for 90 days. */
const GAPS_MAX = 50
/** No node is older than this, in ms since 1970. */
const MADE_AFTER = Date.UTC(2026, 0, 1)
const ID = 'node'

const Noted = z.object({
  /** The largest time that ages went by. */
  at: z.number(),
  /** The time that the clock told instead, in ms since 1970; null while nothing is in doubt. */
  told: z.number().nullable(),
  /** What it should have told by then, for the time that passed; null while nothing is in doubt. */
  expected: z.nullable(z.number()).default(null),
  /** Over these times ages stood still, or the node did not live: what is stamped so was at the later one. */
  gaps: z.array(z.object({ from: z.number(), to: z.number() })).default([]),
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
/** What tells ages. */
export type Ages = Pick<AgeClock, 'now' | 'after' | 'ageOf'>

/**
 * The earlier of two clocks, in ms since 1970: what ends by then has ended by both. The one that it was noted
 * by may have been set back since the ages were believed.
 */
export const earlierOf = (ages: { now(): number }, clock: { now(): number }): number =>
  Math.min(ages.now(), clock.now())

/** Ages by a clock that is believed: that of a command, which lasts a moment. */
export const believedAges = (clock: AgeClockOptions['clock']): Ages => ({
  now: () => clock.now(),
  after: (ms, run) => clock.after(ms, run),
  ageOf: (at) => clock.now() - at,
})

/** Rejects with a StoreFault. */
export async function openAgeClock(options: AgeClockOptions) {
  const { tables, clock, uptime = () => secondsUp() * SECOND_MS, onDoubt, onFault } = options
  const table = await tables.table('clock', Noted)
  const begunUp = uptime()
  const known = table.get(ID)
  /** What the clock told, or should have, and for how long the machine was up, when it was believed last. */
  let last = { wall: known?.expected ?? known?.at ?? clock.now(), up: begunUp }

  /** What the clock should tell, for the time that the machine was up since. */
  const expectedNow = (): number => last.wall + Math.max(0, uptime() - last.up)
  const gapsNow = (): Noted['gaps'] => table.get(ID)?.gaps ?? []
  const write = (next: Pick<Noted, 'at' | 'told'> & Partial<Noted>): Promise<boolean> =>
    tables.change([table.set(ID, { expected: null, gaps: gapsNow(), ...next })])
  /** A doubt is over: ages go on from `to`. */
  function goOn({ at: from }: Noted, to: number): Promise<boolean> {
    const gaps = to - from > LEAP_MS ? [...gapsNow(), { from, to }].slice(-GAPS_MAX) : gapsNow()
    return write({ at: to, told: null, gaps })
  }
  // It is over, maybe in another process, whose clock was right: this one's may come back later.
  table.watch((_, now, before) => {
    if (now?.told !== null || (before?.told ?? null) === null) return
    last = { wall: now.at, up: uptime() }
    onDoubt(null)
  })

  /** Compares what the clock tells with what has passed; notes it where that is due. */
  async function look(): Promise<void> {
    const [wall, up] = [clock.now(), uptime()]
    const noted = table.get(ID)
    if (noted === null) {
      // A new node on a machine that does not know the time yet.
      if (wall < MADE_AFTER) return
      last = { wall, up }
      return void (await write({ at: wall, told: null }))
    }
    const expected = expectedNow()
    if (noted.told !== null) {
      const wasNoted = expected - (noted.expected ?? noted.at) < NOTE_EVERY_MS
      if (isBack(wall, expected, noted.told)) await goOn(noted, wall)
      // The question is about what the clock tells now.
      else if (!wasNoted || Math.abs(wall - noted.told) > LEAP_MS)
        await write({ at: noted.at, told: wall, expected })
      return
    }
    const most = up - begunUp < YOUNG_MS ? AWAY_MS : LEAP_MS
    if (wall - expected > most || expected - wall > LEAP_MS) {
      if (await write({ at: expected, told: wall, expected })) onDoubt({ expected, told: wall })
      return
    }
    last = { wall, up }
    if (Math.abs(wall - noted.at) >= NOTE_EVERY_MS) await write({ at: wall, told: null })
  }

  function now(): number {
    const noted = table.get(ID)
    if (noted !== null && noted.told !== null) return noted.at
    const [wall, expected] = [clock.now(), expectedNow()]
    // Between two looks: a jump is not believed before it was looked at.
    return Math.abs(wall - expected) <= LEAP_MS ? wall : expected
  }

  function doubtNow(): ClockDoubt | null {
    const told = table.get(ID)?.told ?? null
    return told === null ? null : { expected: expectedNow(), told }
  }

  await look()
  // Whoever starts a node meanwhile is told again.
  const begun = doubtNow()
  if (known !== null && known.told !== null && begun !== null) onDoubt(begun)

  return {
    after: (ms: number, run: () => void) => clock.after(ms, run),
    /** In ms since 1970; it stands still while the clock is in doubt. */
    now,
    /**
     * How old something is, in ms. What was put away during a doubt has its whole time after it. What was
     * noted by a clock that was set back is as old as that tells.
     */
    ageOf(at: number): number {
      const gap = gapsNow().findLast(({ from, to }) => at >= from && at < to)
      return earlierOf({ now }, clock) - (gap?.to ?? at)
    },
    /** Null while the clock tells what time has passed. */
    get doubt(): ClockDoubt | null {
      return doubtNow()
    },
    /**
     * Somebody who saw what it told says that the clock is right: ages go by it again. False: it tells
     * another time by now. Rejects with a StoreFault.
     */
    async trust(told: number): Promise<boolean> {
      const [at, noted] = [clock.now(), table.get(ID)]
      if (Math.abs(at - told) > LEAP_MS) return false
      return noted === null || noted.told === null ? write({ at, told: null }) : goOn(noted, at)
    },
    /** Looks each minute, until the answer is called. */
    begin: () => repeat(look, { everyMs: LOOK_EVERY_MS, clock, onFault }),
  }
}

/** Whether a clock that told a wrong time is back: at what was expected, or some days later for a stop. */
const isBack = (wall: number, expected: number, told: number): boolean =>
  Math.abs(wall - expected) <= LEAP_MS ||
  (wall > expected && wall <= expected + AWAY_MS && (told < expected || wall < told - LEAP_MS))
