// Where a portal can lead: one's own worlds, those of others here, those of other nodes that one was in, and
// those of people whom one met.
import type { Friends } from '../../shared/wire/api/friend-bodies.ts'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { nodeOf, type Address } from '../../shared/world/address.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { fetchWorlds } from '../api/worlds-api.ts'
import { fetchFriends } from '../api/friends-api.ts'
import { titleOf } from '../words/place-words.ts'
import { systemClock } from '../device/system-clock.ts'
import { pause } from '../../shared/time/time-limit.ts'

export interface PortalDestination {
  /** As this node says it. */
  readonly address: Address
  readonly title: string
  /** The owner of the world, if the address does not name one. */
  readonly of: string | null
}

/** Nobody waits longer for what other nodes say just now, in ms; what they said before is there at once. */
const PEER_TIMEOUT_MS = 600

/** Fetches the destinations that the node knows of. People can still paste the address of any other. */
export async function fetchDestinations(): Promise<readonly PortalDestination[]> {
  const [worlds, friends] = await Promise.all([
    fetchWorlds().then(
      (list) => list.worlds,
      () => [],
    ),
    friendsSoon(),
  ])
  const listed = worlds.map(({ address, title, owner }) => ({
    address,
    title: titleOf(title, address),
    of: owner?.name ?? null,
  }))
  const known = new Set(listed.map(({ address }) => address))
  const theirs = friends.flatMap(({ name, worlds: open }) =>
    open.map(({ address, title }) => ({ address, title: titleOf(title, address), of: name })),
  )
  return [...listed, ...theirs.filter(({ address }) => !known.has(address))]
}

/** The worlds of this node in which one may write: where a portal can be put. */
export async function fetchOwnWorlds(): Promise<readonly WorldSummary[]> {
  const { worlds } = await fetchWorlds()
  return worlds.filter(({ address, right }) => nodeOf(address) === null && atLeast(right ?? 'own', 'edit'))
}

/** Where there is none beside the one that the portal leads to. */
export const NO_OTHER = 'There is no other world you can write in. Create a new one first.'

async function friendsSoon(): Promise<Friends['people']> {
  const first = await fetchFriends().catch(() => null)
  if (first === null) return []
  if (!first.isAsking) return first.people
  await pause(systemClock, PEER_TIMEOUT_MS)
  return (await fetchFriends().catch(() => first)).people
}
