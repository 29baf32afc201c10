// One client's connection to one document: reads its frames one at a time, tells it what happens, and lets go
// of it when it is too slow, silent or strange.
import { atLeast } from '../../../shared/world/rights.ts'
import {
  CLOSE,
  heldFrame,
  parseClientFrame,
  presenceFrame,
  refusedFrame,
  savedFrame,
  undoneFrame,
  worldFrame,
  type RefusalCode,
} from '../../../shared/wire/frames/sync-frames.ts'
import type { Member } from '../../contracts/request-member.ts'
import { ActionRequests, whyNotTaken } from './action-requests.ts'
import type { RefusedWork } from '../following/foreign-scenes.ts'
import type { ConnectionOptions, ConnectionParts } from './connection-options.ts'
import type { ConnectionPlace } from './connection-place.ts'
import { Inbox, type Holding } from './frame-inbox.ts'
import { frameBytesMax, LARGE_BYTES, type UnfinishedSender } from './unfinished-frames.ts'
import { NOBODY } from '../presence/room-presence.ts'
import { Heartbeat } from './heartbeat.ts'
import { ClientUpdates, TOO_BUSY } from './client-updates.ts'
import type { DocumentRoom } from '../rooms/document-room.ts'
import type { RoomMember } from '../rooms/room-member.ts'
import { StateAnswers } from './state-answers.ts'
import { StateRequests } from './state-requests.ts'
import { FirstFrameLimit } from './first-frame-limit.ts'
import type { SocketListener, SyncSocket } from '../socket/sync-socket.ts'

/** After this many refusals our own client is let go of as well. */
const REFUSALS_MAX = 100
/** A world goes to another process: whoever was in it comes again, to that one (RFC 6455, 7.4.1: 1012). */
export const MOVES = { code: 1012, reason: 'This world moves to another process. It is being opened again.' }
const keepalive = presenceFrame(NOBODY)

export class Connection implements SocketListener, UnfinishedSender, RoomMember {
  readonly member: Member
  readonly place: ConnectionPlace
  readonly isInkland: boolean
  /** Is told nothing of the document itself. */
  readonly isBare: boolean
  readonly #isFollower: boolean
  readonly #readsDeltas: boolean
  readonly #parts: ConnectionParts
  readonly #wire: SyncSocket
  readonly #inbox: Inbox
  readonly #offers: ClientUpdates
  readonly #heartbeat: Heartbeat
  readonly #questions: StateRequests
  readonly #answers: StateAnswers
  #room: DocumentRoom | null = null
  /** Null once its first frame came, which made sense. */
  #stranger: FirstFrameLimit | null
  #isClosed = false
  /** Step 2 and update frames, refused ones included. */
  #frames = 0
  #refusals = 0
  /** On the live document of a client that takes our own frames. */
  #asking: ActionRequests | null = null

