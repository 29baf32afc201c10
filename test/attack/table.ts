// A node with nothing but connections, for attacks: a seat may send any frame, as any member, with any right.
import { Awareness, applyAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { NO_MEMBER, type Member } from '../../server/contracts/request-member.ts'
import { createMemoryStore } from '../support/memory-store/memory-store.ts'
import type { LogRow, Store } from '../../server/storage/store.ts'
import { createSync, type Sync } from '../../server/sync/sync-server.ts'
import { parseAddress, parseMemberId, type MemberId } from '../../shared/world/address.ts'
import type { Right } from '../../shared/world/rights.ts'
import { parseServerFrame, syncFrame, type ServerFrame } from '../../shared/wire/frames/sync-frames.ts'
import { seededRandom } from '../simulation/random.ts'
import { VirtualTime } from '../simulation/time.ts'
import { SimulatedWire } from '../simulation/wire.ts'

/** Both kinds of client there are, by the query they come with. */
export const CLIENTS = ['stock', 'inkland'] as const
export type ClientKind = (typeof CLIENTS)[number]

export class Table {
  readonly time = new VirtualTime()
  readonly store: Store
  readonly sync: Sync
  readonly rights = new Map<MemberId, Right>()

  constructor(store: Store = createMemoryStore()) {
    this.store = store
    this.sync = createSync({
      store,
      clock: this.time,
      random: seededRandom(1).bytes,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      rightOf: (member) => this.rights.get(member.id) ?? 'own',
      makeMissing: true,
    })
  }

  /** Lets somebody in, and lets them ask for all there is. */
  async sit(name: string | null, kind: ClientKind, document: '' | '/live' = ''): Promise<Seat> {
    const wire = new SimulatedWire()
    const query = new URLSearchParams(kind === 'inkland' ? { inkland: '1' } : {})
    wire.listener = this.sync.connect(wire, `ada/garden${document}`, query, memberNamed(name))
    await this.time.pass(5)
    const seat = new Seat(wire, kind)
    seat.send(syncFrame('step1', Uint8Array.of(0)))
    await this.time.pass(5)
    return seat
  }

  async log(kind: 'scene' | 'live' = 'scene'): Promise<readonly LogRow[]> {
    const address = parseAddress('ada/garden')
    const world = address === null ? null : await this.store.find(address)
    return world === null ? [] : await this.store.log({ world: world.key, kind }, 0, 1e6)
  }
}

/** One connection, as its client sees it. */
export class Seat {
  readonly wire: SimulatedWire
  readonly kind: ClientKind

  constructor(wire: SimulatedWire, kind: ClientKind) {
    this.wire = wire
    this.kind = kind
  }

  send(...frames: readonly Uint8Array[]): void {
    for (const frame of frames) this.wire.receive(frame)
  }

  get frames(): readonly ServerFrame[] {
    return this.wire.sent.map(parseServerFrame).filter((frame) => frame !== null)
  }

  /** The last number of frames that were told to be saved. */
  get saved(): number {
    return this.frames.reduce((saved, frame) => (frame.type === 'saved' ? frame.frames : saved), 0)
  }

  /**
   * Why a frame was refused, in words of the protocol, or with which code the line was closed; null when
   * neither.
   */
  get refusal(): string | number | null {
    const refused = this.frames.find((frame) => frame.type === 'refused')
    return refused?.type === 'refused' ? refused.code : (this.wire.closed?.code ?? null)
  }

  /** The document as it was told. */
  get doc(): Y.Doc {
    const doc = new Y.Doc()
    for (const frame of this.frames) {
      if (frame.type === 'step2' || frame.type === 'update') Y.applyUpdate(doc, frame.bytes)
    }
    return doc
  }

  /** The presence of others, by id. */
  get people(): ReadonlyMap<number, unknown> {
    const awareness = new Awareness(new Y.Doc())
    awareness.setLocalState(null)
    for (const frame of this.frames) {
      if (frame.type === 'presence') applyAwarenessUpdate(awareness, frame.bytes, null)
    }
    awareness.destroy()
    return awareness.getStates()
  }

  leave(): void {
    this.wire.cut()
  }
}

export function memberNamed(name: string | null): Member {
  const id = parseMemberId(name)
  return id === null ? NO_MEMBER : { id, name, session: `session of ${id}` }
}
