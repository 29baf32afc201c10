// Tells which worlds have code in their pages. Scenes are inspected some time after an edit, and the result
// is kept in the store, so that a start need not open them all. The same look finds things that got lost.
import type { Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { SceneInspection, type InspectionResult } from './scene-inspection.ts'
import type { DocumentRoom } from './document-room.ts'

/**
 * Scenes are looked at in rounds, at most this often, in ms; and this long after an edit at the earliest, so
 * that some share a look.
 */
const LOOK_MS = 250
const GATHER_MS = 20
/**
 * Where many scenes are edited, so many times as long as a round took passes until the next one, up to the
 * longest pause, in ms: more edits share a look, and looks are no large share of the work.
 */
const PAUSE = { times: 20, longestMs: 400 }
/** Most rooms that are looked at in one turn. */
const ROOMS_AT_ONCE = 10

export interface LivingOptions {
  readonly store: Store
  readonly clock: ServerClock
  /** A scene was inspected, and the result is news; `isLiving`: there is code in its pages. */
  readonly tell: (room: DocumentRoom, isLiving: boolean) => void
  /** Something in a scene that was edited may be where nobody can reach it. */
  readonly tellLost: (room: DocumentRoom) => void
  /** It could not be kept, and will be tried again; or a scene cannot be read. */
  readonly warn: (room: DocumentRoom, error: unknown) => void
}

/** The known state of one scene. */
interface Known {
  scene: SceneInspection | null
  /** The last state that was reported; null if nobody knows. */
  isLiving: boolean | null
  /** Up to which row that is true, and up to which the store knows. */
  lookedTo: number
  keptTo: number
  isKept: boolean | null
}

export class Living {
  readonly #options: LivingOptions
  readonly #rooms = new Map<DocumentRoom, Known>()
  /** Scenes that the round which goes on looks at, and those that the next one looks at. */
  #round = new Set<DocumentRoom>()
  #touched = new Set<DocumentRoom>()
  readonly #waiting = new Map<DocumentRoom, PromiseWithResolvers<boolean>>()
  #isDue = false
  #nextRoundAt = -Infinity
  /** How long this round took so far, in ms. */
  #roundMs = 0

  constructor(options: LivingOptions) {
    this.#options = options
  }

  /** A scene was edited: it is looked at soon. */
  touch(room: DocumentRoom): void {
    this.#touched.add(room)
    if (!this.#isDue) this.#laterForRound()
  }

  /** Looks at a scene, edited or not. */
  look(room: DocumentRoom): Promise<boolean> {
    const answer = this.#waiting.get(room) ?? Promise.withResolvers<boolean>()
    this.#waiting.set(room, answer)
    this.#touched.add(room)
    this.#later(0)
    return answer.promise
  }

  /** Somebody waits to be told of this room. */
  isAwaited(room: DocumentRoom): boolean {
    return this.#waiting.has(room)
  }

  /**
   * Looks at all touched scenes, and keeps what the store does not know. A failure to keep it is reported.
   */
  async finish(rooms: readonly DocumentRoom[]): Promise<void> {
    for (const room of rooms) {
      while (this.#isDueIn(room) && room.document.isReady) this.#lookAt(room)
    }
    await Promise.all(rooms.map((room) => this.#keep(room)))
  }

  /** Nothing of this room is needed any more. */
  forget(room: DocumentRoom): void {
    this.#rooms.get(room)?.scene?.stop()
    this.#rooms.delete(room)
    this.#done(room)
    this.#waiting.get(room)?.reject(new Error('the room was closed'))
    this.#waiting.delete(room)
  }

  /** Tries again to keep what could not be kept. */
  keepAll(): void {
    for (const [room, known] of this.#rooms) {
      if (known.isLiving !== null && known.isLiving !== known.isKept) void this.#keep(room)
    }
  }

  #later(ms: number): void {
    if (this.#isDue) return
    this.#isDue = true
    const run = (): void => {
      try {
        this.#lookAround()
      } finally {
        this.#isDue = false
        this.#goOn()
      }
    }
    if (ms === 0) this.#options.clock.soon(run)
    else this.#options.clock.after(ms, run)
  }

  #lookAround(): void {
    const { clock } = this.#options
    const began = clock.now()
    if (this.#round.size === 0) {
      const free = this.#round
      this.#round = this.#touched
      this.#touched = free
      this.#roundMs = 0
    }
    let left = ROOMS_AT_ONCE
    for (const room of this.#round) {
      if (left-- === 0) break
      this.#lookAt(room)
    }
    const now = clock.now()
    this.#roundMs += now - began
    this.#nextRoundAt = now + Math.min(Math.max(LOOK_MS, this.#roundMs * PAUSE.times), PAUSE.longestMs)
  }

  #goOn(): void {
    if (this.#round.size > 0) this.#later(0)
    else if (this.#touched.size > 0) this.#laterForRound()
  }

  #laterForRound(): void {
    this.#later(Math.max(GATHER_MS, this.#nextRoundAt - this.#options.clock.now()))
  }

  #isDueIn(room: DocumentRoom): boolean {
    return this.#round.has(room) || this.#touched.has(room)
  }

  /** Nothing of a room is to be looked at any more. */
  #done(room: DocumentRoom): void {
    this.#round.delete(room)
    this.#touched.delete(room)
  }

  #lookAt(room: DocumentRoom): void {
    const known = this.#knownOf(room)
    if (!room.document.isReady) return this.#lookLater(room)
    try {
      const doc = room.document.doc()
      if (known.scene?.doc !== doc) {
        known.scene?.stop()
        known.scene = new SceneInspection(doc)
      }
      const found = known.scene.look()
      if (found === 'more') return
      this.#done(room)
      if (found === 'later') this.#touched.add(room)
      else this.#found(room, known, found)
    } catch (error) {
      this.#done(room)
      this.#waiting.get(room)?.reject(error)
      this.#waiting.delete(room)
      this.#options.warn(room, error)
    }
  }

  /** Looks once the document is built. */
  #lookLater(room: DocumentRoom): void {
    this.#done(room)
    room.ready().then(
      () => this.#rooms.has(room) && this.touch(room),
      (error: unknown) => {
        this.#waiting.get(room)?.reject(error)
        this.#waiting.delete(room)
      },
    )
  }

  #found(room: DocumentRoom, known: Known, { hasCode: isLiving, mayHaveLost }: InspectionResult): void {
    // A lost thing is found again at the next start, if this node ends before it is put right.
    if (mayHaveLost) this.#options.tellLost(room)
    else known.lookedTo = room.sequence
    const isNews = known.isLiving !== isLiving
    known.isLiving = isLiving
    this.#waiting.get(room)?.resolve(isLiving)
    this.#waiting.delete(room)
    if (!isNews) return
    void this.#keep(room)
    this.#options.tell(room, isLiving)
  }

  #knownOf(room: DocumentRoom): Known {
    const before = this.#rooms.get(room)
    if (before) return before
    const { isLiving, lookedTo } = room.world
    // The store may know the state before the last edit: then it counts as not known.
    const isTrue = lookedTo === room.openedAt
    const known = {
      scene: null,
      isLiving: isTrue ? isLiving : null,
      lookedTo,
      keptTo: lookedTo,
      isKept: isLiving,
    }
    this.#rooms.set(room, known)
    return known
  }

  async #keep(room: DocumentRoom): Promise<void> {
    const known = this.#rooms.get(room)
    if (!known || known.isLiving === null) return
    const { isLiving, lookedTo } = known
    if (isLiving === known.isKept && lookedTo <= known.keptTo) return
    try {
      await this.#options.store.setLiving(room.key.world, isLiving, lookedTo)
      known.keptTo = Math.max(known.keptTo, lookedTo)
      known.isKept = isLiving
    } catch (error) {
      this.#options.warn(room, error)
    }
  }
}
