// Somebody who writes word after word into a world until its node is killed, and asks afterwards for each
// word that was saved.
import { setTimeout as pause } from 'node:timers/promises'
import type { AccountsNode } from '../../accounts.ts'
import { SceneWriter, seen } from './scene-writer.ts'

const PAUSE_MS = 40

export class Chatter {
  readonly #world: string
  readonly #page: string
  readonly #words: string[] = []
  #made = 0

  constructor(world: string, page: string) {
    this.#world = world
    this.#page = page
  }

  get saved(): number {
    return this.#words.length
  }

  /** Writes until `signal`, or until the world sends everybody out. */
  async writeUntil(node: AccountsNode, signal: AbortSignal): Promise<void> {
    await using writer = await SceneWriter.open(node, this.#world).catch(() => null)
    if (writer === null) return
    const words: string[] = []
    while (!signal.aborted && !writer.isOut) {
      const word = `p${this.#made++}`
      words.push(word)
      writer.write(this.#page, word)
      await pause(PAUSE_MS)
    }
    this.#words.push(...words.slice(0, writer.saved))
  }

  /** How many saved words are not there once. */
  async lost(node: AccountsNode): Promise<number> {
    return seen(node, this.#world, (writer) => {
      const counts = Map.groupBy(writer.words(this.#page), (word) => word)
      return this.#words.filter((word) => counts.get(word)?.length !== 1).length
    })
  }
}
