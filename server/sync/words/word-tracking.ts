// The words of worlds in the store: brought up some time after a scene was written, and once it is at rest.
import { type Store, WorldMissing } from '../../storage/store.ts'
import type { DocumentRoom } from '../rooms/document-room.ts'
import { SceneWords } from './scene-words.ts'

interface WordTrackingOptions {
  readonly store: Pick<Store, 'keepWords' | 'unreadWorlds' | 'wordedThings'>
  readonly warn: (room: DocumentRoom, error: unknown) => void
}

export class WordTracking {
  readonly #options: WordTrackingOptions
  /** Of rooms whose scene was written since they were opened. */
  readonly #scenes = new Map<DocumentRoom, SceneWords>()
  /** Scenes written since their words were last read. */
  readonly #touched = new Set<DocumentRoom>()
  /** The last reading of each room: one at a time. */
  readonly #readings = new Map<DocumentRoom, Promise<void>>()

  constructor(options: WordTrackingOptions) {
    this.#options = options
  }

  /** A scene was written, or nobody read its words before. */
  touch(room: DocumentRoom): void {
    this.#touched.add(room)
  }

  /** Reads them where nobody did, or not to the end. */
  async catchUp(room: DocumentRoom): Promise<void> {
    try {
      const unread = await this.#options.store.unreadWorlds([room.key.world])
      if (unread.length > 0) this.touch(room)
    } catch (error) {
      this.#options.warn(room, error)
    }
  }

  /** Brings the words of touched scenes up; where that fails, it is tried again the next time. */
  async keep(rooms: Iterable<DocumentRoom> = [...this.#touched]): Promise<void> {
    for (const room of rooms) {
      const reading = (this.#readings.get(room) ?? Promise.resolve()).then(() => this.#read(room))
      this.#readings.set(room, reading)
      await reading
    }
  }

  /** Nothing of this room is needed any more. */
  forget(room: DocumentRoom): void {
    this.#scenes.get(room)?.stop()
    this.#scenes.delete(room)
    this.#touched.delete(room)
    this.#readings.delete(room)
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
      this.#touched.add(room)
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
