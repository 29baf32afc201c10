// Bodies that are read whole. Each large one is in memory until it is answered, so there are so many at once:
// of one sender, of all those whom nobody here vouches for, and of all. One sender's slow bodies do not take
// the slots of others, and a sender that is too slow is dropped.
import type { IncomingMessage } from 'node:http'
import type { ServerClock } from '../../time/server-clock.ts'
import { createPlaces, type Placed } from './body-slots.ts'
import {
  BODY_GRACE_MS,
  BODY_SLOWEST_BYTES_PER_S,
  CHECK_EVERY_MS,
  TRANSFER_SILENCE_MS,
  UPLOAD_PLACES,
  type SlotLimits,
} from './http-limits.ts'
import { HttpRefusal } from './http-refusal.ts'

const FIRST_BYTES = 16 * 1024

const TOO_LARGE = new HttpRefusal(413, 'bound', 'The request is too large.')
const BUSY = new HttpRefusal(
  503,
  'busy',
  'Other pictures and worlds are being sent. Try again in a little while.',
  3,
)
const TOO_SLOW = new HttpRefusal(
  408,
  'busy',
  'That took too long to arrive. Try again with a better connection.',
  3,
)

interface Upload extends Placed {
  readonly request: IncomingMessage
  readonly bytesMax: number
  /** The words where there are too many. */
  readonly tooLarge?: (bytes: number) => unknown
}

export interface Uploads {
  /** Reads a body; rejects with an HttpRefusal, or an error where it breaks off. */
  read(upload: Upload): Promise<Uint8Array>
}

/** `busy` is the answer for a sender without a slot. */
export function createUploads(
  { freeBytes, ...places }: SlotLimits,
  { clock, busy }: { readonly clock: Pick<ServerClock, 'now' | 'after'>; readonly busy: HttpRefusal },
): Uploads {
  const take = createPlaces(places, busy)
  return {
    async read(upload) {
      const { request, bytesMax, tooLarge = () => TOO_LARGE } = upload
      const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers
      if (Number(length) > bytesMax) throw tooLarge(Number(length))
      if (encoding !== undefined || Number(length) > freeBytes) take(upload)
      return wholeOf(request, bytesMax, tooLarge, clock)
    },
  }
}

/** For bodies from people. */
export const createPeopleUploads = (clock: Pick<ServerClock, 'now' | 'after'>): Uploads =>
  createUploads(UPLOAD_PLACES, { clock, busy: BUSY })

/** Reads a body piece by piece, and looks every second whether it comes fast enough. */
async function wholeOf(
  request: IncomingMessage,
  bytesMax: number,
  tooLarge: (bytes: number) => unknown,
  clock: Pick<ServerClock, 'now' | 'after'>,
): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // Copied as it comes: tiny pieces would hold a buffer each.
  let body = new Uint8Array(Math.min(FIRST_BYTES, bytesMax))
  let bytes = 0
  const since = clock.now()
  let cancel = (): void => {}

  const take = (piece: Uint8Array): void => {
    const end = bytes + piece.length
    if (end > bytesMax) return reject(tooLarge(end))
    if (end > body.length) {
      const larger = new Uint8Array(Math.min(bytesMax, Math.max(end, 2 * body.length)))
      larger.set(body)
      body = larger
    }
    body.set(piece, bytes)
    bytes = end
  }
  const breakOff = (): void => reject(new Error('the request broke off'))
  const look = (): void => {
    const dueMs = BODY_GRACE_MS + (1000 * bytes) / BODY_SLOWEST_BYTES_PER_S
    if (clock.now() - since > dueMs) reject(TOO_SLOW)
    else cancel = clock.after(CHECK_EVERY_MS, look)
  }

  request.setTimeout(TRANSFER_SILENCE_MS)
  request.on('data', take).once('end', resolve).once('error', breakOff).once('close', breakOff)
  if (request.destroyed) breakOff()
  look()
  try {
    await promise
    return body.subarray(0, bytes)
  } finally {
    cancel()
    request.off('data', take).off('end', resolve).off('error', breakOff).off('close', breakOff)
    // Nobody reads the rest of it.
    if (!request.complete) request.pause()
  }
}
