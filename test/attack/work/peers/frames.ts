// Messages of a hostile node on open connections: frames of each kind, as large and as many as it likes, in
// whole messages, in tiny pieces, or never whole.
import * as encoding from 'lib0/encoding'
import {
  askPresenceFrame,
  FRAME,
  plainEventFrame,
  presenceFrame,
  refusedFrame,
  savedFrame,
  numberedFrame,
  syncFrame,
  worldFrame,
} from '../../../../shared/wire/frames/sync-frames.ts'
import { lettersUpdate } from '../updates.ts'
import { ofManyClients } from '../files/hostile-updates.ts'
import { idOf, message, SCENE, type HostileLine } from './hostile.ts'
import { more, type PeerKind } from './kind.ts'
import type { PeerTarget } from './visiting-node.ts'

/** Bytes of one packet of messages, more or less. */
const PACKET = 64 * 1024
/** Most that is sent in one go, in bytes. */
const ALL_MAX = 64_000_000
const EMPTY = Uint8Array.of(0, 0)
const EMPTY_STATE = [syncFrame('step2', EMPTY)]
/** A world of many writers takes long to say what there is of it. */
const MANY_WRITERS = [syncFrame('update', SCENE), syncFrame('update', ofManyClients(2_000)), ...EMPTY_STATE]

/** Frames of a kind, by their number in the flood and by how large each is, in parts of that kind. */
const FRAMES = {
  world: (_at, _size, line) => worldFrame(idOf(line), 'line'),
  'another world': (at) => worldFrame(`world-${at}`, 'line'),
  step1: () => syncFrame('step1', Uint8Array.of(0)),
  'nothing new': () => syncFrame('update', EMPTY),
  /** Of a client each: none goes on where another ends. */
  letters: (at) =>
    syncFrame('update', lettersUpdate('t', new Map([[1_000_000 + at, [{ left: null, right: null }]]]))),
  /** Each rests on an update that never comes. */
  missing: (at) =>
    syncFrame('update', lettersUpdate('t', new Map([[5, [{ left: null, right: null }]]]), at + 9)),
  saved: (at) => savedFrame(at),
  refused: (at) => refusedFrame(at, 'bound', 'No.'),
  presence: (at, size) => presenceFrame(presence(size, at, '{"name":"x"}')),
  'large presence': (at, size) => presenceFrame(presence(size, at, `{"name":"${'x'.repeat(4_000)}"}`)),
  'shaped presence': (at, size) => presenceFrame(presence(size, at, shapes(300))),
  'ask presence': () => askPresenceFrame(),
  'a console': (at, size) => plainEventFrame(consoleOf(size, at)),
  'who one is': (at) => plainEventFrame(youAs(at)),
  'where to go': () => plainEventFrame('{"type":"go","to":null}'),
  notice: (at) => plainEventFrame(`{"type":"notice","words":"${at}"}`),
  'deep words': (_at, size) => plainEventFrame('['.repeat(size) + ']'.repeat(size)),
  outcome: (at) => numberedFrame('outcome', at, '{"ok":true,"why":null}'),
  unknown: () => Uint8Array.of(FRAME.held + 1),
} satisfies Record<string, (at: number, size: number, line: HostileLine) => Uint8Array>

type Frame = keyof typeof FRAMES
const ALL = Object.keys(FRAMES).filter((name): name is Frame => name in FRAMES)

interface Flood {
  readonly of: HostileLine['of']
  readonly how: HostileLine['how']
  readonly frame: Frame
  /** How large each is. */
  readonly size: number
  /** How many different ones there are, and for how many bytes they are sent again and again. */
  readonly count: number
  readonly bytes: number
}

function presence(tabs: number, clock: number, state: string): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, tabs)
    for (let id = 1; id <= tabs; id++) {
      encoding.writeVarUint(encoder, id)
      encoding.writeVarUint(encoder, clock + 1)
      encoding.writeVarString(encoder, state)
    }
  })
}

const shapes = (count: number): string =>
  `[${Array.from({ length: count }, (_, at) => `{"${at.toString(36)}":0}`).join(',')}]`

const consoleOf = (lines: number, at: number): string =>
  `{"type":"log","thing":"aaaaaaaaaaaa","lines":[${Array.from({ length: lines }, () => `{"at":${at},"text":""}`).join(',')}]}`

const youAs = (at: number): string =>
  JSON.stringify({
    type: 'you',
    body: null,
    account: null,
    look: { sprite: 'person', color: `#${(at % 0x1000000).toString(16).padStart(6, '0')}` },
    at: null,
    right: at % 2 === 0 ? 'edit' : 'act',
  })

/** A tab, and the line over which its world is told. */
async function lineTo(
  target: PeerTarget,
  { of, how }: Pick<Flood, 'of' | 'how'>,
): Promise<{ readonly line: HostileLine; readonly leave: () => void }> {
  const place = target.place()
  const tab = await target.visit(place)
  // The first that follows fetched the world.
  const line = await target.line(place, of, how, how === 'follow' ? 1 : 0)
  await target.settled(tab)
  return { line, leave: () => tab.leave() }
}

export const FLOODS: PeerKind<Flood> = {
  name: 'frames without end of another node',
  seeds: ALL.flatMap((frame) =>
    (['scene', 'live'] as const).flatMap((of) =>
      (['follow', 'bare'] as const).map((how) => ({
        of,
        how,
        frame,
        size: 100,
        count: 1_000,
        bytes: 2_000_000,
      })),
    ),
  ),
  grow: (flood, random) => ({
    ...flood,
    size: random.below(2) === 0 ? more(flood.size, 10_000, random) : flood.size,
    count: random.below(2) === 0 ? more(flood.count, 100_000, random) : flood.count,
    bytes: more(flood.bytes, ALL_MAX, random),
  }),
  async send(target, { of, how, frame, size, count, bytes }) {
    target.host.lies({ state: (each) => (each.of === 'scene' ? MANY_WRITERS : EMPTY_STATE) })
    const { line, leave } = await lineTo(target, { of, how })
    let sent = 0
    for (let at = 0; sent < bytes && line.isOpen;) {
      const packet: Buffer[] = []
      for (let full = 0; full < PACKET; at++) {
        const next = message(FRAMES[frame](at % count, size, line))
        packet.push(next)
        full += next.length
      }
      const all = Buffer.concat(packet)
      sent += all.length
      await line.pour(all, 1)
    }
    leave()
    return sent
  },
}
