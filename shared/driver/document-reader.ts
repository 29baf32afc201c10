// One document of a world, read over a link that comes back. What comes is applied when somebody looks, or
// when a little has gathered, all at once: who only acts pays little for what others do.
import * as Y from 'yjs'
import { syncFrame, type ServerFrame } from '../wire/frames/sync-frames.ts'
import { createLink } from './reconnecting-link.ts'
import type { DriverEnvironment } from './driver-environment.ts'

/** So many updates may wait to be applied. */
const GATHERED_MAX = 64
/** An update with nothing in it. */
const NOTHING = Uint8Array.of(0, 0)

interface DocumentReader {
  readonly document: Y.Doc
  /** Applies what has come. */
  readonly look: () => void
  readonly isSynced: () => boolean
  readonly send: (frame: Uint8Array) => void
  readonly close: () => void
}

interface ReaderOptions {
  readonly outside: DriverEnvironment
  readonly url: string
  /** Whether somebody looks at everything as it comes. */
  readonly isWatched: () => boolean
  /** The world that the server has at this address: id and line. False: it is another one than before. */
  readonly meet: (world: string) => boolean
  /** A connection is about the right world; what is asked on it counts. */
  readonly met: () => void
  /** Something came; `frame` is none of sync. */
  readonly heard: (frame: ServerFrame | null) => void
  readonly lost: () => void
  readonly ended: (reason: string) => void
}

export function createReader(options: ReaderOptions): DocumentReader {
  const { outside, url } = options
  const document = new Y.Doc()
  let gathered: Uint8Array[] = []
  let isMet = false
  let isSynced = false

  function look(): void {
    if (gathered.length === 0) return
    const updates = gathered
    gathered = []
    // One transaction: whoever follows the document is told once.
    document.transact(() => {
      for (const update of updates) Y.applyUpdate(document, update)
    })
  }

  function ask(): void {
    look()
    link.send(syncFrame('step1', Y.encodeStateVector(document)))
  }

  function received(frame: ServerFrame): void {
    if (frame.type === 'world') {
      if (!options.meet(`${frame.id} ${frame.line}`)) return
      isMet = true
      ask()
      options.met()
      return
    }
    if (!isMet) return
    if (frame.type === 'step1') link.send(syncFrame('step2', NOTHING))
    else if (frame.type === 'step2' || frame.type === 'update') gather(frame)
    else options.heard(frame)
  }

  function gather({ type, bytes }: { readonly type: 'step2' | 'update'; readonly bytes: Uint8Array }): void {
    // The frame's bytes are somebody else's soon.
    gathered.push(bytes.slice())
    if (type === 'step2') {
      isSynced = true
      link.praise()
    }
    if (options.isWatched() || gathered.length > GATHERED_MAX) look()
    options.heard(null)
  }

  const link = createLink(outside, url, {
    received(frame) {
      try {
        received(frame)
      } catch (error) {
        outside.report(error)
        link.drop()
      }
    },
    lost() {
      isMet = false
      options.lost()
    },
    ended: options.ended,
    doubted: ask,
  })
  return {
    document,
    look,
    isSynced: () => isSynced,
    send: link.send,
    close() {
      link.stop()
      document.destroy()
    },
  }
}
