// The other people here: y-protocols' awareness, sent to the server and to the other tabs of this browser.
// Only one's own state is sent: the server takes nobody else's, and another tab speaks for itself.
import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import type * as Y from 'yjs'

interface PresenceOptions {
  readonly toServer: (update: Uint8Array) => void
  readonly toTabs: (update: Uint8Array) => void
}

interface AwarenessChange {
  readonly added: readonly number[]
  readonly updated: readonly number[]
  readonly removed: readonly number[]
}

export class Presence {
  readonly #options: PresenceOptions
  #awareness: Awareness
  /** People whom the other tabs told of: they stay when the server is away. */
  #inTabs = new Set<number>()

  constructor(scene: Y.Doc, options: PresenceOptions) {
    this.#options = options
    this.#awareness = this.#follow(scene)
  }

  get awareness(): Awareness {
    return this.#awareness
  }

  /** How many other tabs of this browser are here. */
  get otherTabs(): number {
    return [...this.#inTabs].filter((client) => this.#awareness.states.has(client)).length
  }

  /** Goes over to another scene, as the same person with another client id. */
  bind(scene: Y.Doc): void {
    const old = this.#awareness
    const own = old.getLocalState()
    old.destroy()
    this.#inTabs.clear()
    this.#awareness = this.#follow(scene)
    this.#awareness.setLocalState(own)
  }

  fromServer(update: Uint8Array): void {
    applyAwarenessUpdate(this.#awareness, update, 'server')
  }

  fromTab(update: Uint8Array): void {
    applyAwarenessUpdate(this.#awareness, update, 'tab')
  }

  /**
   * Announces this tab anew. Others may have been told that it left, with a clock one higher than ours was.
   */
  announce(): void {
    const own = this.#awareness.meta.get(this.#awareness.clientID)
    if (own) own.clock += 1
    this.#awareness.setLocalState(this.#awareness.getLocalState())
  }

  /** The server is away: those it told of are not known to be here. */
  forgetServer(): void {
    const { clientID, states, meta } = this.#awareness
    const gone = [...states.keys()].filter((client) => client !== clientID && !this.#inTabs.has(client))
    removeAwarenessStates(this.#awareness, gone, 'server')
    // Or else they would not be taken in again before they say something new.
    for (const client of gone) meta.delete(client)
  }

  destroy(): void {
    this.#awareness.destroy()
  }

  #follow(scene: Y.Doc): Awareness {
    const awareness = new Awareness(scene)
    awareness.on('update', ({ added, updated, removed }: AwarenessChange, origin: unknown) => {
      const changed = [...added, ...updated, ...removed]
      if (origin === 'tab') for (const client of changed) this.#inTabs.add(client)
      // Also when it came from elsewhere: somebody said that we left, and awareness has raised our clock
      // against it.
      if (changed.includes(awareness.clientID)) this.#send(awareness)
    })
    return awareness
  }

  #send(awareness: Awareness): void {
    const update = encodeAwarenessUpdate(awareness, [awareness.clientID])
    this.#options.toServer(update)
    this.#options.toTabs(update)
  }
}
