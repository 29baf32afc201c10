// The stores of a moment of the past, or of a preview: those of a world, on a document that is only looked
// at, with nobody in it and nothing running. What is live is not of the past.
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import {
  createWorldStores,
  destroyWorldStores,
  type Past,
  type WorldStores,
} from '../../world/context/world-stores.ts'
import type { OwnerRequester } from '../../world/context/owner-requester.ts'

const nothing = (): void => undefined

/** Nobody runs the past. */
const NOBODY: OwnerRequester = {
  act: () =>
    Promise.resolve({
      ok: false,
      why: 'This is not the world of now, and can only be looked at. Go back to now first.',
    }),
  watch: () => nothing,
  onWhisper: () => nothing,
}

export interface PastStores {
  readonly stores: WorldStores
  readonly end: () => void
}

export function openPastStores(scene: Y.Doc, past: Past): PastStores {
  const live = new Y.Doc()
  const presence = new Awareness(scene)
  const stores = createWorldStores({
    scene,
    live,
    presence,
    owner: NOBODY,
    trial: null,
    past,
  })
  return {
    stores,
    end() {
      destroyWorldStores(stores)
      presence.destroy()
      live.destroy()
    },
  }
}
