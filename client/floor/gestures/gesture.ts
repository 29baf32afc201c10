// A gesture of a hand on the floor: where the hand is, and the effect of its drag.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { DragState } from './drag-state.ts'
import type { Point, Viewport } from '../../world/geometry/viewport.ts'
import type { World } from '../../world/context/use-world.ts'

/** Where hands are. */
export interface GestureSurface {
  readonly world: World
  readonly host: ArtifactId
  readonly viewport: Viewport
  readonly hold: DragState
}

/** A pointer that drags. */
export interface Pointer {
  /** In pixels of the screen. */
  readonly at: Point
  /** In pixels of the floor. */
  readonly spot: Point
  /** It goes where it is pulled, past lines and grid. */
  readonly isFree: boolean
  readonly shift: boolean
}

/** The effects of a drag. */
export interface Gesture {
  /** Called once for each frame in which the pointer or the floor moved. */
  readonly frame: (pointer: Pointer) => void
  readonly drop: (pointer: Pointer) => void
  readonly cancel: () => void
}

/** Gives a thing on the screen the focus. */
export function focusThing(id: ArtifactId): void {
  document.querySelector<HTMLElement>(`[data-thing="${CSS.escape(id)}"]`)?.focus({ preventScroll: true })
}
