// A server for drivers in a simulated time. The test writes every message of it, and reads every message of
// the driver.
import * as Y from 'yjs'
import type { CreateOptions } from '../../../shared/driver/create-driver.ts'
import type { ReadingEnvironment } from '../../../shared/wire/reading/reading-environment.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import { eventFrame, type YouEvent } from '../../../shared/wire/frames/action-frames.ts'
import { outcomeFrame } from '../../../shared/wire/frames/outcome-frame.ts'
import { parseClientFrame, syncFrame, worldFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { SocketEvents } from '../../../shared/wire/frames/socket-contract.ts'
import { parseRequest } from '../../../shared/wire/frames/action-request.ts'
import { parseAccountName, parseAddress, type Address } from '../../../shared/world/address.ts'
import { DEFAULT_AVATAR_LOOK, type Avatar } from '../../../shared/world/avatar.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { createLiveWriter, type LiveWriter } from '../../../shared/world/live/live-writer.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { seededRandom } from '../../simulation/random.ts'
import { settle, VirtualTime } from '../../simulation/time.ts'
import { socketClass } from '../../support/socket-class.ts'
import { id } from '../world/made.ts'

export const ADA = id('ada')
export const ROOT = id('root')
export const GARDEN = addressOf('ada/garden')
export const ATTIC = addressOf('ada/attic')

function addressOf(text: string): Address {
  const address = parseAddress(text)
  if (address === null) throw new Error(`${text} is no address`)
  return address
}

interface Asked {
  readonly session: string
  readonly sequence: number
  readonly action: Action
}

/** One connection, seen from the server. */
class Line {
  readonly url: string
  readonly asked: Asked[] = []
  isOpen = true
  readonly #events: SocketEvents

  constructor(url: string, events: SocketEvents) {
    this.url = url
    this.#events = events
  }

  get isLive(): boolean {
    return this.url.includes('/live?')
  }

  tell(frame: Uint8Array): void {
    if (this.isOpen) this.#events.message(frame)
  }

  answer({ sequence }: Asked, outcome: Outcome = { ok: true, why: null }): void {
    this.tell(outcomeFrame(sequence, outcome))
  }

  close(code = 1006, reason = ''): void {
    if (!this.isOpen) return
    this.isOpen = false
    this.#events.close(code, reason)
  }
}

interface Place {
  readonly scene: Y.Doc
  readonly live: Y.Doc
  readonly writer: LiveWriter
  identity: string
}

/** Two worlds, and the lines to them. */
export class Wire {
  readonly time = new VirtualTime()
  readonly lines: Line[] = []
  readonly reported: unknown[] = []
  /** False: nobody answers the door. */
  isUp = true
  /** The world of the driver's avatar, by the server. */
  at: Address | null = null
  readonly #places = new Map<Address, Place>()
  readonly #random = seededRandom(11)

  constructor() {
    for (const address of [GARDEN, ATTIC]) this.#places.set(address, newPlace())
  }

  get options(): CreateOptions {
    const addressNow: CreateOptions['addressNow'] = async (asked) => asked
    const me = { name: 'Ada', session: 'cookie' }
    return { ...me, outside: this.outside, server: 'ws://here', world: GARDEN, addressNow }
  }

  get outside(): ReadingEnvironment {
    return {
      clock: this.time,
      random: this.#random.bytes,
      report: (error) => void this.reported.push(error),
      process,
      WebSocket: socketClass((url, events) => {
        const line = new Line(url, events)
        this.time.soon(() => this.#open(line, events))
        return { send: (frame) => this.#heard(line, frame), close: () => void (line.isOpen = false) }
      }),
    }
  }

  place(address: Address): Place {
    const place = this.#places.get(address)
    if (place === undefined) throw new Error(`there is no ${address}`)
    return place
  }

  /** The live line that stands now. */
  live(address: Address = GARDEN): Line {
    const line = this.lines.findLast((line) => line.isLive && line.isOpen && addressIn(line) === address)
    if (line === undefined) throw new Error(`nobody is in ${address}`)
    return line
  }

  /** Writes into live, and tells it. */
  write(act: (writer: LiveWriter) => void, address: Address = GARDEN): void {
    const { live, writer } = this.place(address)
    const before = Y.encodeStateVector(live)
    live.transact(() => act(writer))
    const frame = syncFrame('update', Y.encodeStateAsUpdate(live, before))
    for (const line of this.lines) if (line.isLive && addressIn(line) === address) line.tell(frame)
  }

  you(): YouEvent {
    return {
      type: 'you',
      body: ADA,
      account: avatar().account,
      look: DEFAULT_AVATAR_LOOK,
      at: this.at,
      right: 'edit',
    }
  }

  /** The result of a promise, once everything that follows at once has happened. */
  async done<T>(promise: Promise<T>, ms = 0): Promise<T> {
    await this.pass(ms)
    return promise
  }

  async pass(ms: number): Promise<void> {
    await this.time.pass(ms)
    for (let turns = 0; turns < 5; turns += 1) await settle()
  }

  #open(line: Line, events: SocketEvents): void {
    if (!this.isUp) {
      line.close()
      return
    }
    this.lines.push(line)
    events.open()
    const { identity } = this.place(addressIn(line))
    line.tell(worldFrame(identity, 'line'))
    if (line.isLive) line.tell(eventFrame(this.you()))
    line.tell(syncFrame('step1', Y.encodeStateVector(this.#documentOf(line))))
  }

  #heard(line: Line, bytes: Uint8Array): void {
    const frame = line.isOpen ? parseClientFrame(bytes) : null
    if (frame?.type === 'step1') {
      const update = Y.encodeStateAsUpdate(this.#documentOf(line), frame.stateVector)
      this.time.soon(() => line.tell(syncFrame('step2', update)))
    }
    if (frame?.type !== 'action') return
    const request = parseRequest(frame.bytes)
    if (request === null) throw new Error('an action is malformed')
    line.asked.push({ ...request, sequence: frame.sequence })
  }

  #documentOf(line: Line): Y.Doc {
    const { scene, live } = this.place(addressIn(line))
    return line.isLive ? live : scene
  }
}

function addressIn({ url }: Line): Address {
  return addressOf(/\/sync\/([^/]+\/[^/?]+)/.exec(url)?.[1] ?? '')
}

function newPlace(): Place {
  const [scene, live] = [new Y.Doc(), new Y.Doc()]
  initScene(scene, { root: ROOT, title: 'Garden', name: 'garden', text: '' })
  const writer = createLiveWriter(scene, live)
  live.transact(() => writer.begin())
  return { scene, live, writer, identity: 'world' }
}

export function avatar(more: Partial<Avatar> = {}): Avatar {
  const account = parseAccountName('ada')
  if (account === null) throw new Error('no account')
  return {
    kind: 'player',
    account,
    name: 'Ada',
    look: DEFAULT_AVATAR_LOOK,
    place: { host: ROOT, x: 400, y: 100, facing: 'down' },
    walk: null,
    since: 1_700_000_000_000,
    isAway: false,
    isKneeling: false,
    visits: [],
    ...more,
  }
}
