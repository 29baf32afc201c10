// A stock client in a world of a real node, with somebody's cookie: what it writes and reads, and when and
// why it is sent away.
import { once } from 'node:events'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { parseServerFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { until } from '../../process.ts'

interface Seat extends Disposable {
  readonly doc: Y.Doc
  /** Resolves with the close code, and how long it took from the call on, in ms. */
  readonly closed: Promise<number>
  /** Frames of ours that are on the node's disk. */
  readonly saved: () => number
  /** How many of ours were refused, and why. */
  readonly refused: () => readonly string[]
  write(edit: (doc: Y.Doc) => void): void
  /** Sends an update that was made elsewhere. */
  send(update: Uint8Array): void
}

/** Comes into a world; resolves when its scene is here, rejects when that does not happen. */
export async function sit(
  wsUrl: string,
  address: string,
  cookie: string,
  options: { readonly clientID?: number } = {},
): Promise<Seat> {
  const doc = new Y.Doc()
  const socket = new WebSocket(`${wsUrl}/sync/${address}?inkland=1`, { headers: { cookie } })
  socket.binaryType = 'arraybuffer'
  const refused: string[] = []
  let saved = 0
  let isSynced = false
  const closed = once(socket, 'close').then(([code]) => Number(code))
  socket.on('error', () => undefined)
  socket.on('message', (data: ArrayBuffer) => {
    const frame = parseServerFrame(new Uint8Array(data))
    if (frame?.type === 'step1')
      socket.send(syncFrame('step2', Y.encodeStateAsUpdate(doc, frame.stateVector)))
    if (frame?.type === 'step2' || frame?.type === 'update') Y.applyUpdate(doc, frame.bytes, 'node')
    if (frame?.type === 'step2') isSynced = true
    if (frame?.type === 'saved') saved = frame.frames
    if (frame?.type === 'refused') refused.push(frame.code)
  })
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'node') socket.send(syncFrame('update', update))
  })
  await Promise.race([
    once(socket, 'open').then(() => socket.send(syncFrame('step1', Y.encodeStateVector(doc)))),
    closed.then((code) => Promise.reject(new Error(`closed with ${code}`))),
  ])
  await Promise.race([
    // Its own first frame is counted, too: a later `saved` is about the edits.
    until('the scene is here', () => isSynced && saved > 0),
    closed.then((code) => Promise.reject(new Error(`closed with ${code}`))),
  ])
  return {
    doc,
    closed,
    saved: () => saved,
    refused: () => refused,
    send: (update) => socket.send(syncFrame('update', update)),
    write(edit) {
      // Yjs takes another id when somebody else writes under its own.
      doc.clientID = options.clientID ?? doc.clientID
      doc.transact(() => edit(doc))
    },
    [Symbol.dispose]: () => socket.terminate(),
  }
}
