// Gives a new world to the keeper of the worlds: the data folder while nobody uses it, else the node that
// does.
import { randomBytes } from 'node:crypto'
import * as Y from 'yjs'
import type { FolderPicture } from '../../../shared/folder/images/folder-pictures.ts'
import { PICTURE_TYPE } from '../../../shared/wire/api/picture-bodies.ts'
import { Refusal } from '../../../shared/wire/api/node-bodies.ts'
import { SCENE_TYPE } from '../../../shared/wire/api/world-bodies.ts'
import { ANONYMOUS, makeNextLineId, makeWorldId, type Address } from '../../../shared/world/address.ts'
import { openFolderFiles } from '../../assets/picture-folder.ts'
import { cleanHere } from '../../assets/cleaned-picture.ts'
import { createPictures } from '../../assets/node-pictures.ts'
import { QuotaRefusal } from '../../assets/picture-quota.ts'
import type { Store } from '../../storage/store.ts'
import { judgeScene } from '../../sync/validation/imported-scene.ts'
import type { StorePlace } from './cli-command.ts'
import { CliFault } from './cli-fault.ts'
import { openFolderStore } from './folder-store.ts'
import type { NodeRequest } from './node-session.ts'
import { systemClock as clock } from '../../time/server-clock.ts'
import { signalAfter } from '../../../shared/time/time-limit.ts'

const NO_ACCOUNT =
  'That node has accounts. Use --as to say whose world it will be, such as --as ada. You will be asked for the password.'
const taken = (address: Address): CliFault =>
  new CliFault(`There is already a world at ${address}, perhaps in the bin. Choose another address.`)

/** A new world, and the pictures that it names. */
interface NewWorldContents {
  readonly scene: Y.Doc
  readonly pictures: readonly FolderPicture[]
}

/** Puts a world into a data folder that no node uses; throws a CliFault. */
export async function giveToFolder(
  given: NewWorldContents,
  address: Address,
  place: StorePlace,
): Promise<void> {
  const { data } = place
  const store = await openFolderStore(place)
  if (store === null) {
    throw new CliFault(
      `A node is using ${data}. Use --node to say where it listens, such as --node http://127.0.0.1:7070; and --as, if it has accounts, to say whose world it will be, such as --as ada.`,
    )
  }
  try {
    await give(store, given, address, data)
  } finally {
    await store.close()
  }
}

async function give(
  store: Store,
  { scene, pictures: brought }: NewWorldContents,
  address: Address,
  data: string,
): Promise<void> {
  const judged = judgeScene(Y.encodeStateAsUpdate(scene), ANONYMOUS)
  if (!judged.ok) throw new CliFault(judged.text)
  const at = clock.now()
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  const identity = { id: makeWorldId(random), line: makeNextLineId(random) }
  const { title, bytes, claims } = judged
  const note = { kind: 'import', id: identity.id } as const
  const update = { bytes, member: ANONYMOUS, at, claims, note }
  const pictures = await createPictures({
    store,
    files: await openFolderFiles(data),
    clean: cleanHere,
    clock,
    onUnreadable: () => undefined,
  })
  const arrival = pictures.arrive(ANONYMOUS)
  try {
    for (const picture of brought) await arrival.add(picture.bytes)
  } catch (error) {
    await arrival.leave()
    throw error instanceof QuotaRefusal ? new CliFault(error.message) : error
  }
  const world = await store.create({ ...identity, address, title, at, scene: [update] })
  if (world === null) {
    await arrival.leave()
    throw taken(address)
  }
  await arrival.settle(world)
}

/** How long a node may take, in ms: it looks into the whole world first. */
const ANSWER_MS = 120_000

/** Sends a world to a node that runs, then its pictures; throws a CliFault. */
export async function giveToNode(
  { scene, pictures }: NewWorldContents,
  address: Address,
  node: URL,
  asking: NodeRequest,
): Promise<void> {
  await sendScene(scene, address, node, asking)
  for (const { id, bytes } of pictures) {
    const headers = { ...asking.headers, 'content-type': PICTURE_TYPE }
    const signal = signalAfter(clock, ANSWER_MS)
    const url = new URL(`/api/worlds/${address}/assets`, node)
    const answer = await fetch(url, { method: 'POST', headers, body: bytes, signal }).catch(() => null)
    if (answer?.ok) continue
    const refusal = Refusal.safeParse(await answer?.json().catch(() => null))
    const why = refusal.success ? refusal.data.text : 'The node did not answer.'
    throw new CliFault(
      `${address} was created, but not all of its pictures came along (${id.slice(0, 12)}): ${why}`,
    )
  }
}

async function sendScene(scene: Y.Doc, address: Address, node: URL, asking: NodeRequest): Promise<void> {
  const url = new URL(`/api/worlds/import?address=${encodeURIComponent(address)}`, node)
  const body = new Uint8Array(Y.encodeStateAsUpdate(scene))
  const headers = { ...asking.headers, 'content-type': SCENE_TYPE }
  const signal = signalAfter(clock, ANSWER_MS)
  const answer = await fetch(url, { method: 'POST', headers, body, signal }).catch((error: unknown) => {
    throw new CliFault(`No node answers at ${node.origin}. Start it, or give another address.`, {
      cause: error,
    })
  })
  if (answer.ok) return
  const refusal = Refusal.safeParse(await answer.json().catch(() => null))
  if (refusal.success && refusal.data.code === 'signIn') throw new CliFault(NO_ACCOUNT)
  throw new CliFault(refusal.success ? refusal.data.text : `The node did not accept it (${answer.status}).`)
}
