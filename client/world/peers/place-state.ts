// The state of places on other nodes, for doors that lead there and for people who wait to get there: asked
// for while somebody looks, not too often, and a few at once.
import { ForeignPlaceBody } from '../../../shared/wire/api/foreign-place-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { call } from '../../api/request.ts'
import { placePath } from '../../api/peer-worlds-api.ts'
import { Listeners } from '../../device/listener-set.ts'

/** A place is not asked about again for so long, in ms; the server remembers for as long. */
export const PLACE_MS = 15_000
/** How many are asked about at once: a floor may be full of doors. */
const ASKING_MAX = 4
/** How many are remembered. */
const PLACES_MAX = 500

interface KnownPlace {
  at: number
  place: ForeignPlaceBody | null
}

const known = new Map<Address, KnownPlace>()
const asking = new Map<Address, Promise<void>>()
const waiting: (() => void)[] = []
const listeners = new Listeners()

export const placeAt = (address: Address): ForeignPlaceBody | null => known.get(address)?.place ?? null

export const onPlaces = listeners.add

/** Asks about a place whose state is older than `ageMs`. An error leaves the known state. */
export function askAbout(address: Address, ageMs: number): Promise<void> {
  const under = asking.get(address)
  if (under !== undefined) return under
  if (Date.now() - (known.get(address)?.at ?? 0) < ageMs) return Promise.resolve()
  const asked = ask(address).finally(() => asking.delete(address))
  asking.set(address, asked)
  return asked
}

async function ask(address: Address): Promise<void> {
  if (asking.size >= ASKING_MAX) await new Promise<void>((resolve) => void waiting.push(resolve))
  const place = await call('GET', placePath(address), ForeignPlaceBody).catch(() => placeAt(address))
  waiting.shift()?.()
  known.delete(address)
  known.set(address, { at: Date.now(), place })
  const [oldest] = known.keys()
  if (known.size > PLACES_MAX && oldest !== undefined) known.delete(oldest)
  listeners.tell()
}
