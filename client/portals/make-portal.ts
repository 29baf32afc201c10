// Makes portals: a door where one looks, or in another world of one's own, which is opened for that.
import { makeArtifactId, type Address, type ArtifactId } from '../../shared/world/address.ts'
import { createArtifact } from '../../shared/world/edits/place-edits.ts'
import { NAME_MAX } from '../../shared/world/limits.ts'
import { notify } from '../notices/notices.ts'
import { go, pathOfWorld } from '../navigation/route.ts'
import type { Context } from '../world/commands/command-types.ts'
import { editWithNotice } from '../world/context/act.ts'
import { sizeOf } from '../world/edits/make-artifacts.ts'
import { placeBeside } from '../world/geometry/free-spot.ts'
import type { PortalDestination } from './portal-destinations.ts'
import { worldNameIn } from '../session/own-node.ts'

const random = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes))

/** Stays where it is put, and can be entered. */
const DOOR = { pickable: false, pushable: false } as const

/** Puts a portal beside the page, in view, and selects it. */
export function makePortal(
  { world, viewport, floor }: Pick<Context, 'world' | 'viewport' | 'floor'>,
  { address, title }: Pick<PortalDestination, 'address' | 'title'>,
): ArtifactId | null {
  const id = makeArtifactId(random)
  const size = sizeOf('door')
  const thing = {
    id,
    name: title.slice(0, NAME_MAX).toWellFormed(),
    place: placeBeside(world.view, floor, viewport, size),
    look: { sprite: 'door', ...size },
    properties: { ...DOOR, portal: worldNameIn(world.replica.address, address) },
  }
  if (!editWithNotice(world, (edit) => createArtifact(edit, thing))) return null
  world.selection.select(id)
  notify({ text: `A portal to “${title}” stands here.` })
  return id
}

/** In this tab alone: a link can open a world, and not build in it. */
let wanted: { readonly where: Address; readonly to: Pick<PortalDestination, 'address' | 'title'> } | null =
  null

/** Opens a world in which a portal is to stand, where it is made as soon as one may write there. */
export function goAndMakePortal(where: Address, to: Pick<PortalDestination, 'address' | 'title'>): void {
  wanted = { where, to }
  go(pathOfWorld(where))
}

/** Where a portal of this world is to lead, once. */
export function takeWanted(where: Address): Pick<PortalDestination, 'address' | 'title'> | null {
  const to = wanted?.where === where ? wanted.to : null
  wanted = null
  return to
}

export const isWanted = (where: Address): boolean => wanted?.where === where
