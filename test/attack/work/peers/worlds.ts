// Many worlds of a hostile node, opened at once: each is fetched, and none of them ends as a world does.
import * as encoding from 'lib0/encoding'
import { presenceFrame, syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { again, message, UNKNOWN_FRAME, type HostileLine } from './hostile.ts'
import { more, type PeerKind } from './kind.ts'

const MEGABYTE = 1024 * 1024
const DOCUMENT = 60 * MEGABYTE
const EMPTY = Uint8Array.of(0, 0)
const crumbs = again(syncFrame('update', EMPTY), 8_000)
const unknown = again(UNKNOWN_FRAME, 8_000)
/** Fragments of a message that never ends (RFC 6455, section 5.4). */
const fragments = Buffer.concat(Array.from({ length: 8_000 }, () => Buffer.from([0x00, 1, 0])))
const pings = Buffer.concat(
  Array.from({ length: 500 }, () => Buffer.concat([Buffer.from([0x89, 125]), Buffer.alloc(125)])),
)

/** How one document comes, of so many bytes. */
const WAYS = {
  /** A message that is said to be as large as a document, and stops before its end. */
  async 'never whole'(line, bytes) {
    await line.pour(message(Buffer.alloc(0), DOCUMENT), 1)
    await line.pour(Buffer.alloc(MEGABYTE), Math.floor(bytes / MEGABYTE))
  },
  crumbs: (line, bytes) => line.pour(crumbs, Math.ceil(bytes / crumbs.length)),
  'other frames': (line, bytes) => line.pour(unknown, Math.ceil(bytes / unknown.length)),
  async fragments(line, bytes) {
    await line.pour(Buffer.from([0x02, 1, 0]), 1)
    await line.pour(fragments, Math.ceil(bytes / fragments.length))
  },
  pings: (line, bytes) => line.pour(pings, Math.ceil(bytes / pings.length)),
  /** Whole updates, and none of them is the last. */
  'no end': (line, bytes) =>
    line.pour(message(syncFrame('update', Buffer.alloc(MEGABYTE, 1))), Math.ceil(bytes / MEGABYTE)),
  async presence(line, bytes) {
    const all = presenceFrame(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 10_000)
        for (let id = 0; id < 10_000; id++) {
          encoding.writeVarUint(encoder, id)
          encoding.writeVarUint(encoder, 1)
          encoding.writeVarString(encoder, `{"name":"${'x'.repeat(300)}"}`)
        }
      }),
    )
    await line.pour(message(all), Math.ceil(bytes / all.length))
  },
} satisfies Record<string, (line: HostileLine, bytes: number) => Promise<void>>

type Way = keyof typeof WAYS
const ALL = Object.keys(WAYS).filter((name): name is Way => name in WAYS)

interface Worlds {
  readonly way: Way
  readonly worlds: number
  /** Of each of its two documents. */
  readonly bytes: number
}

export const WORLDS: PeerKind<Worlds> = {
  name: 'many worlds of another node',
  seeds: ALL.map((way) => ({ way, worlds: 4, bytes: 8 * MEGABYTE })),
  grow: ({ way, worlds, bytes }, random) => ({
    way,
    worlds: more(worlds, 40, random),
    bytes: random.below(2) === 0 ? more(bytes, DOCUMENT, random) : bytes,
  }),
  async send(target, { way, worlds, bytes }) {
    const poured: Promise<void>[] = []
    const state = (line: HostileLine): Promise<void> => {
      const all = WAYS[way](line, bytes)
      poured.push(all)
      return all
    }
    target.host.lies({ state })
    const before = target.host.opened
    const tabs = await Promise.all(Array.from({ length: worlds }, () => target.visit(target.place())))
    await target.asked(2 * worlds, before)
    await target.poured(poured)
    for (const tab of tabs) tab.leave()
    target.host.cut()
    target.host.lies({})
    return 2 * worlds * bytes
  },
}
