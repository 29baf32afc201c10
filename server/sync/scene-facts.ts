// What the store keeps of scenes beside their logs, brought up some time after a scene was written: its title
// for lists, whether there is code in it, and its words.
import { nodeOf } from '../../shared/world/address.ts'
import type { DocumentRoom } from './rooms/document-room.ts'
import { Living, type LivingOptions } from './rooms/living-worlds.ts'
import { Titles, type TitlesOptions } from './rooms/title-index.ts'
import { WordTracking } from './words/word-tracking.ts'

interface SceneFactsOptions extends Omit<LivingOptions, 'tell'>, Pick<TitlesOptions, 'isHere'> {
  /** Null: nobody wants to know which scenes have code, and none is looked at for that. */
  readonly tell: LivingOptions['tell'] | null
}

export class SceneFacts {
  readonly #titles: Titles
  readonly #words: WordTracking
  readonly #living: Living | null

  constructor(options: SceneFactsOptions) {
    const { tell } = options
    this.#titles = new Titles(options)
    this.#words = new WordTracking(options)
    this.#living = tell && new Living({ ...options, tell })
  }

  /** A scene was written. */
  touch(room: DocumentRoom): void {
    this.#titles.touch(room)
    this.#words.touch(room)
    // The code of another node's world runs there.
    if (nodeOf(room.world.address) === null) this.#living?.touch(room)
  }

  /** A room has opened. */
  opened(room: DocumentRoom): void {
    // Another process, in which somebody searches, cannot read it now.
    if (room.key.kind === 'scene' && room.lease !== undefined) void this.#words.catchUp(room)
  }

  /** Whether there is code in a scene, edited or not. */
  async look(room: DocumentRoom): Promise<boolean> {
    return (await this.#living?.look(room)) ?? false
  }

  /** Somebody waits to be told of this room. */
  isAwaited(room: DocumentRoom): boolean {
    return this.#living?.isAwaited(room) === true
  }

  /** Brings titles up, and keeps what could not be kept of code; where that fails, it is tried again. */
  async keep(): Promise<void> {
    this.#living?.keepAll()
    await this.#titles.keep()
  }

  /** The same of words. */
  keepWords(): Promise<void> {
    return this.#words.keep()
  }

  /** Reads the words of a scene that nobody read before, or not to the end. */
  readWords(room: DocumentRoom): Promise<void> {
    this.#words.touch(room)
    return this.#words.keep([room])
  }

  /** Keeps what the store does not know of rooms that are closed. */
  async finish(rooms: readonly DocumentRoom[]): Promise<void> {
    await this.#living?.finish(rooms)
    await this.#words.keep(rooms)
  }

  /** Nothing of this room is needed any more. */
  forget(room: DocumentRoom): void {
    this.#living?.forget(room)
    this.#words.forget(room)
  }
}
