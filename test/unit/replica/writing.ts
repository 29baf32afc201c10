// Repeated acts and checks of the replica's tests, in a text of their own beside the scene's.
import * as Y from 'yjs'
import type { Replica } from '../../../client/replica/replica.ts'
import { readBase } from '../../../client/replica/storage/base.ts'
import { readPlace } from '../../../client/replica/storage/places.ts'
import { placeOf } from '../../../client/replica/storage/stored-rows.ts'
import { parseAddress, type Address } from '../../../shared/world/address.ts'
import { isEmpty } from '../../../shared/yjs/document-state.ts'
import { until } from '../sync/until.ts'
import type { Tab } from './machine.ts'
import type { Node } from './node.ts'

const garden = parseAddress('ada/garden')
if (!garden) throw new Error('an address was expected')
export const GARDEN: Address = garden

export const textOf = (scene: Y.Doc): Y.Text => scene.getText('test')
export const wordsOf = (replica: Replica): string => textOf(replica.scene).toJSON()

export function write(replica: Replica, words: string): void {
  const text = textOf(replica.scene)
  text.insert(text.length, words)
}

export const isSaved = (replica: Replica): boolean => replica.sync.state === 'saved'
export const untilSaved = (replica: Replica): Promise<void> =>
  until(() => isSaved(replica), `it is saved (it is ${JSON.stringify(replica.sync)})`)

/** How many unsaved edits the mark says are on this device. */
export const keptOf = ({ sync }: Replica): number => (sync.state === 'offline' ? sync.stored : 0)
export const untilKept = (replica: Replica, edits: number): Promise<void> =>
  until(() => keptOf(replica) >= edits, `${edits} edits are on the device`)

export async function storedWords(node: Node, address = GARDEN): Promise<string> {
  return textOf(await node.scene(address)).toJSON()
}

/** What a device has as the server's: what base and rows have, without what is unsaved. */
export async function sceneOnDevice({ device, replica }: Tab): Promise<Y.Doc> {
  const { world } = replica
  if (world === null) throw new Error('the world is known')
  const place = placeOf(world, 'scene')
  const { rows } = await readPlace(device.database, place)
  const base = await readBase(device, place)
  const scene = new Y.Doc()
  for (const update of [...(base ?? []), ...rows]) Y.applyUpdate(scene, update)
  return scene
}

export const untilOnDevice = (tab: Tab): Promise<void> =>
  until(async () => !isEmpty(await sceneOnDevice(tab)), 'it is on the device')

/** The words of an update that holds a whole scene. */
export function wordsIn(update: Uint8Array): string {
  const scene = new Y.Doc()
  Y.applyUpdate(scene, update)
  return textOf(scene).toJSON()
}
