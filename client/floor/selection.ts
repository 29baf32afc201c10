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
  | { readonly kind: 'code' }
  | { readonly kind: 'talk' }

/** A line of a page that one was led to; another object each time. `line` counts from 1. */
export interface Pointed {
  readonly id: ArtifactId
  readonly line: number
}

export interface Selected {
  readonly id: ArtifactId | null
  /** Its name is being written. */
  readonly naming: boolean
  readonly panel: Panel
  readonly pointed: Pointed | null
}

export interface Selection {
  readonly now: Selected
  readonly select: (id: ArtifactId | null) => void
  /** Selects a thing and begins to write its name. */
  readonly name: (id: ArtifactId) => void
  readonly stopNaming: () => void
  readonly open: (panel: Panel) => void
  /** Opens a page at a line: a thing's beside the floor, the world's own on it. */
  readonly point: (to: Pointed, isFloor: boolean) => void
  /** True once for each line that one was led to: whoever shows its page goes there. */
  readonly arrive: (at: Pointed) => boolean
  readonly subscribe: (listener: () => void) => () => void
}

export const CLOSED: Panel = { kind: 'none' }

export function createSelection(): Selection {
  const listeners = new Set<() => void>()
  let arrivedAt: Pointed | null = null
  let now: Selected = { id: null, naming: false, panel: CLOSED, pointed: null }

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
      become({ ...now, id, naming: false, panel })
    },
    name: (id) => become({ ...now, id, naming: true }),
    stopNaming: () => become({ ...now, naming: false }),
    open: (panel) => become({ ...now, panel, id: panel.kind === 'inspector' ? panel.id : now.id }),
    point(pointed, isFloor) {
      if (isFloor) become({ ...now, pointed })
      else become({ id: pointed.id, naming: false, panel: { kind: 'inspector', id: pointed.id }, pointed })
    },
    arrive(at) {
      const isNew = at !== arrivedAt
      arrivedAt = at
      return isNew
    },
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
