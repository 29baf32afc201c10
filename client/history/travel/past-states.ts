// The states of a world's past, from the server, or from the device where there is no network.
import { isOffline } from '../../api/request.ts'
import { fetchPastScene, type PastScene } from '../../api/history-api.ts'
import type { KeptHistory } from '../../session/kept-history.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { Address } from '../../../shared/world/address.ts'

/** Larger ones are fetched again: the device keeps some of them. */
const KEPT_BYTES_MAX = 4_000_000

/** Whether kept steps lead from one revision to another. */
type Leads = (from: Revision, to: Revision) => Promise<boolean>

/**
 * The scene at a revision; without a network perhaps another one, from which steps lead there if any does.
 * Rejects with a CallError when neither the server nor the device gives one.
 */
export async function pastState(
  address: Address,
  at: Revision,
  kept: KeptHistory | null,
  leads: Leads = () => Promise.resolve(false),
): Promise<PastScene> {
  const own: unknown = await kept?.read('states', at)
  if (own instanceof Uint8Array) return { scene: own, at }
  try {
    const fetched = await fetchPastScene(address, at)
    if (fetched.scene.byteLength <= KEPT_BYTES_MAX) await kept?.keep('states', fetched.at, fetched.scene)
    return fetched
  } catch (error) {
    const nearest = isOffline(error) && (await nearestKept(at, kept, leads))
    if (nearest) return nearest
    throw error
  }
}

async function nearestKept(at: Revision, kept: KeptHistory | null, leads: Leads): Promise<PastScene | null> {
  const all = ((await kept?.revisions('states')) ?? []) as readonly Revision[]
  const byDistance = all.toSorted((a, b) => Math.abs(a - at) - Math.abs(b - at))
  let [nearest] = byDistance
  // A state that was seen while one dragged may lie inside of a step: no other one leads on from there.
  for (const from of byDistance) {
    if (!(await leads(from, at))) continue
    nearest = from
    break
  }
  if (nearest === undefined) return null
  const scene: unknown = await kept?.read('states', nearest)
  return scene instanceof Uint8Array ? { scene, at: nearest } : null
}
