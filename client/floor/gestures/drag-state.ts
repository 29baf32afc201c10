// The things that a hand drags just now, and where: dragged or resized things follow the hand by their style,
// written at once, so that moving them draws nothing anew. Nothing of it is in the documents before the drop.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Box } from '../../world/geometry/box.ts'
import type { Guide } from '../../world/geometry/snap-lines.ts'
import { Listeners } from '../../device/listener-set.ts'

/** The boxes of dragged things. */
export type BoxOf = (id: ArtifactId) => Box | null

export interface DragState {
  /** The dragged things; the same set as long as it is. */
  readonly ids: ReadonlySet<ArtifactId>
  /** The lines drawn over the floor meanwhile; another object when something of it changes. */
  readonly drawn: DragDrawing
  readonly begin: (ids: Iterable<ArtifactId>) => void
  readonly put: (boxOf: BoxOf, drawn: Partial<DragDrawing>) => void
  readonly draw: (drawn: Partial<DragDrawing>) => void
  /** Nothing is held any more. */
  readonly end: () => void
  /** An element that follows while its thing is held; returns how to end that. */
  readonly attach: (id: ArtifactId, element: HTMLElement) => () => void
  /** Calls back when other things are held. */
  readonly subscribe: (listener: () => void) => () => void
  readonly subscribeDrawn: (listener: () => void) => () => void
}

interface DragDrawing {
  /** Around what is resized. */
  readonly frame: Box | null
  readonly guides: readonly Guide[]
  readonly lasso: Box | null
}

const NOTHING: DragDrawing = { frame: null, guides: [], lasso: null }
const NONE: ReadonlySet<ArtifactId> = new Set()

export function createDragState(): DragState {
  const listeners = new Listeners()
  const drawnListeners = new Listeners()
  const elements = new Map<ArtifactId, HTMLElement>()
  let ids = NONE
  let drawn = NOTHING
  let at: BoxOf = () => null

  function draw(next: Partial<DragDrawing>): void {
    drawn = { ...drawn, ...next }
    drawnListeners.tell()
  }
  function hold(next: ReadonlySet<ArtifactId>): void {
    ids = next
    listeners.tell()
  }

  return {
    get ids() {
      return ids
    },
    get drawn() {
      return drawn
    },
    begin(next) {
      at = () => null
      hold(new Set(next))
    },
    put(boxOf, next) {
      at = boxOf
      for (const [id, element] of elements) placeElement(element, boxOf(id))
      draw(next)
    },
    draw,
    end() {
      hold(NONE)
      draw(NOTHING)
    },
    attach(id, element) {
      elements.set(id, element)
      placeElement(element, at(id))
      return () => elements.delete(id)
    },
    subscribe: listeners.add,
    subscribeDrawn: drawnListeners.add,
  }
}

/** Puts an element of the floor where a box is. Its depth stays: a dragged element is over everything. */
export function placeElement({ style }: HTMLElement, box: Box | null): void {
  if (box === null) return
  style.translate = `${box.x}px ${box.y}px`
  const [width, height] = [`${box.width}px`, `${box.height}px`]
  if (style.width !== width) style.width = width
  if (style.height !== height) style.height = height
}
