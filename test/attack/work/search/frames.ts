// The frames of a line, to a scene and to live: each by itself, many of one, in pieces and of several lines
// at once.
import * as encoding from 'lib0/encoding'
import {
  askPresenceFrame,
  FRAME,
  presenceFrame,
  syncFrame,
  takenFrame,
} from '../../../../shared/wire/frames/sync-frames.ts'
import type { Random } from '../../../simulation/random.ts'
import * as hostile from '../files/hostile-updates.ts'
import type { Line } from '../line.ts'
import { manyAtOnePlace, twoWhoPutBefore } from '../updates.ts'
import { among, grownIn, kindOf, listOf, oneOf, timesFor, upTo } from './kind.ts'

/** Updates that cost more than they weigh, by how many there are in one. */
export const UPDATES: Readonly<Record<string, (count: number) => Uint8Array>> = {
  collected: (count) => hostile.collected(count),
  holes: hostile.holes,
  'at one spot': (count) => hostile.atOneSpot(count),
  'of one key': hostile.ofOneKey,
  'in reverse': hostile.inReverse,
  'of many clients': hostile.ofManyClients,
  'one value': hostile.oneValue,
  'many values': hostile.manyValues,
  nested: hostile.nested,
  'many roots': hostile.manyRoots,
  riddled: hostile.riddled,
  'deleted again': hostile.deletedAgain,
  'put before': (count) => twoWhoPutBefore(count, [5, 9])[0] ?? new Uint8Array(),
  'put before another': (count) => twoWhoPutBefore(count, [5, 9])[1] ?? new Uint8Array(),
  'many at one place': (count) => manyAtOnePlace(count, 1_000),
}

const KINDS = ['step1', 'step2', 'update', 'presence', 'askPresence', 'taken', 'bytes'] as const

interface Frame {
  readonly what: (typeof KINDS)[number]
  /** Which update it is. */
  readonly of: string
  /** Of how many it is made: clients of a vector, items of an update, states of a presence, bytes. */
  readonly count: number
  /** Letters of each state; clocks of each client; the number of types if there are none. */
  readonly size: number
}

interface Sent {
  readonly to: 'scene' | 'live'
  readonly lines: number
  readonly times: number
  /** In so many pieces. */
  readonly parts: number
  /** All of them as one frame. */
  readonly joined: boolean
  readonly frames: readonly Frame[]
}

const COUNT_MAX = 4_000_000
const FRAME_BYTES = 15_000_000
/** All of an input. */
const BYTES = 48_000_000
const LINES_MAX = 60
/** How long it is waited for, in ms. */
const TAKEN_MS = 10_000

const frame = (what: Frame['what'], count: number, more: Partial<Frame> = {}): Frame => ({
  what,
  count,
  of: 'at one spot',
  size: 1,
  ...more,
})
const sent = (frames: readonly Frame[], more: Partial<Sent> = {}): Sent => ({
  to: 'scene',
  lines: 1,
  times: 1,
  parts: 1,
  joined: false,
  frames,
  ...more,
})

const anyFrame = (random: Random): Frame =>
  frame(oneOf(KINDS, random), 2 ** random.below(14), {
    of: oneOf(Object.keys(UPDATES), random),
    size: 2 ** random.below(12),
  })

const grownFrame = (one: Frame, random: Random): Frame =>
  grownIn(
    one,
    {
      what: among(KINDS),
      of: among(Object.keys(UPDATES)),
      count: upTo(COUNT_MAX),
      size: upTo(1_000_000),
    },
    random,
  )

function bytesOf({ what, of, count, size }: Frame): Uint8Array {
  switch (what) {
    case 'step1':
      return syncFrame('step1', vector(count, size))
    case 'step2':
    case 'update':
      return syncFrame(what, updateWithin(of, count))
    case 'presence':
      return presenceFrame(states(count, size))
    case 'askPresence':
      return askPresenceFrame()
    case 'taken':
      return takenFrame(count)
    case 'bytes':
      return encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, size % (FRAME.held + 5))
        encoding.writeVarUint8Array(encoder, new Uint8Array(Math.min(count, FRAME_BYTES)).fill(size))
      })
  }
  return what satisfies never
}

/** Fewer where so many are larger than a frame. */
function updateWithin(of: string, count: number): Uint8Array {
  const update = (UPDATES[of] ?? hostile.atOneSpot)(Math.max(1, count))
  return update.length > FRAME_BYTES ? updateWithin(of, Math.floor(count / 2)) : update
}

const vector = (clients: number, clock: number): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, clients)
    for (let at = 0; at < Math.min(clients, 2_000_000); at++) {
      encoding.writeVarUint(encoder, at + 1)
      encoding.writeVarUint(encoder, clock)
    }
  })

const states = (count: number, letters: number): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, count)
    const most = Math.floor(FRAME_BYTES / (letters + 20))
    for (let at = 0; at < Math.min(count, most); at++) {
      encoding.writeVarUint(encoder, 7 + (at % 3))
      encoding.writeVarUint(encoder, at + 1)
      encoding.writeVarString(encoder, JSON.stringify({ user: { name: 'x'.repeat(letters) } }))
    }
  })

export const FRAMES = kindOf<Sent>({
  name: 'frames of a line',
  seeds: [
    sent([frame('step1', 100_000)]),
    sent([frame('step1', 1)], { lines: 20, times: 2_000 }),
    sent([frame('step2', 50_000)]),
    sent([
      frame('update', 2_000, { of: 'put before' }),
      frame('update', 2_000, { of: 'put before another' }),
    ]),
    sent([frame('update', 1)], { times: 5_000 }),
    sent([frame('presence', 1_000, { size: 1_000 })], { to: 'live', lines: 10, times: 10 }),
    sent([frame('presence', 1, { size: 3_000 })], { lines: 40, times: 200 }),
    sent([frame('askPresence', 1)], { lines: 20, times: 1_000 }),
    sent([frame('bytes', 10_000_000, { size: 105 })], { parts: 10_000 }),
    sent([frame('bytes', 0, { size: 4 })], { times: 5_000 }),
    sent([frame('step1', 10), frame('askPresence', 1), frame('update', 10)], { joined: true, times: 100 }),
    sent([frame('taken', 1)], { to: 'live', times: 5_000 }),
    ...Object.keys(UPDATES).map((of) => sent([frame('update', 50_000, { of })])),
  ],
  grow: (input, random) =>
    grownIn(
      input,
      {
        to: among(['scene', 'live'] as const),
        lines: upTo(LINES_MAX),
        times: upTo(20_000),
        parts: upTo(20_000),
        joined: among([true, false]),
        frames: listOf(6, anyFrame, grownFrame),
      },
      random,
    ),
  async send(target, { to, lines, times, parts, joined, frames }) {
    const each = frames.map(bytesOf)
    const bytes = joined ? [Buffer.concat(each)] : each
    const weight = bytes.reduce((sum, { length }) => sum + length, 0)
    const count = Math.max(1, lines)
    const again = timesFor(times, weight * count, BYTES)
    const world = await target.world()
    const path = to === 'live' ? `${world}/live` : world
    const open: Line[] = []
    for (let at = 0; at < count; at++) open.push(await target.line(path))
    for (let time = 0; time < again; time++) {
      for (const line of open) {
        for (const one of bytes) {
          if (parts > 1) line.sendInParts(one, parts)
          else line.send(one)
        }
      }
    }
    // The sender pays for work that takes longer, and holds up nobody else.
    await Promise.all(open.map((line) => line.asks(TAKEN_MS).catch(() => null)))
    for (const line of open) line.leave()
    return weight * count * again
  },
})
