// Adds to unit/sync/connection/slow-reader, with a real node and network: a slow reader is cut off, the node
// holds little for it, and a hundred others notice nothing.
import { WebSocket } from 'ws'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { syncFrame } from '../../shared/wire/frames/sync-frames.ts'
import { startServer, until, type RunningServer } from '../process.ts'
import { seededRandom } from '../simulation/random.ts'
import { ask } from '../unit/http/ask.ts'
import { fetchCopy } from '../fault/copy.ts'
import { Editor } from '../fault/editor.ts'
import { ASKABLE, watchHeld } from './held-memory.ts'
import { Reader } from './reader.ts'

const READERS = 100
const UPDATES_PER_S = 200
/** So large that the bytes waiting for a stalled reader pass the kernel's buffers and 4 MB within seconds. */
const UPDATE_BYTES = 4 * 1024
/** Updates before a reader stalls, and at least as many while it does. */
const UPDATES = 6_000
/** The kernel takes some for a reader that stalls, and then it may wait for 10 s. */
const CUT_MS = 20_000
/** Characters of a large world, and how many come for it without taking it. */
const LARGE_BYTES = 8e6
const BOOK_BYTES = 400_000
const DEAF = 50
const MORE_BYTES = 10_000_000
/** Timing on a machine that others use too: the figure is printed, the bound is generous. */
const SLOWER_TIMES = 3
const SLOWER_MS = 500
const LIMIT_MS = 120_000

/** Writes the same entry over and over, at an even pace, however the timers behave. */
class Writer {
  readonly doc = new Y.Doc()
  /** When each update was sent, by its clock. */
  readonly sentAt: number[] = []
  readonly #socket: WebSocket
  readonly #payload = 'x'.repeat(UPDATE_BYTES)
  #timer: NodeJS.Timeout | null = null

  constructor(address: string) {
    this.#socket = new WebSocket(address, { perMessageDeflate: false })
    this.#socket.on('open', () => this.#socket.send(syncFrame('step1', Uint8Array.of(0))))
    this.doc.on('update', (update: Uint8Array) => {
      this.sentAt.push(performance.now())
      this.#socket.send(syncFrame('update', update))
    })
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  begin(): void {
    const begun = performance.now()
    const before = this.sentAt.length
    const catchUp = () => {
      const due = before + ((performance.now() - begun) * UPDATES_PER_S) / 1_000
      while (this.sentAt.length < due) this.doc.getMap('live').set('entry', this.#payload)
    }
    this.#timer = setInterval(catchUp, 1_000 / UPDATES_PER_S)
  }

  end(): void {
    if (this.#timer) clearInterval(this.#timer)
  }

  leave(): void {
    this.end()
    this.#socket.terminate()
  }
}

async function connectionsTo({ url }: RunningServer): Promise<number> {
  const { text } = await ask(url, 'GET /metrics')
  return Number(/^inkland_sync_connections (\d+)/m.exec(text)?.[1])
}

function p99(delays: readonly number[]): number {
  return delays.toSorted((a, b) => a - b)[Math.floor(delays.length * 0.99)] ?? Number.NaN
}

describe('[a slow reader hurts only itself]', () => {
  it('one of many who stalls is cut off, and the others notice nothing', { timeout: LIMIT_MS }, async () => {
    await using server = await startServer(ASKABLE)
    const address = `${server.wsUrl}/sync/ada/garden`
    const writer = new Writer(address)
    let delays: number[] = []
    const note = (clock: number) => void delays.push(performance.now() - (writer.sentAt[clock] ?? 0))
    const readers = Array.from(
      { length: READERS },
      () => new Reader(address, { writer: writer.doc.clientID, onUpdate: note }),
    )
    await until('all are here', () => writer.isOpen && readers.every(({ isSynced }) => isSynced))
    const [stalled, ...others] = readers

    /**
     * Waits until everybody but the stalled one has `updates` more, and `isEnough`; answers how many bytes
     * more the node held then at most.
     */
    const listen = async (
      updates: number,
      isEnough: (connections: number) => boolean = () => true,
    ): Promise<number> => {
      const target = writer.sentAt.length + updates
      const held = await watchHeld(server)
      const check = async () => {
        const enough = isEnough(await connectionsTo(server))
        return enough && others.every(({ reached }) => reached >= target)
      }
      await until('the others have it', check, CUT_MS + (updates / UPDATES_PER_S) * 5_000).finally(held.stop)
      return held.stop()
    }

    writer.begin()
    // A node is slower and grows in its first seconds, whoever reads.
    await listen(UPDATES / 2)
    delays = []
    const usualBytes = await listen(UPDATES)
    const before = p99(delays)

    delays = []
    stalled?.stall()
    const begun = performance.now()
    let cutMs = 0
    const heldBytes = await listen(UPDATES, (connections) => {
      if (cutMs === 0 && connections === READERS) cutMs = performance.now() - begun
      return cutMs > 0
    })
    const after = p99(delays)
    writer.end()
    await until('the others have everything', () =>
      others.every(({ reached }) => reached === writer.sentAt.length),
    )
    const closed = others.filter(({ closedWith }) => closedWith !== null)
    for (const reader of readers) reader.leave()
    writer.leave()

    console.info(
      `a slow reader hurts only itself: cut off ${cutMs.toFixed(0)} ms after it stalled, ${(heldBytes / 1e6).toFixed(1)} MB held more, ${(usualBytes / 1e6).toFixed(1)} before; ` +
        `p99 of ${others.length} others ${before.toFixed(1)} ms before, ${after.toFixed(1)} ms then ` +
        `(${((after / before - 1) * 100).toFixed(0)} %), ${writer.sentAt.length} updates, 0 lost`,
    )
    expect(closed).toEqual([])
    expect(cutMs).toBeLessThan(CUT_MS)
    expect(heldBytes).toBeLessThan(MORE_BYTES)
    expect(after).toBeLessThan(Math.max(SLOWER_TIMES * before, SLOWER_MS))
  })

  it('many who come for a large world and take none of it hold one copy', { timeout: LIMIT_MS }, async () => {
    await using server = await startServer(ASKABLE)
    const address = `${server.wsUrl}/sync/ada/library`
    const editor = new Editor({ world: 'ada/library', name: 'ada', random: seededRandom(1) })
    const books = editor.doc.getMap('books')
    editor.doc.transact(() => {
      for (let at = 0; at < LARGE_BYTES; at += BOOK_BYTES) books.set(`${at}`, 'x'.repeat(BOOK_BYTES))
    })
    editor.connect(server.wsUrl)
    await until('the world is filled', () => editor.saved === 1)
    editor.disconnect()
    // The first one builds what the others share.
    const copy = await fetchCopy(address)
    expect(copy.getMap('books').size * BOOK_BYTES).toBe(LARGE_BYTES)
    const held = await watchHeld(server)

    const deaf = Array.from({ length: DEAF }, () => new Reader(address, { isDeaf: true }))
    let most = 0
    const check = async () => {
      const connections = await connectionsTo(server)
      most = Math.max(most, connections)
      return most === DEAF && connections === 0
    }
    await until('all came and were cut off', check, CUT_MS).finally(held.stop)
    for (const reader of deaf) reader.leave()
    const heldBytes = held.stop()
    console.info(
      `a slow reader hurts only itself: ${DEAF} who took nothing of ${LARGE_BYTES / 1e6} MB had the node hold ${(heldBytes / 1e6).toFixed(1)} MB`,
    )
    expect(heldBytes).toBeLessThan(3 * LARGE_BYTES)
  })
})
