// The keys of a thing with the focus, and of the whole selection with it. Their code is fetched after the
// page.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { use } from '../../world/context/act.ts'
import { GRID, STEP } from '../../world/geometry/snap-grid.ts'
import type { World } from '../../world/context/use-world.ts'
import type * as Many from '../../world/edits/selected-edits.ts'
import { firstViewShown } from '../../device/first-view.ts'
import { meantKeyOf, keyPlaceOf, type KeyStroke } from '../../device/pressed-key.ts'

const ARROWS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['ArrowLeft', [-1, 0]],
  ['ArrowRight', [1, 0]],
  ['ArrowUp', [0, -1]],
  ['ArrowDown', [0, 1]],
])

type KeyEvent = KeyStroke & Pick<KeyboardEvent, 'preventDefault' | 'stopPropagation'>

/** Does what a key says, and keeps it from everybody else. */
export function onThingKey(event: KeyEvent, world: World, id: ArtifactId): void {
  // A menu that has just been opened has no focus yet, but all keys are for it.
  if (document.querySelector('[role=menu]') !== null) return
  const isDone =
    onArrow(event, world) ||
    (isMod(event) ? onLayer(event, world) || onGroup(event, world) : onPlain(event, world, id))
  if (!isDone) return
  event.preventDefault()
  event.stopPropagation()
}

const isMod = ({ ctrlKey, metaKey }: KeyStroke): boolean => ctrlKey || metaKey

function onPlain(event: KeyStroke, world: World, id: ArtifactId): boolean {
  const { selection } = world
  const key = meantKeyOf(event)
  if (key === ' ' && event.shiftKey) selection.gather(id)
  else if (event.altKey) return false
  else if (key === ' ' && world.programs.canBeUsed(id)) use(world, id)
  else if ((key === 'Enter' && !event.shiftKey) || key === ' ') selection.inspect(id)
  else if (key === 'F2') selection.name(id)
  else if (key === 'Delete' || key === 'Backspace')
    withMany((many) => many.putAllAway(world, selection.now.ids))
  else if (key === 'Escape') selection.select(null)
  else return false
  return true
}

/** Moves by a step; Shift by a line of the grid, Alt by a pixel. With Ctrl and Alt it resizes. */
function onArrow(event: KeyStroke, world: World): boolean {
  const arrow = ARROWS.get(meantKeyOf(event))
  if (!arrow || (isMod(event) && !event.altKey)) return false
  const far = event.shiftKey ? GRID : event.altKey && !isMod(event) ? 1 : STEP
  const by = { x: arrow[0] * far, y: arrow[1] * far }
  const isSize = isMod(event)
  withMany((many) => (isSize ? many.growAll : many.nudgeAll)(world, world.selection.now.ids, by))
  return true
}

function onLayer(event: KeyStroke, world: World): boolean {
  const place = keyPlaceOf(event)
  const isUp = place === 'BracketRight' || meantKeyOf(event) === ']'
  if (event.altKey || (!isUp && place !== 'BracketLeft' && meantKeyOf(event) !== '[')) return false
  const shift = isUp ? (event.shiftKey ? 'front' : 'forward') : event.shiftKey ? 'back' : 'backward'
  withMany((many) => many.shiftAll(world, world.selection.now.ids, shift))
  return true
}

function onGroup(event: KeyStroke, world: World): boolean {
  if (event.altKey || meantKeyOf(event) !== 'g') return false
  withMany((many) => (event.shiftKey ? many.ungroupAll : many.groupAll)(world, world.selection.now.ids))
  return true
}

/** Does something to the whole selection, by code that is fetched after the page. */
function withMany(work: (many: typeof Many) => void): void {
  firstViewShown
    .then(() => import('../../world/edits/selected-edits.ts'))
    .then(work)
    .catch((error: unknown) => console.warn('That could not be done.', error))
}
