// Shows what was undone or redone: whoever presses Ctrl+Z sees what came of it, wherever that is, and hears it.
import type { ArtifactId } from '../../shared/world/address.ts'
import { go, pathOfFloor } from '../app/route.ts'
import { announce } from '../floor/announce.ts'
import type { Stage } from '../floor/stage.ts'
import type { World } from '../floor/world.ts'
import type { Inverse } from './step.ts'
import type { Undone } from './undo.ts'

interface Shown {
  readonly world: Pick<World, 'view' | 'selection' | 'replica'>
  readonly stage: Stage
  /** The floor that is shown. */
  readonly floor: ArtifactId
}

/** Says what was undone; goes where it can be seen, where nothing of it can be seen here. */
export function showUndone({ direction, label, edits }: Undone, { world, stage, floor }: Shown): void {
  announce(`${direction === 'undo' ? 'Undone' : 'Redone'}: ${label}.`)
  if (edits.some((edit) => showsItself(edit, world, floor))) return
  const { view, replica } = world
  const hostOf = (id: ArtifactId) => view.artifact(id)?.host ?? 'limbo'
  const things = edits.map(({ of }) => of).filter((of) => of !== null && hostOf(of) !== 'limbo')
  const thing = things.find((id) => id !== null && hostOf(id) === floor) ?? things[0] ?? null
  const host = thing && hostOf(thing)
  if (thing === null || host === null || host === 'limbo') return
  if (host === floor) return bringIntoSight(world, stage, thing)
  go(pathOfFloor(replica.address, host === view.root ? null : host))
  // The first frame draws the other floor, the second knows how large it is.
  requestAnimationFrame(() => requestAnimationFrame(() => bringIntoSight(world, stage, thing)))
}

/** The world's title is always there, and a page that is open goes to what was undone in it. */
function showsItself({ of, kind }: Inverse, { selection }: Shown['world'], floor: ArtifactId): boolean {
  const { panel } = selection.now
  const isOpen = of === floor || (panel.kind === 'inspector' && panel.id === of)
  return of === null || (kind === 'page' && isOpen)
}

/** Scrolls down or up, and on a phone, where the floor is wider than the window, aside. */
function bringIntoSight({ view }: Shown['world'], stage: Stage, id: ArtifactId): void {
  const { window, paper } = stage
  const artifact = view.artifact(id)
  if (!artifact?.place || !window || !paper) return
  const { x, y } = artifact.place
  const { width, height } = artifact.look
  const { top, bottom } = stage.seen()
  const scale = stage.scale()
  const frame = window.getBoundingClientRect()
  const left = paper.getBoundingClientRect().left + x * scale - frame.left
  const isBeside = left < 0 || left + width * scale > frame.width
  if (isBeside) window.scrollBy({ left: left - (frame.width - width * scale) / 2, behavior: 'instant' })
  if (y < top || y + height > bottom) stage.show(y + height / 2)
}
