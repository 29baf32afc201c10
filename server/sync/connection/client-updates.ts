// The step 2 and update frames of one connection. Each is judged, cut in pieces where it is large, taken in
// when its turn comes, and counted.
import { VALUES_MAX } from '../../../shared/json/plain-json.ts'
import { DOCUMENT_ITEMS_MAX, FRAME_BYTES_MAX } from '../../../shared/world/limits.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { RowNote } from '../../../shared/world/author.ts'
import type { RefusalCode } from '../../../shared/wire/frames/sync-frames.ts'
import type { UnreadableReason } from '../../../shared/yjs/update-reader.ts'
import type { IdRange } from '../../../shared/yjs/id-ranges.ts'
import { piecesOfDeletions } from '../../../shared/yjs/update-pieces.ts'
import { divided } from '../../../shared/yjs/apply-slices.ts'
import { DIRECT_PARTS, TURN_STEPS, WHOLE_STEPS } from '../../../shared/yjs/work-steps.ts'
import { WorkFault } from '../../workers/work-fault.ts'
import type { ConnectionParts } from './connection-options.ts'
import type { ConnectionPlace } from './connection-place.ts'
import type { RoomMember } from '../rooms/room-member.ts'
import { TOO_MUCH_WORK } from '../document/document-size.ts'
import { NEW_IDS_HELD } from '../rooms/new-writers.ts'
import { Receipts } from './frame-receipts.ts'
import type { DocumentRoom } from '../rooms/document-room.ts'
import type { Cut } from '../validation/trial-runner.ts'
import { DIRECT_BYTES } from '../validation/work-bounds.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/** A right that was asked for counts for so long, in ms. */
const RIGHT_MS = 5_000

export const TOO_BUSY = 'This node is too busy. Your changes are kept on your device until it can save them.'

/** Why a large frame is refused. */
const UNREAD: Readonly<Record<UnreadableReason, string>> = {
  malformed: 'This change is damaged and cannot be read.',
  large: `One change can have at most ${DOCUMENT_ITEMS_MAX} pieces. Make it in smaller steps.`,
  crowded: `One value in a world can hold at most ${VALUES_MAX} others.`,
}

/**
 * Whoever waits for new client ids is asked again after so long at least, in ms: they send again all that is
 * not saved.
 */
const NEW_IDS_AGAIN_MS = 30_000

const EMPTY = Uint8Array.of(0, 0)

/** A frame, or what is left of one that is taken in pieces. */
interface Offer {
  readonly pieces: readonly Uint8Array[]
  /** They are parts of one that was too large to be judged at once. */
  readonly isDivided: boolean
  /** Deletions that come after all of them. */
  readonly postponed: IdRange[]
  readonly isStep2: boolean
  /** Why it was written, where that is no plain edit. */
  readonly note: RowNote | null
}

/** The connection whose updates these are. */
interface UpdatingConnection extends RoomMember {
  /** The client hears why something waits. */
  readonly isInkland: boolean
  /** Its member's right is asked for each piece. */
  readonly place: Pick<ConnectionPlace, 'right' | 'askRight'>
  /** Stops reading, until `again`. */
  hold(): void
  /** Does what had to wait, and goes on reading. */
  again(run: () => void): void
  /** What came makes sense. */
  known(): void
  refuse(code: RefusalCode, text: string): void
  /** Asks again what the client has. */
  heal(room: DocumentRoom): void
  /** Tells the client why its frames are not stored for now; null: they are again. */
  tellHeld(text: string | null): void
  /** Too much is on its way, and they come again. */
  noRoom(): void
}

export class ClientUpdates {
  readonly #connection: UpdatingConnection
  readonly #parts: Pick<ConnectionParts, 'clock' | 'imports'>
  readonly #receipts = new Receipts()
  /** Why their edits stay on their device until there is room again; null while they are stored. */
  #heldBack: string | null = null
  /** Until then they are not asked for what waits for new client ids, in ms of the monotonic clock. */
  #heldUntil = -Infinity
  /** Of the import that the next frame brings. */
  #mark: string | null = null
  /** When the right was asked for last, in ms since 1970. */
  #rightAskedAt = -Infinity
  /** Ends the waiting for a large frame's turn to be cut; null: none waits. */
  #leaving: AbortController | null = null

  constructor(connection: UpdatingConnection, parts: Pick<ConnectionParts, 'clock' | 'imports'>) {
    this.#connection = connection
    this.#parts = parts
  }