  constructor(parts: ConnectionParts, options: ConnectionOptions) {
    const { wire, member } = options
    this.#parts = parts
    this.#wire = wire
    this.member = member
    this.place = options.place
    this.isInkland = options.isInkland
    this.isBare = options.isBare
    this.#isFollower = options.isFollower
    this.#readsDeltas = options.readsDeltas
    // The node of a bare connection has signed its request.
    this.#stranger = this.isBare ? null : new FirstFrameLimit(parts.clock.now())
    this.#inbox = new Inbox(parts, wire, this)
    this.#offers = new ClientUpdates(this, parts)
    this.#questions = new StateRequests(this, wire, parts.clock)
    this.#heartbeat = new Heartbeat(wire, parts.clock, member.kind === 'peer', options.beats)
    const answering = { wire, heartbeat: this.#heartbeat, questions: this.#questions }
    this.#answers = new StateAnswers({ connection: this, ...answering })
  }

  /** Begins, once the world is open: tells which it is, what was undone, who is here; asks what they have. */
  enter(room: DocumentRoom, undone: readonly RefusedWork[] = []): void {
    if (this.#isClosed || this.#isSentOut()) return
    this.#room = room
    room.add(this, this.#readsDeltas)
    if (this.isInkland) this.send(worldFrame(room.world.id, this.place.lineOf(room.world)))
    for (const each of undone) this.#giveUndone(each)
    if (this.isInkland && !this.#isFollower && room.key.kind === 'live') this.#begin(room)
    if (!this.isBare) this.#introduce(room)
    this.#offers.tend(room)
    this.#inbox.release()
  }

  #introduce(room: DocumentRoom): void {
    this.#stranger?.allow(room.document.vectorBytesMax)
    if (room.document.isUnread) this.#questions.isOwed = true
    else this.#questions.ask(room)
    this.#showEverybody(room)
  }

  /** It may be large: nobody counts as too slow for what they never asked for. */
  #giveUndone(undone: RefusedWork): void {
    const message = undoneFrame(undone)
    this.#heartbeat.allow(message)
    this.send(message)
  }

  /** Whether somebody is still there. */
  get isOpen(): boolean {
    return !this.#isClosed
  }

  message(frame: Uint8Array): void {
    this.#heartbeat.heard()
    this.#inbox.take(frame)
  }

  text(): void {
    this.close(CLOSE.malformed, 'This address speaks binary frames only.')
  }

  bytes(): void {
    this.#heartbeat.heard()
    if (this.#stranger?.maySend(this.#wire.bytesIn) === false) return this.#wire.cut()
    const room = this.#room
    const { unfinished } = this.#wire
    if (unfinished <= LARGE_BYTES || room === null) return
    if (unfinished > frameBytesMax(room, this.place.right())) return this.close(CLOSE.right, room.whyNot)
    this.#inbox.noteUnfinished()
  }

  /** Too much is on its way, over all connections: this one comes again. */
  noRoom(): void {
    this.close(CLOSE.disk, TOO_BUSY)
  }

  get by(): string {
    return this.member.id
  }

  pong(): void {
    this.#heartbeat.heard()
  }

  drained(): void {
    this.#heartbeat.drained()
    this.#inbox.taken()
  }

  closed(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#inbox.close()
    this.#offers.left()
    this.#room?.remove(this)
    this.#asking?.gone()
    this.#parts.open.delete(this)
  }

  /** Sends frames as one piece; a reader that does not keep up is cut off, and hurts only itself. */
  send(...frames: readonly Uint8Array[]): void {
    if (this.#isClosed) return
    if (this.#heartbeat.isFull) {
      this.#wire.cut()
      return
    }
    this.#heartbeat.told()
    this.#wire.send(...frames)
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return
    const { pace } = this.#parts
    if (code === MOVES.code && pace !== undefined) {
      // Nothing more is read of it, and nothing told.
      this.#wire.pause()
      pace.add(() => this.#wire.close(code, reason))
    } else this.#wire.close(code, reason)
    this.closed()
  }

  /** A frame of this connection is on the disk. */
  stored(frame: number | null, isStep2: boolean): void {
    this.#offers.stored(frame, isStep2)
  }

  /** Tells how many frames are on the disk, when there is something new to tell. */
  receipt(): void {
    const saved = this.#offers.news()
    if (saved !== null && this.isInkland) this.send(savedFrame(saved))
  }

  /** The disk failed under a frame of this connection: it keeps its changes, and comes again. */
  cannotSave(why: string): void {
    this.close(CLOSE.disk, why)
  }

  /** Reads nothing any more. Updates on their way to the disk are still answered. */
  retire(): void {
    this.#inbox.hold('retiring')
  }

  /** Likewise, since the world goes to another process: what is done then is not told here. */
  leave(): void {
    this.retire()
    this.#asking?.hold()
  }

  /** Looks after the connection; called every few seconds. */
  tend(now: number): void {
    if (this.#room !== null && this.#stranger?.isLate(now)) {
      return this.close(CLOSE.idle, 'Nothing that makes sense came in time.')
    }
    if (this.#room !== null && this.#isSentOut()) return
    if (this.#questions.isOwed && this.#stranger !== null) this.guarded((room) => this.#questions.ask(room))
    this.#asking?.tend()
    this.guarded((room) => this.#offers.tend(room))
    this.#inbox.taken()
    const heartbeat = this.#heartbeat.check(now, this.#inbox.isHeld)
    if (heartbeat === 'gone') return this.#wire.cut()
    if (heartbeat === 'ping') this.#wire.ping()
    // While a world opens, nothing is sent before the frame that says which world it is.
    if (this.#room !== null && this.#heartbeat.isQuiet(now)) this.send(keepalive)
  }

  /** Closes the connection where its member may not see this world any more. */
  #isSentOut(): boolean {
    if (atLeast(this.place.right(), 'see')) return false
    const { code, reason } = this.place.whyNot()
    this.close(code, reason)
    return true
  }

  /** Reads a frame. */
  read(bytes: Uint8Array): void {
    this.guarded((room) => this.#handle(room, bytes))
  }

  /** Does something with the room, which is opened anew when that fails. */
  guarded(act: (room: DocumentRoom) => void): void {
    const room = this.#room
    if (this.#isClosed || room === null) return
    try {
      act(room)
    } catch (error) {
      room.broke(error)
    }
  }

  #handle(room: DocumentRoom, bytes: Uint8Array): void {
    const frame = parseClientFrame(bytes)
    if (frame === null) return this.close(CLOSE.malformed, 'A frame came that cannot be read.')
    switch (frame.type) {
      case 'step1':
        return this.#isSentOut() ? undefined : this.#answers.answer(room, frame.stateVector)
      case 'presence':
        return this.#present(room, frame.bytes)
      case 'askPresence':
        return this.#isSentOut() ? undefined : this.#showEverybody(room)
      case 'step2':
      case 'update':
        this.#frames++
        return this.#offers.take(room, frame.bytes, frame.type === 'step2')
      case 'action':
        return this.#act(frame.sequence, frame.bytes)
      case 'imported':
        return this.#offers.mark(frame.mark)
      case 'taken':
        return this.place.taken(frame.upTo)
    }
  }

  /** From here on the client can ask the world's owner, who is told that somebody is there. */
  #begin(room: DocumentRoom): void {
    this.#asking = new ActionRequests({
      world: room.world,
      member: this.member,
      actions: this.#parts.actions,
      clock: this.#parts.clock,
      place: this.place,
      isLate: () => this.#heartbeat.isLate,
      silentMs: () => this.#heartbeat.silentMs,
      send: (frames) => room.catchUp(this, frames),
    })
    this.#asking.tend()
  }

  /** Asks the world's owner; the answer is sent when it is done. */
  #act(sequence: number, bytes: Uint8Array): void {
    if (this.#asking === null) return this.close(CLOSE.malformed, 'Actions are not taken here.')
    const refused = whyNotTaken(this.#asking.take(sequence, bytes))
    if (refused === null) return this.known()
    this.close(refused.code, refused.reason)
  }

  #present(room: DocumentRoom, update: Uint8Array, shown = this.#parts.shownAs(this.member)): void {
    if (shown instanceof Promise) {
      this.hold()
      return void shown.then((found) => this.again(() => this.#present(room, update, found)))
    }
    if (!room.hear(this, update, shown, this.place.right()))
      this.close(CLOSE.malformed, 'Presence came that cannot be read.')
  }

  #showEverybody(room: DocumentRoom): void {
    const everybody = room.presence.everybody()
    if (everybody) this.send(everybody)
  }

  /** What came makes sense. */
  known(): void {
    this.#stranger = null
  }

  heal(room: DocumentRoom): void {
    this.#questions.heal(room)
  }

  /** Tells our own client why its frames are not stored for now; null: they are again. */
  tellHeld(text: string | null): void {
    if (this.isInkland) this.send(heldFrame(text))
  }

  hold(why: Holding = 'waiting'): void {
    this.#inbox.hold(why)
  }

  /** Does what had to wait, and goes on reading. */
  again(run: () => void): void {
    this.#inbox.again(() => this.guarded(run))
  }

  /** Refuses a frame for good: our client keeps the rest as a copy, and a stock client is closed. */
  refuse(code: RefusalCode, text: string): void {
    // A refusal is for good. Somebody whose session ended keeps what was on its way: a guest who signed in
    // just now goes on with it as the account.
    if (this.place.whyNot().code === CLOSE.signIn && this.#isSentOut()) return
    this.#room?.refused(this.member.id, code)
    if (!this.isInkland || ++this.#refusals > REFUSALS_MAX) return this.close(CLOSE[code], text)
    this.send(refusedFrame(this.#frames, code, text))
  }
}
