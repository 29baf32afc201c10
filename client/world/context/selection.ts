// The selection (one thing or many), the thing being named, and the panel beside the floor. One store, so
// that a thing listens for itself alone and selecting draws two things anew, not all. The inspector has no
// thing of its own: it is about the selection, so that nobody writes to another thing than the marked one.
import { useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { Listeners } from '../../device/listener-set.ts'

/** The panel beside the floor. */
export type Panel =
  | { readonly kind: 'none' }
  /** Of the selection; of the shown floor when nothing is selected. */
  | { readonly kind: 'inspector' }
  | { readonly kind: 'limbo' }
  | { readonly kind: 'people' }
  /** On a phone; a wide window has it on the other side. */
  | { readonly kind: 'outline' }
  | { readonly kind: 'talk' }
  /** The things that one holds. */
  | { readonly kind: 'hands' }
  /** The rights here. */
  | { readonly kind: 'share' }
  /** Sessions, versions and changes of the past. */
  | { readonly kind: 'history' }
  /** The drafts of this world; in a draft, what differs in it. */
  | { readonly kind: 'drafts' }

/** A line of a page that one was led to; another object each time. `line` counts from 1. */
interface Pointed {
  readonly id: ArtifactId
  readonly line: number
  /** Letters of the line that are meant, from 0. */
  readonly words?: { readonly from: number; readonly to: number }
}

export interface Selected {
  /** The selected things, in the order of their selection. */
  readonly ids: ReadonlySet<ArtifactId>
  /** The last of them: the one that keys and the inspector are about. */
  readonly id: ArtifactId | null
  /** Its name is being written. */
  readonly naming: boolean
  /** Somebody gathers things by keys: going on to the next thing leaves what is selected. */
  readonly gathering: boolean
  readonly panel: Panel
  readonly pointed: Pointed | null
}

export interface WorldSelection {
  readonly now: Selected
  /** Selects this one alone, or nothing. */
  readonly select: (id: ArtifactId | null) => void
  /** Selects these alone; the last of them is the one that keys are about. */
  readonly selectAll: (ids: Iterable<ArtifactId>) => void
  /** Adds one to the selection, or takes it out. */
  readonly toggle: (id: ArtifactId) => void
  /** As `toggle`, and from then on `reach` selects nothing, until something else is selected. */
  readonly gather: (id: ArtifactId) => void
  /** The keyboard came to a thing: the last of these, which are selected with it. */
  readonly reach: (ids: readonly ArtifactId[]) => void
  /** Selects a thing and begins to write its name. */
  readonly name: (id: ArtifactId) => void
  readonly stopNaming: () => void
  readonly open: (panel: Panel) => void
  /** Selects a thing and opens the inspector; of many that are selected, when it is one of them. */
  readonly inspect: (id: ArtifactId) => void
  /** Opens a page at a line: a thing's beside the floor, the world's own on it. */
  readonly point: (to: Pointed, isFloor: boolean) => void
  /** True once for each line that one was led to: the component with its page goes there. */
  readonly arrive: (at: Pointed) => boolean
  readonly subscribe: (listener: () => void) => () => void
}

export const CLOSED: Panel = { kind: 'none' }

export function createSelection(): WorldSelection {
  const listeners = new Listeners()
  let arrivedAt: Pointed | null = null
  let now: Selected = {
    ids: new Set(),
    id: null,
    naming: false,
    gathering: false,
    panel: CLOSED,
    pointed: null,
  }

  function become(next: Selected): void {
    now = next
    listeners.tell()
  }

  /** `id` is among `ids`, and null when there are none. */
  function choose(ids: ReadonlySet<ArtifactId>, id: ArtifactId | null): void {
    become({ ...now, ids, id, naming: false, gathering: false })
  }

  return {
    get now() {
      return now
    },
    select(id) {
      if (id === now.id && now.ids.size <= 1) return
      choose(new Set(id === null ? [] : [id]), id)
    },
    selectAll(ids) {
      const next = new Set(ids)
      if (next.size === now.ids.size && [...next].every((id) => now.ids.has(id))) return
      choose(next, [...next].at(-1) ?? null)
    },
    toggle(id) {
      const next = new Set(now.ids)
      if (!next.delete(id)) next.add(id)
      choose(next, [...next].at(-1) ?? null)
    },
    gather(id) {
      const next = new Set(now.ids)
      if (now.gathering || !next.has(id)) {
        if (!next.delete(id)) next.add(id)
      }
      choose(next, [...next].at(-1) ?? null)
      become({ ...now, gathering: true })
    },
    reach(ids) {
      const id = ids.at(-1)
      if (id !== undefined && !now.gathering && !now.ids.has(id)) choose(new Set(ids), id)
    },
    name: (id) => become({ ...now, ids: new Set([id]), id, naming: true, gathering: false }),
    stopNaming: () => become({ ...now, naming: false }),
    open: (panel) => become({ ...now, panel }),
    inspect: (id) =>
      become({
        ...now,
        ids: now.ids.has(id) ? now.ids : new Set([id]),
        id,
        naming: false,
        panel: { kind: 'inspector' },
      }),
    point(pointed, isFloor) {
      if (isFloor) return become({ ...now, pointed })
      const { id } = pointed
      become({
        ids: new Set([id]),
        id,
        naming: false,
        gathering: false,
        panel: { kind: 'inspector' },
        pointed,
      })
    },
    arrive(at) {
      const isNew = at !== arrivedAt
      arrivedAt = at
      return isNew
    },
    subscribe: listeners.add,
  }
}

/** The subject of the inspector, on this floor; null while it is closed. */
export function inspectedIn({ id, panel }: Selected, floor: ArtifactId): ArtifactId | null {
  return panel.kind === 'inspector' ? (id ?? floor) : null
}

/**
 * Something of the selection; drawn anew only when that changes. `pick` answers plain values or parts of it.
 */
export function useSelected<T>(selection: WorldSelection, pick: (now: Selected) => T): T {
  return useSyncExternalStore(selection.subscribe, () => pick(selection.now))
}
