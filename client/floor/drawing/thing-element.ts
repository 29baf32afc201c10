// The element of a thing on the floor, and where it stands by its style. A thing that only stands there, and
// is nudged by somebody, is not drawn anew: its element is moved. Among ten thousand things that live, this
// is the most frequent change.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { XY } from '../../../shared/play/walking/floor-space.ts'
import type { World } from '../../world/context/use-world.ts'
import type { Box } from '../../world/geometry/box.ts'
import { createMover, pixels, type Mover, type ShownPlace } from '../../world/motion/shown-motion.ts'
import { placeElement, type DragState } from '../gestures/drag-state.ts'

/** A thing as it is drawn. */
export interface DrawnThing {
  readonly artifact: Artifact
  readonly world: World
  /** A hand drags it here. */
  readonly isHeld: boolean
  /** Nobody does anything with it. */
  readonly isPlain: boolean
}

/** Where a thing that is drawn stands, and how it comes there. */
export interface ThingSpot {
  readonly box: Box
  readonly motion: ShownPlace
}

export class ThingElement {
  readonly #id: ArtifactId
  readonly #hold: DragState
  current: HTMLElement | null = null
  #mover: Mover | null = null
  /** As it was drawn last. */
  #drawn: DrawnThing | null = null
  #motion: ShownPlace | null = null
  /** Where its style puts it, if that was written since it was drawn last; null: where it was drawn. */
  #aside: XY | null = null
  #letGo: (() => void) | null = null

  constructor(id: ArtifactId, hold: DragState) {
    this.#id = id
    this.#hold = hold
  }

  /** For an element's `ref`. */
  readonly attach = (element: HTMLElement | null): (() => void) => {
    this.current = element
    this.#mover = createMover(this)
    return () => {
      this.#mover?.stop()
      this.#letGo?.()
      this.current = this.#mover = this.#drawn = this.#motion = this.#aside = this.#letGo = null
    }
  }

  /** It was drawn: it goes on to where it is, or follows the hand. */
  readonly draw = (drawn: DrawnThing, { box, motion }: ThingSpot): void => {
    this.#drawn = drawn
    if (this.current === null) return
    this.#letGo?.()
    this.#letGo = null
    if (drawn.isHeld) {
      this.#letGo = this.#hold.attach(this.#id, this.current)
      this.#aside = box
    } else if (this.#aside !== null) {
      placeElement(this.current, box)
      this.current.style.setProperty('--y', String(box.y))
      this.#aside = null
    }
    if (this.#motion === null || !isSameMotion(this.#motion, motion)) this.#mover?.show(motion)
    this.#motion = motion
    this.follow()
  }

  /** Stands where the thing is now, when that is all that is another about it. */
  follow(): void {
    const { current: element } = this
    const drawn = this.#drawn
    if (element === null || !drawn?.isPlain) return
    const { artifact, world } = drawn
    const now = world.view.artifact(this.#id)
    if (now === artifact || !now?.place || !isOnlyNudged(artifact, now)) return
    const { x, y } = now.place
    const at = this.#aside ?? artifact.place ?? now.place
    if (x === at.x && y === at.y) return
    element.style.translate = pixels({ x, y })
    // Only when it is another: all in it takes a style anew with it.
    if (y !== at.y) element.style.setProperty('--y', String(y))
    this.#aside = { x, y }
    this.#mover?.show({ x, y, walk: null, isHeld: world.past?.isMoving() ?? false })
  }
}

const isSameMotion = (a: ShownPlace, b: ShownPlace): boolean =>
  a.x === b.x && a.y === b.y && a.walk === b.walk && a.isHeld === b.isHeld

/** Whether a thing is drawn as before, but for its spot. */
export function isOnlyNudged(before: Artifact | null, now: Artifact | null): boolean {
  return (
    before !== null &&
    now !== null &&
    before.place !== null &&
    before.place.host === now.place?.host &&
    before.host === now.host &&
    before.walk === null &&
    now.walk === null &&
    before.name === now.name &&
    before.look === now.look &&
    before.properties === now.properties &&
    before.pinned === now.pinned
  )
}
