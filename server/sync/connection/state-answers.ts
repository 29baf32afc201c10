// Answers a client's step 1 with what it lacks. A reader who has not taken its answer is not read from.
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { ConnectionPlace } from './connection-place.ts'
import type { DocumentRoom } from '../rooms/document-room.ts'
import type { RoomMember } from '../rooms/room-member.ts'
import type { SyncSocket } from '../socket/sync-socket.ts'
import { TOO_BUSY } from './client-updates.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { StateRequests } from './state-requests.ts'

/** Of 123 bytes at most, as reasons are. */
const ANOTHER_LINE =
  'This world has begun anew. What you have is of before: keep what you need of it, and reload.'

interface AnsweredConnection extends Pick<RoomMember, 'send' | 'close'> {
  readonly place: Pick<ConnectionPlace, 'seesPast'>
  /** It compares lines itself. */
  readonly isInkland: boolean
  /** What came makes sense. */
  known(): void
  /** Stops reading, until `again`. */
  hold(why: 'waiting'): void
  /** Does what had to wait, and goes on reading. */
  again(run: () => void): void
}

interface StateAnswersOptions {
  readonly connection: AnsweredConnection
  readonly wire: Pick<SyncSocket, 'queued'>
  readonly heartbeat: Heartbeat
  readonly questions: StateRequests
}

export class StateAnswers {
  readonly #options: StateAnswersOptions

  constructor(options: StateAnswersOptions) {
    this.#options = options
  }

  answer(room: DocumentRoom, vector: Uint8Array): void {
    const { connection } = this.#options
    // The log's bytes hold what was deleted: somebody who may not see the past is given the state alone.
    const answer = room.answer(vector, connection.place.seesPast(), !connection.isInkland)
    if (answer !== null) connection.known()
    if (answer === 'other') return connection.close(CLOSE.identity, ANOTHER_LINE)
    if (answer === 'wait') return this.#whenReady(room, () => this.answer(room, vector))
    if (!(answer instanceof Promise)) return this.#give(answer)
    connection.hold('waiting')
    answer.then(
      (messages) => connection.again(() => this.#give(messages)),
      () => connection.close(CLOSE.disk, TOO_BUSY),
    )
  }

  #give(answer: readonly Uint8Array[] | null): void {
    const { connection, wire, heartbeat, questions } = this.#options
    if (answer === null) return connection.close(CLOSE.malformed, 'A state vector came that cannot be read.')
    connection.known()
    if (wire.queued === 0) heartbeat.drained()
    for (const message of answer) {
      heartbeat.allow(message)
      connection.send(message)
    }
    questions.answered()
  }

  #whenReady(room: DocumentRoom, run: () => void): void {
    const { connection } = this.#options
    connection.hold('waiting')
    room.ready().then(
      () => connection.again(run),
      () => undefined,
    )
  }
}
