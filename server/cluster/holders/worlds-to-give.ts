// Which worlds of the process that leads another process can have.
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import { isHome } from '../../owner/worlds/home-worlds.ts'
import type { WorldConnection } from '../../sync/sync-server.ts'
import { nodeOf, type WorldId } from '../../../shared/world/address.ts'

interface GivingNode {
  /** Worlds with code that it plays. */
  readonly played: () => readonly WorldRecord[]
  /** The connections to worlds that it has open. */
  readonly here: () => readonly WorldConnection[]
  readonly find: (world: WorldKey) => Promise<WorldRecord | null>
  readonly isDraft: (world: WorldId) => boolean
}

/**
 * So many worlds, at most, of none of which `stays` says that it stays: first those with code that nobody
 * looks at, then those with people.
 */
export async function worldsToGive(
  { played, here, find, isDraft }: GivingNode,
  most: number,
  stays: (world: WorldKey) => boolean,
): Promise<WorldKey[]> {
  const connections = here()
  const visited = new Set(connections.map(({ world }) => world))
  // Another node follows what happens there by this process.
  const followed = new Set(connections.flatMap(({ member, world }) => (member.kind === 'peer' ? world : [])))
  const mayGo = ({ id, key, address }: WorldRecord): boolean =>
    !stays(key) && !followed.has(key) && nodeOf(address) === null && !isHome(id) && !isDraft(id)
  const found: WorldKey[] = []
  for (const world of played())
    if (found.length < most && !visited.has(world.key) && mayGo(world)) found.push(world.key)
  for (const key of visited) {
    if (found.length >= most) break
    const world = stays(key) ? null : await find(key)
    if (world !== null && mayGo(world)) found.push(key)
  }
  return found
}
