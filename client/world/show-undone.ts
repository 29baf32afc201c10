// Shows what was undone or redone: a person who presses Ctrl+Z sees the effect, wherever that is, and hears
// it.
import type { ArtifactId } from '../../shared/world/address.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import { takeBackNotices } from '../notices/notices.ts'
import { announce } from '../notices/announcement.ts'
import { afterDrawing, inWindow } from './geometry/window-spot.ts'
import { inspectedIn } from './context/selection.ts'
import type { Viewport } from './geometry/viewport.ts'
import type { World } from './context/use-world.ts'
import type { Inverse } from '../../shared/history/undo-step.ts'
import type { Undone } from '../undo/undo.ts'

interface FloorOnScreen {
  readonly world: Pick<World, 'view' | 'selection' | 'replica'>
  readonly viewport: Viewport
  /** The floor that is shown. */
  readonly floor: ArtifactId
}

/** Says what was undone; goes where it can be seen, where nothing of it can be seen here. */
export function showUndone(
  { direction, label, edits }: Undone,
  { world, viewport, floor }: FloorOnScreen,
): void {
  takeBackNotices()
  announce(`${direction === 'undo' ? 'Undone' : 'Redone'}: ${label}.`)
  if (edits.some((edit) => showsItself(edit, world, floor))) return
  const { view, replica } = world
  const hostOf = (id: ArtifactId) => view.artifact(id)?.host ?? 'limbo'
  const things = edits.map(({ of }) => of).filter((of) => of !== null && hostOf(of) !== 'limbo')
  const thing = things.find((id) => id !== null && hostOf(id) === floor) ?? things[0] ?? null
  const host = thing && hostOf(thing)
  if (thing === null || host === null || host === 'limbo') return
  if (host === floor) return bringIntoSight(world, viewport, thing)
  go(pathOfFloor(replica.address, host === view.root ? null : host))
  afterDrawing(() => bringIntoSight(world, viewport, thing))
}

/** The world's title is always there, and an open page goes to the undone change in it. */
function showsItself(
  { of, kind }: Inverse,
  { selection }: FloorOnScreen['world'],
  floor: ArtifactId,
): boolean {
  const isOpen = of === floor || inspectedIn(selection.now, floor) === of
  return of === null || (kind === 'page' && isOpen)
}

/** Scrolls down or up, and on a phone, where the floor is wider than the window, aside. */
function bringIntoSight({ view }: FloorOnScreen['world'], viewport: Viewport, id: ArtifactId): void {
  const artifact = view.artifact(id)
  const box = artifact?.place && inWindow(viewport, artifact.place, artifact)
  if (!artifact?.place || !box) return
  const { left, top, right, bottom, room } = box
  const isBeside = left < 0 || right > room.width
  if (isBeside)
    viewport.window?.scrollBy({ left: left - (room.width - (right - left)) / 2, behavior: 'instant' })
  if (top < 0 || bottom > room.height) viewport.show(artifact.place.y + artifact.look.height / 2)
}
