// Strangers are cheap: a connection that does not begin like a client is gone within ten seconds, and has
// sent little until then.
import { expect, it } from 'vitest'
import { CLOSE, askPresenceFrame, syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { actionFrame } from '../../../../shared/wire/frames/action-frames.ts'
import { NO_MEMBER } from '../../../../server/contracts/request-member.ts'
import { SimulatedWire } from '../../../simulation/wire.ts'
import { Table } from '../../../attack/table.ts'

/** The promise, less the time in which a goodbye is read. */
const LATE_MS = 8_000
const STEP_MS = 500

/** Somebody who comes, and does something again and again until they are gone or time is over. */
async function stay(
  act: (wire: SimulatedWire) => void,
  forMs: number,
  path = 'ada/garden',
): Promise<SimulatedWire> {
  const table = new Table()
  const wire = new SimulatedWire()
  wire.listener = table.sync.connect(wire, path, new URLSearchParams('inkland=1'), NO_MEMBER)
  for (let ms = 0; ms < forMs; ms += STEP_MS) {
    await table.time.pass(STEP_MS)
    if (wire.closed === null) act(wire)
  }
  await table.sync.stop()
  return wire
}

/** A byte of a frame that is not whole. */
function drip(wire: SimulatedWire, bytes = 1): void {
  wire.bytesIn += bytes
  wire.listener?.bytes()
}

it.each([
  ['says nothing', () => undefined],
  ['sends a frame byte by byte', (wire: SimulatedWire) => drip(wire)],
  ['asks, but not for the world', (wire: SimulatedWire) => wire.receive(askPresenceFrame())],
  ['answers pings', (wire: SimulatedWire) => wire.listener?.pong()],
] as const)('[strangers are cheap] who %s is told so in time, and not at once', async (_, act) => {
  expect((await stay(act, LATE_MS / 2)).closed).toMatchObject({ code: CLOSE.goingAway })
  expect((await stay(act, LATE_MS)).closed).toMatchObject({ code: CLOSE.idle })
})

it('[strangers are cheap] who sends much, or in many pieces, is cut off at once', async () => {
  const CUT = { code: 1006 }
  expect((await stay((wire) => drip(wire, 100_000), STEP_MS)).closed).toMatchObject(CUT)
  const pieces = (count: number) => (wire: SimulatedWire) => {
    for (let at = 0; at < count; at++) drip(wire)
  }
  expect((await stay(pieces(1_100), STEP_MS)).closed).toMatchObject(CUT)
  expect((await stay(pieces(900), STEP_MS)).closed).not.toMatchObject(CUT)
})

it('[strangers are cheap] who begins like a client stays', async () => {
  const wire = await stay((wire) => wire.receive(syncFrame('step1', Uint8Array.of(0))), 2 * LATE_MS)
  expect(wire.closed).toMatchObject({ code: CLOSE.goingAway })
})

it('[strangers are cheap] who acts, and asks for nothing, stays', async () => {
  const visit = actionFrame(1, { session: 'tab', action: { verb: 'visit' } })
  const wire = await stay((wire) => wire.receive(visit), 2 * LATE_MS, 'ada/garden/live')
  expect(wire.closed).toMatchObject({ code: CLOSE.goingAway })
})
