// People for tests: an avatar as the owner writes it.
import { parseAccountName, type ArtifactId } from '../../../shared/world/address.ts'
import type { Avatar } from '../../../shared/world/avatar.ts'
import { id, ownerOf, ROOT, type World } from '../world/made.ts'

export function avatarOf(name: string, more: Partial<Avatar> = {}): Avatar {
  const account = parseAccountName(name.toLowerCase())
  if (account === null) throw new Error('no account')
  return {
    kind: 'player',
    account,
    name,
    look: { sprite: 'person', color: '#2b6cb0' },
    place: { host: ROOT, x: 40, y: 60, facing: 'down' },
    walk: null,
    since: 1_700_000_000_000,
    isAway: false,
    isKneeling: false,
    visits: [],
    ...more,
  }
}

/** Somebody comes, or is elsewhere now; their body has their name. */
export function putPerson(world: World, name: string, more: Partial<Avatar> = {}): ArtifactId {
  const body = id(name.toLowerCase())
  world.live.transact(() => ownerOf(world).setAvatar(body, avatarOf(name, more)))
  return body
}

export function takePerson(world: World, name: string): void {
  world.live.transact(() => ownerOf(world).setAvatar(id(name.toLowerCase()), null))
}

/** A spot of the world's floor. */
export const at = (x: number, y: number): { readonly place: Avatar['place'] } => ({
  place: { host: ROOT, x, y, facing: 'down' },
})

/** Puts a thing into somebody's hands. */
export function giveTo(world: World, thing: ArtifactId, body: ArtifactId, y = 0): void {
  world.live.transact(() =>
    ownerOf(world).setField(thing, 'place', { host: body, x: 0, y, facing: 'down', was: null }),
  )
}
