// A world with a page of some length, as somebody who writes has it.
import { firstScene } from '../../../server/sync/rooms/first-scene.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import type { Store } from '../../../server/storage/store.ts'
import {
  ANONYMOUS,
  makeArtifactId,
  makeLineId,
  makeWorldId,
  parseAddress,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'

const PAGE = 'A page with some words on it. '.repeat(40)

export async function makePagedWorld(store: Store, title: string, random: RandomBytes): Promise<WorldRecord> {
  const address = parseAddress(`ada/${title}`)
  if (address === null) throw new Error(`${title} is no address`)
  const root = makeArtifactId(random)
  const scene = firstScene((doc) => initScene(doc, { root, title, name: title, text: PAGE }), {
    member: ANONYMOUS,
    at: 1_000,
    random,
  })
  const made = await store.create({
    id: makeWorldId(random),
    line: makeLineId(random),
    address,
    title,
    at: 1_000,
    scene,
  })
  if (made === null) throw new Error(`${title} is there already`)
  return made
}
