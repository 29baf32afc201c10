// Making things: of a look, or a starter thing, each as one step of undo.
import type { Starter } from '../../../shared/starters/starter.ts'
import { IMPORTED_AS, isSafeName, nameFromFile } from '../../../shared/folder/format/file-name.ts'
import { PAGE_ENDING } from '../../../shared/folder/format/folder-paths.ts'
import { spotsOn } from '../../../shared/folder/floor-layout.ts'
import { thingNamed } from '../../../shared/folder/links/page-names.ts'
import { pageOf } from '../../../shared/world/view/world-view.ts'
import { makeArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { write, type Edit, type Edited } from '../../../shared/world/edits/scene-edit.ts'
import { sceneArtifact } from '../../../shared/world/scene/scene.ts'
import { createArtifact, type To } from '../../../shared/world/edits/place-edits.ts'
import { isArea } from '../../../shared/world/sprites.ts'
import { editWithNotice, type UndoableEdit } from '../context/act.ts'
import { keptInside, settled } from '../geometry/snap-grid.ts'
import { placeBeside, type Size } from '../geometry/free-spot.ts'
import type { Point, Viewport } from '../geometry/viewport.ts'
import type { World } from '../context/use-world.ts'

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes))

let last = { sprite: 'box', name: 'box' }

/** The last made kind in this tab: a double click makes it again. */
export const lastSprite = (): string => last.sprite

/** Makes a thing with a look and lets its name be written. Coordinates in the host's floor. */
export function make(world: World, sprite: string, place: To, name?: string): ArtifactId | null {
  const id = putDown(world, sprite, place, name)
  if (id !== null) world.selection.name(id)
  return id
}

/** Makes a thing with a look, and leaves what is selected. */
export function putDown(world: World, sprite: string, place: To, name = nameFor(sprite)): ArtifactId | null {
  const id = makeArtifactId(random)
  const thing = isArea(sprite)
    ? { look: { sprite, ...sizeOf(sprite), order: BEHIND }, properties: GROUND }
    : { look: { sprite, ...sizeOf(sprite) } }
  if (!editWithNotice(world, (edit) => createArtifact(edit, { id, name, place, ...thing }))) return null
  last = { sprite, name }
  return id
}

/** The look of a page that nobody gave one, as of those that come with files. */
const BOOK = { sprite: 'book', width: 48, height: 48 }

/**
 * Makes the page that a link by name on another one leads to: beside that one, or on the floor that the name
 * says.
 */
export function makePage(world: World, from: ArtifactId, written: string): ArtifactId | null {
  const { view } = world
  const floors = written.split('/')
  const name = nameFromFile(floors.pop() ?? '')
  const around = view.artifact(from)?.host ?? null
  const beside = around === null || around === 'limbo' ? from : around
  const host = (floors.length === 0 ? null : thingNamed(view, floors.join('/'), from)) ?? beside
  const taken = view.on(host).flatMap((on) => {
    const thing = view.artifact(on)
    return thing?.place ? [{ ...thing.place, ...thing.look }] : []
  })
  const top = host === around ? (view.artifact(from)?.place?.y ?? 0) : 0
  const spot = spotsOn({ taken, hasText: (pageOf(view, host) ?? '').trim() !== '', from: top })(BOOK)
  const id = makeArtifactId(random)
  const thing = { id, name, place: { host, ...spot }, look: BOOK }
  const isMade = editWithNotice(world, (edit) => {
    const made = createArtifact(edit, thing)
    if (!made.ok || !isSafeName(name)) return made
    // Saved under the very name, the link holds for other programs, too.
    return write(edit, () => sceneArtifact(view.scene, id)?.set(IMPORTED_AS, `${name}${PAGE_ENDING}`))
  })
  return isMade ? id : null
}

const nameFor = (sprite: string): string => (sprite === last.sprite ? last.name : sprite)

/** Grounds lie below what stands on them, and in nobody's way. */
const BEHIND = -100
const GROUND = { passable: true, pushable: false, pickable: false } as const

interface MakingWorld extends UndoableEdit {
  readonly selection: Pick<World['selection'], 'select'>
}

/**
 * Puts down a starter thing, with the things that it needs, and selects it. `placeFor` finds a free spot for
 * each.
 */
export function makeStarter(
  world: MakingWorld,
  starter: Starter,
  placeFor: (size: Size) => To,
): ArtifactId | null {
  const id = makeArtifactId(random)
  editWithNotice(world, (edit) => createStarter(edit, id, starter, placeFor))
  // Where a thing that it needs is refused, it stands there all the same.
  if (world.edit.view.artifact(id) === null) return null
  world.selection.select(id)
  return id
}

function createStarter(
  edit: Edit,
  id: ArtifactId,
  { name, text, sprite, width, height, takeable, stays, ...starter }: Starter,
  placeFor: (size: Size) => To,
): Edited {
  const place = placeFor({ width, height })
  const properties = {
    ...(takeable && { takeable }),
    ...(stays && { pushable: false, pickable: false }),
  }
  const thing = { id, name, text, place, look: { sprite, width, height }, properties }
  let made = createArtifact(edit, thing)
  for (const other of starter.with ?? [])
    if (made.ok) made = createStarter(edit, makeArtifactId(random), other, placeFor)
  return made
}

/** How large a new thing of a kind is, in pixels: a house is more than a key. */
export function sizeOf(sprite: string): { width: number; height: number } {
  if (isArea(sprite)) return { width: 288, height: 192 }
  if (sprite === 'board') return { width: 192, height: 112 }
  if (sprite === 'card') return { width: 168, height: 96 }
  const side = SIDES.get(sprite) ?? 64
  return { width: side, height: side }
}

const SIDES = new Map([
  ['house', 128],
  ['tree', 96],
  ['door', 96],
  ['bridge', 128],
  ['boat', 96],
  ['bed', 96],
  ['cloud', 96],
  ['statue', 96],
  ['key', 32],
  ['cup', 32],
  ['ball', 32],
  ['book', 32],
  ['coin', 32],
  ['scroll', 32],
  ['mushroom', 32],
])

/** Makes another of the last kind, around a spot of the floor. */
export function makeAt(world: World, host: ArtifactId, { x, y }: Point): void {
  const sprite = lastSprite()
  const { width, height } = sizeOf(sprite)
  make(world, sprite, {
    host,
    ...keptInside({ x: settled(x - width / 2), y: settled(y - height / 2) }, width),
  })
}

/** Makes another of the last kind in the margin, in view. */
export function makeInView(world: World, host: ArtifactId, viewport: Viewport): void {
  make(world, lastSprite(), placeBeside(world.view, host, viewport, sizeOf(lastSprite())))
}