  get #member(): MemberId {
    return this.#connection.member.id
  }

  /** A frame is on the disk; null: a piece of one that goes on. */
  stored(frame: number | null, isStep2: boolean): void {
    if (frame !== null) this.#receipts.stored(frame, isStep2)
  }

  /** How many frames are on the disk without a gap, if that is more than was said before; null otherwise. */
  news(): number | null {
    return this.#receipts.news()
  }

  /** The next frame brings what is imported under this mark. */
  mark(mark: string): void {
    this.#mark = mark
  }

  /** Takes in the bytes of a frame. */
  take(room: DocumentRoom, bytes: Uint8Array, isStep2: boolean): void {
    if (bytes.length > FRAME_BYTES_MAX) {
      return this.#connection.refuse(
        'bound',
        `One change can have at most ${FRAME_BYTES_MAX} bytes. Make it in smaller steps.`,
      )
    }
    const note =
      this.#mark === null ? null : this.#parts.imports.noteOf(this.#mark, room.world.id, this.#member)
    this.#mark = null
    const offer: Offer = { pieces: [bytes], isDivided: false, postponed: [], isStep2, note }
    if (bytes.length > DIRECT_BYTES) void this.#divide(room, offer)
    else this.#next(room, offer)
  }

  /**
   * Tells why nothing can be saved, before somebody writes; asks for what was held back, as soon as there is
   * room for it.
   */
  tend(room: DocumentRoom): void {
    const { whyReadOnly } = room
    if (whyReadOnly !== null) return this.#tellHeld(whyReadOnly)
    if (this.#parts.clock.monotonic() < this.#heldUntil) return this.#tellHeld(NEW_IDS_HELD)
    if (this.#heldBack === null || room.whyNoRoom(this.#member) !== null) return
    this.#heldBack = null
    this.#connection.tellHeld(null)
    this.#connection.heal(room)
  }

  /** The disk does not work: our own client waits, all others come again. */
  #cannotSave(why: string): void {
    if (this.#connection.isInkland) this.#holdBack(why)
    else this.#connection.cannotSave(why)
  }

  /**
   * There is no room for it today. It is neither stored nor refused: tomorrow there is room, and a week of
   * work without a network must not become a copy until then. It stays on the device.
   */
  #holdBack(text: string): void {
    this.#receipts.miss()
    this.#tellHeld(text)
  }

  #tellHeld(text: string): void {
    if (this.#heldBack === text) return
    this.#heldBack = text
    this.#connection.tellHeld(text)
  }

  /** Takes in a frame, or the next piece of one. Nearly all frames pass here, so it creates no functions. */
  #next(room: DocumentRoom, offer: Offer): void {
    const { pieces, isDivided, isStep2, note } = offer
    const piece = pieces[0]
    if (piece === undefined) return
    const isForgotten = this.#connection.isInkland
    const verdict = room.judge(piece, this.#member, { most: DIRECT_PARTS, isPart: isDivided, isForgotten })
    if (verdict.type !== 'refused') this.#connection.known()
    switch (verdict.type) {
      case 'refused':
        return this.#connection.refuse(verdict.code, verdict.text)
      case 'missing':
        if (!room.mayWrite(this.#connection.place.right())) return this.#mayNot(room, offer)
        this.#receipts.miss()
        // The missing part may be what was held back.
        return this.#heldBack === null ? this.#connection.heal(room) : undefined
      case 'wait':
        return this.#whenReady(room, offer)
      case 'large':
        return void this.#divide(room, offer)
      case 'nothing': {
        if (!room.dues.pay(this.#member, verdict)) return this.#payLater(room, offer)
        const rest = restOf(offer, verdict)
        if (rest !== null) return this.#goOn(room, rest)
        if (room.isBusy)
          room.acknowledge({
            connection: this.#connection,
            frame: this.#receipts.pend(isStep2),
            isStep2,
          })
        else this.#receipts.take(isStep2)
        return this.#connection.receipt()
      }
      case 'adds': {
        if (!room.mayWrite(this.#connection.place.right())) return this.#mayNot(room, offer)
        if (room.whyReadOnly !== null) return this.#cannotSave(room.whyReadOnly)
        const full = room.whyFull([verdict], this.#member)
        if (full !== null)
          return full.isForToday ? this.#holdBack(full.text) : this.#connection.refuse('bound', full.text)
        if (verdict.cost.steps > TURN_STEPS) {
          const smaller = divided(verdict.reading)
          if (smaller !== null) {
            offer.postponed.push(...verdict.postponed)
            const pieces = [...smaller, ...offer.pieces.slice(1)]
            return this.#goOn(room, { ...offer, pieces, isDivided: true })
          }
          if (verdict.cost.steps > WHOLE_STEPS) return this.#connection.refuse('bound', TOO_MUCH_WORK)
        }
        // Whoever sends again what has to wait pays for each look at it.
        if (!room.dues.pay(this.#member, verdict)) return this.#payLater(room, offer)
        const waitMs = room.newIdsWaitMs([verdict], this.#member)
        if (waitMs > 0) return this.#awaitNewIds(waitMs)
        room.countNewIds([verdict], this.#member)
        const rest = restOf(offer, verdict)
        const frame = rest === null ? this.#receipts.pend(isStep2) : null
        room.take(verdict, { connection: this.#connection, frame, isStep2 }, note)
        if (rest !== null) return this.#goOn(room, rest)
        if (room.isLoaded) this.#holdUntilStored(room)
      }
    }
  }

  #holdUntilStored(room: DocumentRoom): void {
    this.#connection.hold()
    room.whenStored(() => this.#connection.again(() => undefined))
  }

  /**
   * Goes on with what is left of a frame, once what was taken of it is on the disk: others have their turn
   * between.
   */
  #goOn(room: DocumentRoom, offer: Offer): void {
    this.#connection.hold()
    const next = (): void => this.#connection.again(() => this.#next(room, offer))
    if (room.isBusy) room.whenStored(next)
    else this.#parts.clock.soon(next)
  }

  #payLater(room: DocumentRoom, offer: Offer): void {
    this.#connection.hold()
    room.dues.later(() => this.#connection.again(() => this.#next(room, offer)))
  }

  /** Whoever waits keeps it, and is asked for it when it is time. All else that they send is taken. */
  #awaitNewIds(waitMs: number): void {
    this.#heldUntil = this.#parts.clock.monotonic() + Math.max(waitMs, NEW_IDS_AGAIN_MS)
    this.#holdBack(NEW_IDS_HELD)
  }

  /**
   * Has the first piece read in another process, since that takes a while. It comes back as many small ones.
   */
  async #divide(room: DocumentRoom, offer: Offer): Promise<void> {
    const [large, ...rest] = offer.pieces
    if (large === undefined) return
    this.#connection.hold()
    this.#leaving ??= new AbortController()
    const cut = await room.cut(large, this.#member, this.#leaving.signal).catch((error: unknown) => error)
    this.#connection.again(() => {
      if (!isCut(cut)) return this.#notRead(cut)
      if ('unread' in cut)
        return this.#connection.refuse(cut.unread === 'malformed' ? 'malformed' : 'bound', UNREAD[cut.unread])
      const [first] = cut.pieces
      // It holds nothing at all.
      this.#next(room, {
        ...offer,
        pieces: first === undefined ? [EMPTY, ...rest] : [...cut.pieces, ...rest],
        isDivided: true,
      })
    })
  }

  /** The connection is gone: what waits to be cut takes no more memory. */
  left(): void {
    this.#leaving?.abort()
  }

  /** A frame was not read in the time and memory that it may take; or too many wait for it. */
  #notRead(error: unknown): void {
    if (error instanceof WorkFault && (error.code === 'slow' || error.code === 'large')) {
      return this.#connection.refuse('bound', UNREAD.large)
    }
    this.#connection.noRoom()
  }

  #whenReady(room: DocumentRoom, offer: Offer): void {
    this.#connection.hold()
    room.ready().then(
      () => this.#connection.again(() => this.#next(room, offer)),
      () => undefined,
    )
  }

  /** Asks the host of the world before an edit is refused for good: the known right may be old. */
  #mayNot(room: DocumentRoom, offer: Offer): void {
    const now = this.#parts.clock.now()
    const asked = isRecent(this.#rightAskedAt, RIGHT_MS, now) ? null : this.#connection.place.askRight()
    if (asked === null) return this.#connection.refuse('right', room.whyNot)
    this.#rightAskedAt = now
    this.#connection.hold()
    void asked.then(() => this.#connection.again(() => this.#next(room, offer)))
  }
}

/** What is left of a frame once its first piece was taken; null: that was all of it. */
function restOf(offer: Offer, taken: { readonly postponed: readonly IdRange[] }): Offer | null {
  const { pieces, postponed } = offer
  postponed.push(...taken.postponed)
  if (pieces.length > 1) return { ...offer, pieces: pieces.slice(1) }
  if (postponed.length === 0) return null
  const last = piecesOfDeletions(postponed, DIRECT_PARTS)
  return { ...offer, pieces: last, isDivided: false, postponed: [] }
}

const isCut = (answer: unknown): answer is Cut => !(answer instanceof Error)
