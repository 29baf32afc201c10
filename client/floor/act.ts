// What a person does to things, each as one step of undo, with a notice when it is refused.
import { makeArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import {
  bringBack,
  createArtifact,
  moveArtifact,
  sendToLimbo,
  type To,
} from '../../shared/world/edit-places.ts'
import type { Starter } from '../../shared/starters/starter.ts'
import { rename } from '../../shared/world/edit-fields.ts'
import type { Edit, Edited } from '../../shared/world/edit.ts'
import { bringAllBack } from '../../shared/world/limbo.ts'
import { keepLive } from '../../shared/world/keep.ts'
import { isArea } from '../../shared/world/sprite.ts'
import { notify } from '../app/notices.ts'
import { ask } from '../play/owner.ts'
import type { Size } from './spot.ts'
import type { World } from './world.ts'

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes))

/** Runs a command as a step of its own; says why when it is refused. */
export function act({ edit, undo }: Pick<World, 'edit' | 'undo'>, command: (edit: Edit) => Edited): boolean {
  undo.step()
  const done = command(edit)
  if (!done.ok) notify({ text: done.text })
  undo.step()
  return done.ok
}

let last = { sprite: 'box', name: 'box' }

/** The kind that was made last in this tab: what a double click makes again. */
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
  if (!act(world, (edit) => createArtifact(edit, { id, name, place, ...thing }))) return null
  last = { sprite, name }
  return id
}

const nameFor = (sprite: string): string => (sprite === last.sprite ? last.name : sprite)

/** Grounds lie below what stands on them, and in nobody's way. */
const BEHIND = -100
const GROUND = { passable: true, pushable: false, pickable: false } as const

/** Puts down a starter thing, with what it is of no use without, and selects it. `placeFor` finds a free spot for each. */
export function makeStarter(world: World, starter: Starter, placeFor: (size: Size) => To): ArtifactId | null {
  const { name, text, sprite, width, height } = starter
  const id = makeArtifactId(random)
  const place = placeFor(starter)
  const thing = { id, name, text, place, look: { sprite, width, height } }
  if (!act(world, (edit) => createArtifact(edit, thing))) return null
  for (const other of starter.with ?? []) makeStarter(world, other, placeFor)
  world.selection.select(id)
  return id
}

/** How large a new thing of a kind is, in pixels: a house is more than a key. */
export function sizeOf(sprite: string): { width: number; height: number } {
  if (isArea(sprite)) return { width: 288, height: 192 }
  if (sprite === 'board') return { width: 192, height: 112 }
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

export function move(world: World, id: ArtifactId, to: To): boolean {
  return act(world, (edit) => moveArtifact(edit, id, to))
}

export function nameThing(world: World, id: ArtifactId, name: string): boolean {
  return act(world, (edit) => rename(edit, id, name))
}

/** Uses a thing: presses, opens, switches, reads it. What comes of it, its code decides. */
export function use({ owner }: Pick<World, 'owner'>, id: ArtifactId): void {
  void ask(owner, { verb: 'use', thing: id })
}

/** Writes what happened into the world, as one step of undo; says why when it is refused. */
export function keepWhatHappened(world: World): { readonly isRefused: boolean; readonly isChanged: boolean } {
  let isChanged = false
  const stop = world.view.subscribe(() => {
    isChanged = true
  })
  const isKept = act(world, (edit) => keepLive(edit, world.now))
  stop()
  return { isRefused: !isKept, isChanged }
}

/** Puts a thing into limbo, with a way back at hand. */
export function putAway(world: World, id: ArtifactId): void {
  const name = world.view.artifact(id)?.name ?? 'It'
  if (!act(world, (edit) => sendToLimbo(edit, id, Date.now()))) return
  if (world.selection.now.ids.has(id)) world.selection.toggle(id)
  if (world.selection.now.panel.kind === 'inspector') world.selection.open({ kind: 'none' })
  notify({ text: `“${name}” is in limbo.`, action: { label: 'Bring back', run: () => bring(world, id) } })
}

export function bring(world: World, id: ArtifactId): void {
  if (act(world, (edit) => bringBack(edit, id))) world.selection.select(id)
}

/** Brings several back from limbo, as one step, and selects them. */
export function bringAll(world: World, ids: readonly ArtifactId[]): void {
  if (act(world, (edit) => bringAllBack(edit, ids))) world.selection.selectAll(ids)
}

/** Brings one back from limbo to a spot of one's own choice. */
export function bringTo(world: World, id: ArtifactId, to: To): void {
  if (move(world, id, to)) world.selection.select(id)
}
