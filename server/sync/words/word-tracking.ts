// The words of worlds in the store: brought up some time after a scene was written, and once it is at rest.
import { type Store, WorldMissing } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { DocumentRoom } from '../rooms/document-room.ts'
import { SceneWords } from './scene-words.ts'

/**
 * A scene is read once nobody has edited it for so long, in ms; where edits do not pause, after the second
 * time: a long page is written anew as a whole.
 */
const REST_MS = 1_500
const LONGEST_MS = 30_000

/** When a scene was edited since its words were last read. */
interface TouchTimes {
  readonly first: number
  readonly last: number
}

interface WordTrackingOptions {
  readonly store: Pick<Store, 'keepWords' | 'unreadWorlds' | 'wordedThings'>
  readonly clock: Pick<ServerClock, 'now'>
  /** Whether a room is still open. */
  readonly isHere: (room: DocumentRoom) => boolean
  readonly warn: (room: DocumentRoom, error: unknown) => void
}

export class WordTracking {
  readonly #options: WordTrackingOptions
  /** Of rooms whose scene was written since they were opened. */
  readonly #scenes = new Map<DocumentRoom, SceneWords>()
  /** Scenes written since their words were last read. */
  readonly #touched = new Map<DocumentRoom, TouchTimes>()
  /** The last reading of each room: one at a time. */
  readonly #readings = new Map<DocumentRoom, Promise<void>>()

  constructor(options: WordTrackingOptions) {
    this.#options = options
  }

  /** A scene was written, or nobody read its words before. */
  touch(room: DocumentRoom): void {
    const now = this.#options.clock.now()
    this.#touched.set(room, { first: this.#touched.get(room)?.first ?? now, last: now })
  }

  /** Reads them where nobody did, or not to the end. */
  async catchUp(room: DocumentRoom): Promise<void> {
    try {
      const unread = await this.#options.store.unreadWorlds([room.key.world])
      if (unread.length > 0 && this.#options.isHere(room)) this.touch(room)
    } catch (error) {
      this.#options.warn(room, error)
    }
  }

  /** Brings the words of scenes at rest up, or of these; where that fails, it is tried again. */
  async keep(rooms: Iterable<DocumentRoom> = this.#atRest()): Promise<void> {
    for (const room of rooms) {
      const before = this.#readings.get(room)
      // It may have been closed while others were read.
      if (before === undefined && !this.#touched.has(room)) continue
      const reading = (before ?? Promise.resolve()).then(() => this.#read(room))
      this.#readings.set(room, reading)
      await reading
      if (this.#readings.get(room) === reading) this.#readings.delete(room)
    }
  }

  /** Nothing of this room is needed any more. */
  forget(room: DocumentRoom): void {
    this.#scenes.get(room)?.stop()
    this.#scenes.delete(room)
    this.#touched.delete(room)
    this.#readings.delete(room)
  }

  #atRest(): DocumentRoom[] {
    const now = this.#options.clock.now()
    return [...this.#touched].flatMap(([room, { first, last }]) =>
      now - last >= REST_MS || now - first >= LONGEST_MS ? [room] : [],
    )
  }

  async #read(room: DocumentRoom): Promise<void> {
    if (!this.#touched.delete(room)) return
    const { store, warn } = this.#options
    const { key, world, lease } = room
    try {
      await room.ready()
      const scene = await this.#sceneOf(room)
      for (let isDone = false; !isDone;) {
        const read = scene.readSome()
        isDone = read.isDone
        const { words, gone } = read
        const upTo = isDone ? room.sequence : null
        const changes = { line: world.line, words, gone, upTo }
        await store.keepWords(key.world, lease ? { ...changes, epoch: lease.epoch } : changes)
      }
    } catch (error) {
      // All of it is read again: nobody knows what was kept.
      this.#scenes.get(room)?.stop()
      this.#scenes.delete(room)
      if (error instanceof WorldMissing) return
      this.touch(room)
      warn(room, error)
    }
  }

  async #sceneOf(room: DocumentRoom): Promise<SceneWords> {
    const known = this.#scenes.get(room)
    const doc = room.document.doc()
    if (known?.doc === doc) return known
    known?.stop()
    const scene = new SceneWords(doc, await this.#options.store.wordedThings(room.key.world))
    this.#scenes.set(room, scene)
    return scene
  }
}
