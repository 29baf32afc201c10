// The target of a press on the floor, the selection that it makes, and the gesture of a drag that begins
// there.
import { parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { isArea } from '../../../shared/world/sprites.ts'
import type { Gesture, GestureSurface } from './gesture.ts'
import { lassoGesture } from './lasso-gesture.ts'
import { togetherWith } from '../../world/edits/groups.ts'
import { freeOf } from '../../world/edits/selected-edits.ts'
import { moveGesture } from './move-gesture.ts'
import { resizeGesture } from './resize-gesture.ts'
import { CORNERS, type Corner } from '../../world/geometry/resize-box.ts'
import type { Point } from '../../world/geometry/viewport.ts'
import type { World } from '../../world/context/use-world.ts'

export type PressTarget =
  | { readonly kind: 'thing'; readonly id: ArtifactId }
  | { readonly kind: 'corner'; readonly corner: Corner }
  /** Neither text nor a thing. */
  | { readonly kind: 'ground' }

export interface Press {
  readonly target: PressTarget
  readonly isTouch: boolean
  /** Adds to the selection. */
  readonly adds: boolean
  /** The target was selected before. */
  readonly isAgain: boolean
}

/** The target of the press; null when that has presses of its own. */
export function targetOf(target: EventTarget | null): PressTarget | null {
  if (!(target instanceof Element)) return null
  const closest = (selector: string): HTMLElement | null => target.closest<HTMLElement>(selector)
  const corner = CORNERS[Number(closest('[data-corner]')?.dataset['corner'] ?? Number.NaN)]
  if (corner) return { kind: 'corner', corner }
  const id = parseArtifactId(closest('.thing-body')?.dataset['thing'])
  if (id !== null) return { kind: 'thing', id }
  return closest(TAKEN) === null ? { kind: 'ground' } : null
}

/** Words are pressed, which the page itself answers. */
export const isInText = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('.page') !== null

const TAKEN = '.page, .thing, button, input, a, [role="toolbar"], .zoom-buttons'

/** Selects what is pressed, with its group; true when it was selected before. */
export function choose(world: World, target: PressTarget, adds: boolean): boolean {
  if (target.kind !== 'thing') return false
  const { selection } = world
  if (selection.now.ids.has(target.id)) return true
  selection.selectAll([...(adds ? selection.now.ids : []), ...togetherWith(world, [target.id])])
  return false
}

/**
 * A press that was no drag: on one of several that are selected it takes that one alone, or out of them with
 * its group. Answers whether one writes there now.
 */
export function click(world: World, { target, adds, isAgain, isTouch }: Press): boolean {
  const { selection } = world
  if (target.kind === 'ground' && !adds) {
    const letGo = selection.now.ids.size > 0
    selection.select(null)
    // A finger that lets go of something has no use for the keyboard that a caret brings.
    return !(isTouch && letGo)
  }
  if (target.kind !== 'thing' || !isAgain) return false
  if (!adds) selection.selectAll([target.id])
  else {
    const out = new Set(togetherWith(world, [target.id]))
    selection.selectAll([...selection.now.ids].filter((id) => !out.has(id)))
  }
  return false
}

/** The gesture of a drag that begins at a spot of the floor; null when there is nothing to drag. */
export function gestureFor(
  surface: GestureSurface,
  { target, adds, isTouch }: Press,
  spot: Point,
): Gesture | null {
  const { world } = surface
  const { ids } = world.selection.now
  if (target.kind === 'ground') return lassoGesture(surface, spot, { adds, isShown: isTouch })
  if (target.kind === 'corner') return resizeGesture(surface, freeOf(world, ids), target.corner, spot)
  const pressed = world.view.artifact(target.id)
  // A ground that is pinned is as good as the floor.
  if (pressed?.pinned && isArea(pressed.look.sprite))
    return lassoGesture(surface, spot, { adds, isShown: false })
  return moveGesture(surface, freeOf(world, ids), spot)
}
