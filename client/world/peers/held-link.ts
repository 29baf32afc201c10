// A held thing that is elsewhere: a link here stands for it, and says where it is.
import type { ArtifactId, AccountName, NodeName } from '../../../shared/world/address.ts'
import { broughtFromOf } from '../../../shared/world/live/brought-from.ts'
import { linkOf } from '../../../shared/world/live/live-document.ts'
import type { World } from '../context/use-world.ts'
import { localNameIn, ownNode } from '../../session/own-node.ts'

/** Where a thing in one's hand is, in words; null: here. */
export function heldElsewhereWords(
  { view, replica }: Pick<World, 'view' | 'replica'>,
  id: ArtifactId,
): string | null {
  const link = view.live && linkOf(view.live, id)
  if (link === null) return null
  const node = link.slice(0, link.indexOf('/'))
  if (node === ownNode()) return 'at home with you'
  const came = broughtFromOf(view.scene, view.live, id)
  return `lent by ${came === null ? node : saidHere(replica.address, came.from)}`
}

/** A person who is named in a world, as this node says it; a node has the same name everywhere. */
export const saidHere = (world: World['replica']['address'], from: AccountName | NodeName): string =>
  from.includes('@') ? localNameIn(world, from as AccountName) : from
