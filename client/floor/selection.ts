// What is selected on the floor, what is being named, and what lies open beside it. One store, so that a thing listens
// for itself alone and selecting draws two things anew, not all.
import { useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'

/** What lies open beside the floor. */
export type Panel =
  | { readonly kind: 'none' }
  | { readonly kind: 'inspector'; readonly id: ArtifactId }
  | { readonly kind: 'limbo' }
  | { readonly kind: 'people' }

export interface Selected {
  readonly id: ArtifactId | null
  /** Its name is being written. */
  readonly naming: boolean
  readonly panel: Panel
}

export interface Selection {
  readonly now: Selected
  readonly select: (id: ArtifactId | null) => void
  /** Selects a thing and begins to write its name. */
  readonly name: (id: ArtifactId) => void
  readonly stopNaming: () => void
  readonly open: (panel: Panel) => void
  readonly subscribe: (listener: () => void) => () => void
}

export const CLOSED: Panel = { kind: 'none' }

export function createSelection(): Selection {
  const listeners = new Set<() => void>()
  let now: Selected = { id: null, naming: false, panel: CLOSED }

  function become(next: Selected): void {
    now = next
    for (const listener of listeners) listener()
  }

  return {
    get now() {
      return now
    },
    select(id) {
      if (id === now.id) return
      // An open inspector follows what is selected, and stays when nothing is.
      const panel = id !== null && now.panel.kind === 'inspector' ? { kind: now.panel.kind, id } : now.panel
      become({ id, naming: false, panel })
    },
    name: (id) => become({ ...now, id, naming: true }),
    stopNaming: () => become({ ...now, naming: false }),
    open: (panel) => become({ ...now, panel, id: panel.kind === 'inspector' ? panel.id : now.id }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Something of the selection; drawn anew only when that changes. `pick` answers plain values or parts of it. */
export function useSelected<T>(selection: Selection, pick: (now: Selected) => T): T {
  return useSyncExternalStore(selection.subscribe, () => pick(selection.now))
}
