// The requests of the programs of a world to addresses outside: how many there may be, and whose answers are
// still wanted. A request ends with its program. One that was sent is never sent again by itself.
import {
  whyNoRoom,
  WORLD_FETCHES_AT_ONCE,
  WORLD_FETCHES_PER_S,
  WORLD_FETCHES_WAITING,
  type WebOutcome,
  type WebRequest,
} from '../../behavior/web-request.ts'
import { TokenBucket } from '../../time/token-bucket.ts'
import type { ArtifactId } from '../../world/address.ts'

/** Asks an address outside. The signal: nobody waits any more. */
export type FetchAddress = (request: WebRequest, signal: AbortSignal) => Promise<WebOutcome>

export interface WebState {
  /** Asks, once what happened with it is stored; answers why not. `answered` is called once at most. */
  readonly ask: (
    by: ArtifactId,
    request: WebRequest,
    answered: (outcome: WebOutcome) => void,
  ) => string | null
  readonly hasNews: () => boolean
  /** Takes what is to begin. */
  readonly takeNews: () => readonly (() => void)[]
  /** A program has ended: it waits for nothing any more. */
  readonly stopped: (by: ArtifactId) => void
  /** All of them have. */
  readonly end: () => void
}

interface WebStateParts {
  readonly fetchAddress?: FetchAddress
  readonly isDraft?: boolean
  /** ms since whenever. */
  readonly now: () => number
  /** There is something to be sent, or to be delivered. */
  readonly onNews: () => void
}

interface OpenRequest {
  readonly by: ArtifactId
  readonly request: WebRequest
  readonly answered: (outcome: WebOutcome) => void
  readonly ending: AbortController
}

const NOT_HERE = 'From here, code can reach nothing outside.'
const A_DRAFT = 'This is a draft. Code in it reaches nothing outside; it does in the world itself.'
const TOO_MANY = `${WORLD_FETCHES_WAITING} requests of this world are still waiting for their answers. Try again later.`
const TOO_OFTEN = `All programs of a world together can fetch ${WORLD_FETCHES_PER_S} time a second, and ${WORLD_FETCHES_AT_ONCE} times at once after a pause.`
const FAILED: WebOutcome = { why: 'Something went wrong on this node. Try again later.', answer: null }

export function createWebState({ fetchAddress, isDraft, now, onNews }: WebStateParts): WebState {
  const pace = new TokenBucket({ perSecond: WORLD_FETCHES_PER_S, atOnce: WORLD_FETCHES_AT_ONCE }, now)
  const open = new Set<OpenRequest>()
  let toBegin: (() => void)[] = []

  async function send(one: OpenRequest, way: FetchAddress): Promise<void> {
    if (!open.has(one)) return
    const outcome = await way(one.request, one.ending.signal).catch(() => FAILED)
    if (!open.delete(one)) return
    const noRoom = outcome.answer === null ? null : whyNoRoom(outcome.answer.text)
    one.answered(noRoom === null ? outcome : { why: noRoom, answer: null })
    onNews()
  }

  function drop(one: OpenRequest): void {
    open.delete(one)
    one.ending.abort()
  }

  return {
    ask(by, request, answered) {
      if (fetchAddress === undefined) return NOT_HERE
      if (isDraft === true) return A_DRAFT
      if (open.size >= WORLD_FETCHES_WAITING) return TOO_MANY
      if (!pace.take()) return TOO_OFTEN
      const one: OpenRequest = { by, request, answered, ending: new AbortController() }
      open.add(one)
      toBegin.push(() => void send(one, fetchAddress))
      onNews()
      return null
    },
    hasNews: () => toBegin.length > 0,
    takeNews() {
      const taken = toBegin
      if (taken.length > 0) toBegin = []
      return taken
    },
    stopped(by) {
      for (const one of open) if (one.by === by) drop(one)
    },
    end() {
      for (const one of open) drop(one)
    },
  }
}
