// The world of an address that does not exist: in an open node it is made when somebody comes.
import {
  makeArtifactId,
  makeLineId,
  makeWorldId,
  partsOf,
  type Address,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import type { Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { firstScene } from './first-scene.ts'

/** Makes it; when two come at once, the second finds what the first one made. */
export async function makeMissingWorld(
  address: Address,
  member: MemberId,
  {
    store,
    clock,
    random,
  }: { readonly store: Store; readonly clock: ServerClock; readonly random: RandomBytes },
): Promise<WorldRecord | null> {
  const title = partsOf(address).world
  const at = clock.now()
  const root = makeArtifactId(random)
  const scene = firstScene((doc) => initScene(doc, { root, title, name: title, text: '' }), {
    member,
    at,
    random,
  })
  const record = {
    id: makeWorldId(random),
    line: makeLineId(random),
    address,
    title,
    at,
    scene,
    isLiving: false,
  }
  return (await store.create(record)) ?? (await store.find(address))
}
