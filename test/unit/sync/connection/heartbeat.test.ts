// Whether the other end of a wire is there: another node's that stands still is gone as soon as it counts as
// asleep, and the time in which this process stood still itself, or read nothing, is no silence of others.
import { expect, it } from 'vitest'
import { Heartbeat } from '../../../../server/sync/connection/heartbeat.ts'

const LOOK_MS = 500

/** A wire, looked after every half second as a node does; `pass` tells what was said, and when, in ms. */
function wire(isLink: boolean, beats: boolean) {
  let ms = 1_000_000
  const heartbeat = new Heartbeat({ queued: 0, bytesOut: 0 }, { now: () => ms }, isLink, beats)
  return {
    heartbeat,
    still: (forMs: number) => (ms += forMs),
    pass: (
      forMs: number,
      isHeld = false,
    ): { readonly pingAt: number | null; readonly goneAt: number | null } => {
      const since = ms
      let pingAt: number | null = null
      let goneAt: number | null = null
      while (ms - since < forMs && goneAt === null) {
        ms += LOOK_MS
        const told = heartbeat.check(ms, isHeld)
        if (told === 'ping') pingAt ??= ms - since
        if (told === 'gone') goneAt = ms - since
      }
      return { pingAt, goneAt }
    },
  }
}

it('[N45] another node that is heard every few seconds is asked when it is silent, and gone after 10 s', () => {
  expect(wire(true, true).pass(60_000)).toEqual({ pingAt: 6_500, goneAt: 10_500 })
  // One of an older version is heard seldom.
  expect(wire(true, false).pass(60_000)).toEqual({ pingAt: 20_500, goneAt: 30_500 })
  const answering = wire(true, true)
  for (let times = 0; times < 10; times++) {
    expect(answering.pass(8_000).goneAt).toBeNull()
    answering.heartbeat.heard()
  }
})

it('[N44] the time in which this process stood still is no silence of others', () => {
  for (const [isLink, beats] of [
    [true, true],
    [true, false],
    [false, false],
  ] as const) {
    const { pass, still, heartbeat } = wire(isLink, beats)
    pass(1_000)
    still(120_000)
    expect(pass(LOOK_MS).goneAt).toBeNull()
    expect(heartbeat.silentMs).toBe(0)
    // From then on it has its whole time for an answer.
    expect(pass(8_000).goneAt).toBeNull()
  }
})

it('[N45] while nothing is read from another node, and a while after, its silence counts later', () => {
  const { pass, heartbeat } = wire(true, true)
  expect(pass(15_000, true).goneAt).toBeNull()
  expect(pass(9_000).goneAt).toBeNull()
  heartbeat.heard()
  expect(pass(60_000).goneAt).toBe(10_500)
})

it('[N45] after a clock that was far ahead is back, who says nothing is gone as soon as ever', () => {
  const { pass, still, heartbeat } = wire(true, true)
  still(400 * 86_400_000)
  pass(1_000)
  heartbeat.heard()
  heartbeat.told()
  still(-400 * 86_400_000)
  expect(pass(60_000)).toEqual({ pingAt: 7_000, goneAt: 11_000 })
  expect(heartbeat.isQuiet(1_000_000 + 120_000)).toBe(true)
})
