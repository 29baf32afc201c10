// The other people here: y-protocols' awareness, sent to the server and to the other tabs of this browser.
// Only one's own state is sent: the server takes nobody else's, and another tab speaks for itself.
import {
  applyAwarenessUpdate,
  Awareness,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import type * as Y from 'yjs'

type AwarenessChange = Readonly<Record<'added' | 'updated' | 'removed', readonly number[]>>

export type Presence = ReturnType<typeof openPresence>

/** `send` takes one's own state, as an update, whenever somebody is to be told of it. */
export function openPresence(scene: Y.Doc, send: (update: Uint8Array) => void) {
  /** People whom the other tabs told of: they stay when the server is away. */
  const inTabs = new Set<number>()
  let awareness = follow(scene)

  function follow(followed: Y.Doc): Awareness {
    const made = new Awareness(followed)
    made.on('update', ({ added, updated, removed }: AwarenessChange, origin: unknown) => {
      const changed = [...added, ...updated, ...removed]
      if (origin === 'tab') for (const client of changed) inTabs.add(client)
      // Also when it came from elsewhere: somebody said that we left, and awareness has raised our clock
      // against it.
      if (changed.includes(made.clientID)) send(encodeAwarenessUpdate(made, [made.clientID]))
    })
    return made
  }

  return {
    get awareness(): Awareness {
      return awareness
    },
    /** How many other tabs of this browser are here. */
    get otherTabs(): number {
      return [...inTabs].filter((client) => awareness.states.has(client)).length
    },
    /** Goes over to another scene, as the same person with another client id. */
    bind(next: Y.Doc): void {
      const own = awareness.getLocalState()
      awareness.destroy()
      inTabs.clear()
      awareness = follow(next)
      awareness.setLocalState(own)
    },
    fromServer: (update: Uint8Array): void => applyAwarenessUpdate(awareness, update, 'server'),
    fromTab: (update: Uint8Array): void => applyAwarenessUpdate(awareness, update, 'tab'),
    /**
     * Announces this tab anew. Others may have been told that it left, with a clock one higher than ours was.
     */
    announce(): void {
      const own = awareness.meta.get(awareness.clientID)
      if (own) own.clock += 1
      awareness.setLocalState(awareness.getLocalState())
    },
    /** The server is away: those it told of are not known to be here. */
    forgetServer(): void {
      const { clientID, states, meta } = awareness
      const gone = [...states.keys()].filter((client) => client !== clientID && !inTabs.has(client))
      removeAwarenessStates(awareness, gone, 'server')
      // Or else they would not be taken in again before they say something new.
      for (const client of gone) meta.delete(client)
    },
    destroy: (): void => awareness.destroy(),
  }
}
