// One document of a world, read by y-websocket's provider. Updates are applied when somebody looks, or when a
// little has gathered, all at once: a driver that only acts pays little for edits of others.
import * as Y from 'yjs'
import { randomWaitMsAfter } from '../../time/doubling-wait.ts'
import { DeltaDecoder } from '../../yjs/deltas/delta-decoder.ts'
import { parseServerFrame, syncFrame, type ServerFrame } from '../frames/sync-frames.ts'
import { createProvider } from './document-provider.ts'
import type { ReadingEnvironment } from './reading-environment.ts'

/** How many updates may wait to be applied. */
const GATHERED_MAX = 64
/** An update with nothing in it. */
const NOTHING = Uint8Array.of(0, 0)
/** Before another try. */
const WAIT = { firstMs: 200, longestMs: 5_000 }
/** How long a socket may take to open, in ms. */
const OPENING_MS = 10_000
/**
 * Silence after which the server is asked for a sign of life, and after which the socket counts as dead, in
 * ms.
 */
const DOUBT_MS = 20_000
const DEAD_MS = 30_000
/** How soon a sign of life must come when there is a reason to doubt, such as another network, in ms. */
const PROOF_MS = 5_000
/** How often silence is looked at, in ms. */
const BEAT_MS = 5_000

export interface DocumentReader {
  /** Applies what has come. */
  readonly look: () => void
  readonly isSynced: () => boolean
  /** Does nothing when there is no open socket. */
  readonly send: (frame: Uint8Array) => void
  /** Connects now, unless it is connected or trying to; also after the server closed for good. */
  readonly retry: () => void
  /** There is a reason to doubt: what waits is tried now, what is open must prove that it lives. */
  readonly wake: () => void
  /** Leaves this socket as if it had broken; another one is tried after the usual wait. */
  readonly drop: () => void
  readonly close: () => void
}

interface ReaderOptions {
  readonly outside: ReadingEnvironment
  /** `ws://host/sync/account` */
  readonly server: string
  /** `world` or `world/live` */
  readonly room: string
  readonly params: Readonly<Record<string, string>>
  /**
   * An update came, which `look` applies, with all that came before it: at once where somebody looks at
   * everything, later, or when somebody looks.
   */
  readonly came: (look: () => void) => void
  /** The world that the server has at this address: id and line. False: it is another one than before. */
  readonly meet: (id: string, line: string) => boolean
  /** A connection is about the right world; requests on it count. */
  readonly met: () => void
  /** A frame came. */
  readonly heard: (frame: ServerFrame) => void
  readonly lost: () => void
  /** The server closed for good (44xx). */
  readonly ended: (reason: string) => void
}

/** Connects at once. */
export function createReader(document: Y.Doc, options: ReaderOptions): DocumentReader {
  const { clock, random, report } = options.outside
  const provider = createProvider(document, {
    ...options,
    received: frameReading(received),
    lost,
    ended(reason) {
      cancelRetry()
      hasEnded = true
      options.ended(reason)
    },
    failed(error) {
      report(error)
      drop()
    },
  })
  let gathered: Uint8Array[] = []
  let isMet = false
  let isSynced = false
  let hasEnded = false
  let isClosed = false
  let heardAt = clock.now()
  let cancelRetry = (): void => undefined
  let cancelBeat = clock.after(BEAT_MS, beat)

  function look(): void {
    if (gathered.length === 0 || isClosed) return
    const updates = gathered
    gathered = []
    // One transaction: a follower of the document is told once.
    Y.transact(document, () => updates.forEach((update) => Y.applyUpdate(document, update)), undefined, false)
  }

  function send(frame: Uint8Array): void {
    if (provider.wsconnected) provider.ws?.send(new Uint8Array(frame))
  }

  function received(frame: ServerFrame | null): void {
    heardAt = clock.now()
    if (frame === null) return drop()
    if (frame.type === 'world') {
      if (!options.meet(frame.id, frame.line)) return
      isMet = true
      ask()
      options.met()
      return
    }
    if (!isMet) return
    if (frame.type === 'step1') send(syncFrame('step2', NOTHING))
    if (frame.type === 'step2' || frame.type === 'update') gather(frame.bytes, frame.type === 'step2')
    options.heard(frame)
  }

  function gather(update: Uint8Array, isAll: boolean): void {
    gathered.push(update)
    if (isAll) isSynced = provider.synced = true
    if (gathered.length > GATHERED_MAX) look()
    else options.came(look)
  }

  function retry(): void {
    if (provider.ws !== null || isClosed) return
    cancelRetry()
    hasEnded = false
    heardAt = clock.now()
    provider.connect()
  }

  function wake(): void {
    if (hasEnded) return
    retry()
    const lastAt = heardAt
    if (!provider.wsconnected || clock.now() - lastAt < PROOF_MS) return
    ask()
    clock.after(PROOF_MS, () => heardAt === lastAt && drop())
  }

  /** Leaves this socket as if it had broken. */
  function drop(): void {
    if (!isClosed) provider.disconnect()
  }

  function lost(): void {
    if (isClosed) return
    isMet = false
    cancelRetry = clock.after(randomWaitMsAfter(provider.wsUnsuccessfulReconnects, WAIT, random), retry)
    options.lost()
  }

  /** A quiet world says nothing for minutes: it is asked, so that a dead line is told from it. */
  function beat(): void {
    cancelBeat = clock.after(BEAT_MS, beat)
    const silence = clock.now() - heardAt
    if (provider.ws !== null && silence >= (provider.wsconnecting ? OPENING_MS : DEAD_MS)) return drop()
    if (silence >= DOUBT_MS) ask()
  }

  function ask(): void {
    look()
    send(syncFrame('step1', Y.encodeStateVector(document)))
  }

  retry()
  return {
    look,
    isSynced: () => isSynced,
    send,
    retry,
    wake,
    drop,
    close() {
      isClosed = true
      cancelBeat()
      cancelRetry()
      provider.destroy()
      document.destroy()
    },
  }
}

/**
 * Parses frames, and makes updates of deltas. Null: a malformed one, or a delta without a history. Throws
 * where a delta makes no sense.
 */
function frameReading(read: (frame: ServerFrame | null) => void): (bytes: Uint8Array) => void {
  let deltas: DeltaDecoder | null = null
  return (bytes) => {
    const frame = parseServerFrame(bytes)
    // The first one of another connection.
    if (frame?.type === 'world') deltas = null
    if (frame?.type === 'history') deltas = new DeltaDecoder()
    if (frame?.type !== 'delta') read(frame)
    else read(deltas && { type: 'update', bytes: deltas.decode(frame.bytes) })
  }
}
