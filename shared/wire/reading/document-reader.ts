// One document of a world, read by y-websocket's provider. Updates are applied when somebody looks, or when a
// little has gathered, all at once: a driver that only acts pays little for edits of others.
import * as Y from 'yjs'
import { DeltaDecoder } from '../../yjs/deltas/delta-decoder.ts'
import { parseServerFrame, syncFrame, type ServerFrame } from '../frames/sync-frames.ts'
import { ConnectionKeeper } from './connection-keeper.ts'
import { createProvider } from './document-provider.ts'
import type { ReadingEnvironment } from './reading-environment.ts'

/** How many updates may wait to be applied. */
const GATHERED_MAX = 64
/** An update with nothing in it. */
const NOTHING = Uint8Array.of(0, 0)

export interface DocumentReader {
  /** Applies what has come. */
  readonly look: () => void
  readonly isSynced: () => boolean
  /** Does nothing when there is no open socket. */
  readonly send: (frame: Uint8Array) => void
  /** When it connects again, also after the server closed for good. */
  readonly keeper: ConnectionKeeper
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
  const keeper: ConnectionKeeper = new ConnectionKeeper(options.outside, {
    connect: () => provider.connect(),
    leave: () => provider.disconnect(),
    unanswered: () => keeper.drop(),
    doubted: ask,
    lost() {
      isMet = false
      options.lost()
    },
  })
  const provider = createProvider(document, {
    ...options,
    opened: () => keeper.opened(),
    received: frameReading(received),
    lost: () => keeper.closed(),
    ended(reason) {
      keeper.stop()
      options.ended(reason)
    },
    failed(error) {
      options.outside.report(error)
      keeper.drop()
    },
  })
  let gathered: Uint8Array[] = []
  let isMet = false
  let isSynced = false
  let isClosed = false

  function look(): void {
    if (gathered.length === 0 || isClosed) return
    const updates = gathered
    gathered = []
    // One transaction: a follower of the document is told once.
    Y.transact(document, () => updates.forEach((update) => Y.applyUpdate(document, update)), undefined, false)
  }

  function send(frame: Uint8Array): void {
    if (keeper.isOpen) provider.ws?.send(new Uint8Array(frame))
  }

  function received(frame: ServerFrame | null): void {
    keeper.heard()
    if (frame === null) return keeper.drop()
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
    if (isAll) {
      isSynced = true
      keeper.resetWait()
    }
    if (gathered.length > GATHERED_MAX) look()
    else options.came(look)
  }

  function ask(): void {
    look()
    send(syncFrame('step1', Y.encodeStateVector(document)))
  }

  keeper.retry()
  return {
    look,
    isSynced: () => isSynced,
    send,
    keeper,
    close() {
      isClosed = true
      keeper.stop()
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
