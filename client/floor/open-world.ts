// A world while it is open in this tab: its replica, and what rests on the replica's documents, made anew when a rebuild
// replaces them.
import type { Awareness } from 'y-protocols/awareness'
import type { Address } from '../../shared/world/address.ts'
import type { Edit } from '../../shared/world/edit.ts'
import { createView, type View } from '../../shared/world/view.ts'
import { deviceOf } from '../app/device.ts'
import type { Person } from '../app/me.ts'
import { greet } from '../people/presence.ts'
import { ownServer } from '../replica/browser.ts'
import { openReplica } from '../replica/open.ts'
import type { Replica } from '../replica/replica.ts'
import { createUndo, type Undo } from './undo.ts'

/** What editors are bound to; another object after a rebuild. */
export interface Bound {
  readonly view: View
  readonly presence: Awareness
  readonly undo: Undo
  /** For the commands of shared/world: what they do can be undone here. */
  readonly edit: Edit
}

export interface OpenWorld {
  readonly replica: Replica
  readonly bound: Bound
  readonly onRebound: (listener: () => void) => () => void
  readonly close: () => void
}

export function openWorld(person: Person, address: Address): OpenWorld {
  const replica = openReplica({ device: deviceOf(person.id), server: ownServer(location), address })
  const listeners = new Set<() => void>()
  let bound = bind(replica, person)
  const stop = replica.onRebuilt(() => {
    unbind(bound)
    bound = bind(replica, person)
    for (const listener of listeners) listener()
  })
  return {
    replica,
    get bound() {
      return bound
    },
    onRebound(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      stop()
      unbind(bound)
      // Its own faults are told through `sync`; nobody is left to be told here.
      replica.close().catch((error: unknown) => console.warn('A world did not close well.', error))
    },
  }
}

/** Holds the world that a screen shows, so that the screen can wait for it, and closes it when the screen goes. */
export interface Holder {
  readonly held: () => OpenWorld | null
  /** Opens a world; returns how to close it. */
  readonly hold: (person: Person, address: Address) => () => void
  readonly subscribe: (listener: () => void) => () => void
}

export function createHolder(): Holder {
  const listeners = new Set<() => void>()
  let world: OpenWorld | null = null
  function become(next: OpenWorld | null): void {
    world = next
    for (const listener of listeners) listener()
  }
  return {
    held: () => world,
    hold(person, address) {
      const opened = openWorld(person, address)
      become(opened)
      return () => {
        become(null)
        opened.close()
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function bind(replica: Replica, person: Person): Bound {
  const view = createView(replica.scene, replica.live)
  const undo = createUndo(replica.scene)
  greet(replica.presence, person)
  return { view, presence: replica.presence, undo, edit: { view, origin: undo.origin } }
}

function unbind({ view, undo }: Bound): void {
  undo.destroy()
  view.destroy()
}
