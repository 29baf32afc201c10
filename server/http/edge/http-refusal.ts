// A refusal over HTTP: a status, a code for programs, a sentence for people. Thrown by the code that judges a
// request, and turned into an answer in one place.
import { STATUS_CODES } from 'node:http'
import { AccountRefusal, type RefusedKind } from '../../accounts/model/account-refusal.ts'
import { PeerFault, type PeerFaultKind } from '../../peers/outward/faults.ts'
import { RecordsFull } from '../../records/record-faults.ts'
import { BucketFault } from '../../storage/bucket/bucket-faults.ts'
import { Damaged, DiskFull, StoreFault, WorldMissing } from '../../storage/store.ts'

export class HttpRefusal extends Error {
  override readonly name = 'HttpRefusal'
  readonly status: number
  readonly code: string
  /** When it makes sense to ask again, in seconds. */
  readonly retryAfterS: number | null

  constructor(status: number, code: string, text: string, retryAfterS: number | null = null) {
    super(text)
    this.status = status
    this.code = code
    this.retryAfterS = retryAfterS
  }
}

export const NO_SUCH_PAGE = new HttpRefusal(404, 'missing', 'There is nothing at this address.')
export const NO_SUCH_WORLD = new HttpRefusal(404, 'missing', 'There is no such world here.')
export const NOT_UNDERSTOOD = new HttpRefusal(400, 'malformed', 'The request was not understood.')
export const FULL = new HttpRefusal(
  503,
  'full',
  'This server has all the connections it can take. Try again in a little while.',
  10,
)

const DISK = new HttpRefusal(
  503,
  'disk',
  'The server cannot use its disk at the moment, so nothing was changed. Try again in a little while.',
  5,
)
const DISK_FULL = new HttpRefusal(
  503,
  'disk',
  'This node’s disk is full, so nothing was changed. Try again when there is room.',
)

const PICTURES_AWAY = new HttpRefusal(
  503,
  'disk',
  'The pictures of this node cannot be reached at the moment, so nothing was changed. Try again in a little while.',
  5,
)

export const TOO_LATE = new HttpRefusal(
  503,
  'overdue',
  'The server waits for its disk longer than it should. What you asked for may still be done: look before you ask again.',
  10,
)

const BUG = new HttpRefusal(500, 'fault', 'Something went wrong on the server. Its log says what.')

const STATUS_OF: Readonly<Record<RefusedKind, number>> = {
  wrong: 403,
  slow: 429,
  busy: 503,
  taken: 409,
  void: 404,
  shut: 403,
  bound: 409,
  weak: 400,
  closed: 403,
  word: 400,
  name: 409,
}

/** The obstacles between this node and another one: not now, not there, or not so. */
const STATUS_OF_PEER: Readonly<Record<PeerFaultKind, number>> = {
  asleep: 503,
  slow: 503,
  clock: 503,
  busy: 503,
  unreachable: 503,
  blocked: 403,
  private: 403,
  refused: 502,
  version: 502,
}

/** The message for an error: refusals as they are, everything else without its inside. */
export function refusalFor(error: unknown): HttpRefusal {
  if (error instanceof HttpRefusal) return error
  if (error instanceof AccountRefusal) {
    return new HttpRefusal(STATUS_OF[error.kind], error.kind, error.message, error.retryAfterS)
  }
  if (error instanceof PeerFault) {
    return new HttpRefusal(STATUS_OF_PEER[error.kind], error.kind, error.message)
  }
  if (error instanceof RecordsFull) return new HttpRefusal(409, 'bound', error.message)
  if (error instanceof WorldMissing) return NO_SUCH_WORLD
  if (error instanceof DiskFull) return DISK_FULL
  if (error instanceof Damaged) return new HttpRefusal(503, 'disk', error.message)
  if (error instanceof BucketFault) return PICTURES_AWAY
  if (error instanceof StoreFault) return DISK
  return requestError(error) ?? BUG
}

/**
 * Whether an error is a fault of this node, of which an admin has to hear. What another node does not answer,
 * or a person may not, is as usual, whatever the status.
 */
export const isFaultHere = (error: unknown): boolean =>
  !(error instanceof HttpRefusal || error instanceof PeerFault || error instanceof AccountRefusal) &&
  refusalFor(error).status >= 500

/** Express and its body reader mark what is wrong with a request by a status of 4xx. */
function requestError(error: unknown): HttpRefusal | null {
  if (!(error instanceof Error) || !('status' in error) || typeof error.status !== 'number') return null
  const { status } = error
  if (status < 400 || status > 499) return null
  const text =
    REQUEST_ERRORS.get(status) ?? `The request was not understood (${STATUS_CODES[status] ?? status}).`
  return new HttpRefusal(status, status === 413 ? 'bound' : 'malformed', text)
}

const REQUEST_ERRORS = new Map([
  [400, 'The request was not understood.'],
  [413, 'The request is too large.'],
  [415, 'The request is in a format or an encoding that is not understood.'],
])
