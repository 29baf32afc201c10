// A fresh copy of a world's scene, as any stock client gets it when it has nothing.
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { parseServerFrame, syncFrame } from '../../shared/wire/frames/sync-frames.ts'

const COPY_MS = 30_000
/** How long somebody who is sent away comes again, and how soon, in ms: as people do. */
const AGAIN = { mostMs: 30_000, everyMs: 200 }

/**
 * Fetches the scene at a sync address; rejects when the socket closes, or after 30 s. The caller destroys it.
 */
export async function fetchCopy(address: string): Promise<Y.Doc> {
  const { promise, resolve, reject } = Promise.withResolvers<Y.Doc>()
  const socket = new WebSocket(address, { perMessageDeflate: false })
  const copy = new Y.Doc()
  const deadline = setTimeout(
    () => reject(new Error(`${address} gave no copy within ${COPY_MS} ms`)),
    COPY_MS,
  )
  socket.on('open', () => socket.send(syncFrame('step1', Y.encodeStateVector(copy))))
  socket.on('message', (data: Buffer) => {
    const frame = parseServerFrame(data)
    if (frame?.type !== 'step2' && frame?.type !== 'update') return
    // A large one comes in updates, and a step 2 at the end.
    Y.applyUpdate(copy, frame.bytes)
    if (frame.type === 'step2') resolve(copy)
  })
  socket.on('error', reject)
  socket.on('close', (code) => reject(new Error(`${address} was closed with ${code}`)))
  try {
    return await promise
  } finally {
    clearTimeout(deadline)
    socket.terminate()
  }
}

/** Likewise, by somebody who comes again when they are sent away. */
export async function fetchCopyAtLast(address: string): Promise<Y.Doc> {
  const end = performance.now() + AGAIN.mostMs
  for (;;) {
    try {
      return await fetchCopy(address)
    } catch (error) {
      if (performance.now() > end) throw error
      await pause(AGAIN.everyMs)
    }
  }
}
