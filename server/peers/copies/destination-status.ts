// The state of the world behind a portal to another node for somebody: awake, asleep or closed to them,
// without going there.
import { foreignPartsOf, type Address } from '../../../shared/world/address.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { ForeignPlaceBody } from '../../../shared/wire/api/foreign-place-bodies.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { Store } from '../../storage/store.ts'
import type { ServerClock } from '../../sync/sync-server.ts'
import { askRight, closedBy, NOT_OPEN } from '../lines/right-request.ts'
import type { PeerClient } from '../known/peer-client.ts'
import type { CopyLookup } from './copy-lookup.ts'
import type { KnownRights } from '../lines/remote-rights.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/** A place's state is not asked anew for so long, in ms, for as many places at most. */
const PLACE_MS = 15_000
const PLACES_MAX = 1000

/** Returns the state of a place for somebody; never rejects because of another node. */
export function createPlaces(options: {
  readonly caller: Pick<PeerClient, 'call'>
  readonly store: Pick<Store, 'find'>
  readonly rights: KnownRights
  readonly finding: Pick<CopyLookup, 'progressOf' | 'ask'>
  readonly clock: Pick<ServerClock, 'now'>
}): (address: Address, member: Member) => Promise<ForeignPlaceBody> {
  const { caller, store, rights, finding, clock } = options
  const places = new Map<string, { readonly at: number; readonly place: ForeignPlaceBody }>()

  async function lookAt(address: Address, { id: member }: Member): Promise<ForeignPlaceBody> {
    const parts = foreignPartsOf(address)
    const cached = parts && (await store.find(address))
    const fetching = finding.progressOf(address)
    const title = cached?.title ?? null
    const known = cached && rights.of(member, cached.id)
    if (parts === null) return { state: 'closed', title, right: null, fetching: null, why: NOT_OPEN.reason }
    const more = { title, fetching: fetching && { bytes: fetching.bytes } }
    try {
      const right =
        cached === null ? await askRight(caller, parts, member) : await finding.ask(cached, member)
      const isOpen = right !== 'none'
      const why = isOpen ? null : NOT_OPEN.reason
      return { ...more, state: isOpen ? 'awake' : 'closed', right, why }
    } catch (error) {
      const { code, reason } = closedBy(error)
      return { ...more, state: code === CLOSE.asleep ? 'asleep' : 'closed', right: known, why: reason }
    }
  }

  return async (address, member) => {
    const key = `${member.id} ${address}`
    const now = clock.now()
    const known = places.get(key)
    if (known !== undefined && isNew(known, now)) return known.place
    const place = await lookAt(address, member)
    places.delete(key)
    places.set(key, { at: now, place })
    const [oldest] = places.keys()
    if (places.size > PLACES_MAX && oldest !== undefined) places.delete(oldest)
    return place
  }
}

/** A node that was asleep may be awake by now, and nobody asks one that was asked a moment ago. */
const isNew = (
  { at, place }: { readonly at: number; readonly place: ForeignPlaceBody },
  now: number,
): boolean => isRecent(at, PLACE_MS, now) && place.fetching === null && place.state !== 'asleep'
