// Which consoles this tab listens to. Watching is of one connection, so it is asked for anew after each
// reconnect.
import type { Action } from '../../../shared/play/acts/action.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'

export class Watching {
  readonly #ask: (action: Action) => void
  readonly #counts = new Map<ArtifactId, number>()

  constructor(ask: (action: Action) => void) {
    this.#ask = ask
  }

  /** Listens until the returned function is called; two may listen to one thing. */
  watch(thing: ArtifactId): () => void {
    const count = this.#counts.get(thing) ?? 0
    this.#counts.set(thing, count + 1)
    if (count === 0) this.#ask({ verb: 'watch', thing })
    let isOver = false
    return () => {
      if (!isOver) this.#leave(thing)
      isOver = true
    }
  }

  connected(): void {
    for (const thing of this.#counts.keys()) this.#ask({ verb: 'watch', thing })
  }

  #leave(thing: ArtifactId): void {
    const count = (this.#counts.get(thing) ?? 1) - 1
    if (count > 0) {
      this.#counts.set(thing, count)
      return
    }
    this.#counts.delete(thing)
    this.#ask({ verb: 'unwatch', thing })
  }
}
