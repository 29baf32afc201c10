// Programs that run elsewhere and hear of the worlds here: those of people of other nodes, and of ours who
// are not at home. Each sends its subscriptions by a connection of its person's. Events are told over it, and
// answers are waited for, not for long.
import type { EventSubscription } from '../../../shared/play/acts/action.ts'
import type { VisitingListener } from '../../../shared/play/programs/visiting-listeners.ts'
import type { Play } from '../../../shared/play/play.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import { TokenBucket } from '../../../shared/time/token-bucket.ts'
import type { ActionClient, ServerClock } from '../../sync/sync-server.ts'
import { Plays } from '../worlds/open-plays.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'

/** How long an answer is waited for, in ms: somebody waits who wants to do something. */
const ANSWER_MS = 1_500
/**
 * A program that did not answer in time is not asked for so long, in ms: nobody holds up others again and
 * again.
 */
const SLOW_MS = 10_000
/** Questions to one program that are not answered yet. */
const ASKED_MAX = 20
/** Events that one program is told a second, on average, and at once; of more it hears nothing. */
const TOLD = { perSecond: 50, atOnce: 100 }

const LATE = Symbol('late')

/** A world's play, for telling listeners. */
type ListenedPlay = Pick<Play, 'setVisitingListener'>

interface RemoteListener {
  readonly asker: ActionClient
  readonly body: ArtifactId
  /** As the play has it. */
  listener: VisitingListener
  readonly answered: (ask: number, why: string | null) => void
}

export class RemoteListeners {
  readonly #clock: ServerClock
  /** By world, and there by body: the connection with the last subscriptions. */
  readonly #worlds = new Map<WorldKey, Map<ArtifactId, RemoteListener>>()
  readonly #plays = new Plays<ListenedPlay>()

  constructor(clock: ServerClock) {
    this.#clock = clock
  }

  /** The program of a body wants to hear these of a world. */
  listen(key: WorldKey, body: ArtifactId, asker: ActionClient, to: readonly EventSubscription[]): void {
    const listeners = this.#worlds.get(key) ?? new Map<ArtifactId, RemoteListener>()
    const before = listeners.get(body)
    // Its open questions, and whether it was slow, do not end with its subscriptions.
    const listener = before?.asker === asker ? before : createRemoteListener(asker, body, this.#clock)
    listener.listener = { ...listener.listener, to }
    this.#worlds.set(key, listeners.set(body, listener))
    this.#plays.of(key)?.setVisitingListener(body, listener.listener)
  }

  answer(key: WorldKey, asker: ActionClient, ask: number, why: string | null): void {
    this.#listenerOf(key, asker)?.answered(ask, why)
  }

  /** A world is played, until the answer is called. */
  played(key: WorldKey, play: ListenedPlay): () => void {
    for (const { body, listener } of this.#worlds.get(key)?.values() ?? [])
      play.setVisitingListener(body, listener)
    return this.#plays.began(key, play)
  }

  gone(key: WorldKey, asker: ActionClient): void {
    const [listeners, listener] = [this.#worlds.get(key), this.#listenerOf(key, asker)]
    if (listeners === undefined || listener === null) return
    listeners.delete(listener.body)
    if (listeners.size === 0) this.#worlds.delete(key)
    this.#plays.of(key)?.setVisitingListener(listener.body, null)
  }

  #listenerOf(key: WorldKey, asker: ActionClient): RemoteListener | null {
    for (const listener of this.#worlds.get(key)?.values() ?? [])
      if (listener.asker === asker) return listener
    return null
  }
}

function createRemoteListener(asker: ActionClient, body: ArtifactId, clock: ServerClock): RemoteListener {
  const waiting = new Map<number, (why: string | null) => void>()
  let asked = 0
  let slowUntil = -Infinity
  const bucket = new TokenBucket(TOLD, () => clock.now())

  async function inTime(answer: Promise<string | null>): Promise<string | null> {
    const why = await withinTime(clock, ANSWER_MS, answer, LATE)
    if (why !== LATE) return why
    slowUntil = clock.now() + SLOW_MS
    return null
  }

  return {
    asker,
    body,
    answered(ask, why) {
      waiting.get(ask)?.(why)
    },
    listener: {
      to: [],
      tell(event) {
        if (bucket.take()) asker.tell({ type: 'happened', event })
      },
      ask(event) {
        if (clock.now() < slowUntil || waiting.size >= ASKED_MAX) return Promise.resolve(null)
        const ask = (asked += 1)
        const answer = Promise.withResolvers<string | null>()
        waiting.set(ask, answer.resolve)
        asker.tell({ type: 'asked', ask, event })
        return inTime(answer.promise).finally(() => waiting.delete(ask))
      },
    },
  }
}
