// One document of a world, read by y-websocket's provider: it opens the sockets, asks for new updates, and
// comes back. Updates are applied when somebody looks, or when a little has gathered, all at once: a driver
// that only acts pays little for edits of others.
import * as Y from 'yjs'
import { randomWaitMsAfter } from '../time/doubling-wait.ts'
import { parseServerFrame, syncFrame, type ServerFrame } from '../wire/frames/sync-frames.ts'
import { createProvider } from './document-provider.ts'
import type { DriverEnvironment } from './driver-environment.ts'

/** So many updates may wait to be applied. */
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
/** How often silence is looked at, in ms. */
const BEAT_MS = 5_000

interface DocumentReader {
  readonly document: Y.Doc
  /** Applies what has come. */
  readonly look: () => void
  readonly isSynced: () => boolean
  /** Does nothing when there is no open socket. */
  readonly send: (frame: Uint8Array) => void
  readonly close: () => void
}

interface ReaderOptions {
  readonly outside: DriverEnvironment
  /** `ws://host/sync/account` */
  readonly server: string
  /** `world` or `world/live` */
  readonly room: string
  /** Whether somebody looks at everything as it comes. */
  readonly isWatched: () => boolean
  /** The world that the server has at this address: id and line. False: it is another one than before. */
  readonly meet: (world: string) => boolean
  /** A connection is about the right world; requests on it count. */
  readonly met: () => void
  /** A frame came; `frame` is none of sync. */
  readonly heard: (frame: ServerFrame | null) => void
  readonly lost: () => void
  /** The server closed for good (44xx). */
  readonly ended: (reason: string) => void
}

/** Connects at once. */
export function createReader(options: ReaderOptions): DocumentReader {
  const { clock, random, report } = options.outside
  const document = new Y.Doc()
  const provider = createProvider(document, {
    ...options,
    received,
    lost,
    ended,
    failed(error) {
      report(error)
      drop()
    },
  })
  let gathered: Uint8Array[] = []
  let isMet = false
  let isSynced = false
  let isClosed = false
  let heardAt = clock.now()
  let cancelRetry = (): void => undefined
  let cancelBeat = clock.after(BEAT_MS, beat)

  function look(): void {
    if (gathered.length === 0) return
    const updates = gathered
    gathered = []
    // One transaction: a follower of the document is told once.
    document.transact(() => {
      for (const update of updates) Y.applyUpdate(document, update)
    })
  }

  function send(frame: Uint8Array): void {
    if (provider.wsconnected) provider.ws?.send(new Uint8Array(frame))
  }

  function received(bytes: Uint8Array): void {
    heardAt = clock.now()
    const frame = parseServerFrame(bytes)
    if (frame === null) return drop()
    if (frame.type === 'world') {
      if (!options.meet(`${frame.id} ${frame.line}`)) return
      isMet = true
      options.met()
      return
    }
    if (!isMet) return
    if (frame.type === 'step1') send(syncFrame('step2', NOTHING))
    else if (frame.type === 'step2' || frame.type === 'update') gather(frame)
    else options.heard(frame)
  }

  function gather({ type, bytes }: { readonly type: 'step2' | 'update'; readonly bytes: Uint8Array }): void {
    gathered.push(bytes)
    if (type === 'step2') {
      isSynced = true
      provider.synced = true
    }
    if (options.isWatched() || gathered.length > GATHERED_MAX) look()
    options.heard(null)
  }

  function connect(): void {
    heardAt = clock.now()
    provider.connect()
  }

  /** Leaves this socket as if it had broken. */
  function drop(): void {
    if (!isClosed) provider.disconnect()
  }

  function lost(): void {
    if (isClosed) return
    isMet = false
    cancelRetry = clock.after(randomWaitMsAfter(provider.wsUnsuccessfulReconnects, WAIT, random), connect)
    options.lost()
  }

  function ended(reason: string): void {
    cancelRetry()
    options.ended(reason)
  }

  /** A quiet world says nothing for minutes: it is asked, so that a dead line is told from it. */
  function beat(): void {
    cancelBeat = clock.after(BEAT_MS, beat)
    const silence = clock.now() - heardAt
    if (provider.ws !== null && silence >= (provider.wsconnecting ? OPENING_MS : DEAD_MS)) return drop()
    if (silence < DOUBT_MS) return
    look()
    send(syncFrame('step1', Y.encodeStateVector(document)))
  }

  connect()
  return {
    document,
    look,
    isSynced: () => isSynced,
    send,
    close() {
      isClosed = true
      cancelBeat()
      cancelRetry()
      provider.destroy()
      document.destroy()
    },
  }
}
