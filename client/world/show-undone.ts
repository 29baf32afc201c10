// Shows what was undone or redone: a person who presses Ctrl+Z sees the effect, wherever that is, and hears
// it.
import type { ArtifactId } from '../../shared/world/address.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import { takeBackNotices } from '../notices/notices.ts'
import { announce } from '../notices/announcement.ts'
import { afterDrawing } from '../browser/later.ts'
import { inWindow } from './geometry/window-spot.ts'
import { inspectedIn } from './context/selection.ts'
import type { Viewport } from './geometry/viewport.ts'
import type { World } from './context/use-world.ts'
import type { Inverse, PageEdit } from '../../shared/history/undo-step.ts'
import { pageOf, type View } from '../../shared/world/view/world-view.ts'
import { indexInText } from '../../shared/yjs/texts/text-items.ts'
import { reveal } from './reveal.ts'
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
  const { view, replica } = world
  const isSeen = edits.some((edit) => showsItself(edit, world, floor))
  const page = isSeen ? null : pageIn(edits)
  const where =
    page && ` on ${page.of === view.root ? 'the page of the world' : `“${nameIn(view, page.of)}”`}`
  const words = `${direction === 'undo' ? 'Undone' : 'Redone'}: ${label}${where ?? ''}.`
  if (isSeen) return announce(words)
  // What is selected, or another floor, says its own words first.
  afterDrawing(() => announce(words))
  if (page) return showPage({ world, viewport, floor }, page)
  const hostOf = (id: ArtifactId) => view.artifact(id)?.host ?? 'limbo'
  const things = edits.map(({ of }) => of).filter((of) => of !== null && hostOf(of) !== 'limbo')
  const thing = things.find((id) => id !== null && hostOf(id) === floor) ?? things[0] ?? null
  const host = thing && hostOf(thing)
  if (thing === null || host === null || host === 'limbo') return
  if (host === floor) return bringIntoSight(world, viewport, thing)
  go(pathOfFloor(replica.address, host === view.root ? null : host))
  afterDrawing(() => bringIntoSight(world, viewport, thing))
}

/** The page of a step that is typing and nothing else. */
function pageIn(edits: readonly Inverse[]): PageEdit | null {
  const [first] = edits
  return first?.kind === 'page' && edits.every(({ kind }) => kind === 'page') ? first : null
}

const nameIn = (view: View, id: ArtifactId): string => view.artifact(id)?.name.trim() || 'a thing'

/** Opens a page where it was changed: that of the world on its floor, that of a thing beside it. */
function showPage(shower: FloorOnScreen, { of, added, taken }: PageEdit): void {
  const { view, selection } = shower.world
  if (view.artifact(of) === null) return
  const changed = added[0] ?? taken[0]
  const index = (changed && indexInText(view.scene, changed)) ?? 0
  reveal(shower, of)
  const line = (pageOf(view, of) ?? '').slice(0, index).split('\n').length
  selection.point({ id: of, line }, of === view.root)
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
