// A world with things on its floor, made at once: to put them there by hand takes a test seconds each.
import * as Y from 'yjs'
import { SCENE_TYPE, WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import { parseArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { artifactMap, artifactMaps, initScene } from '../../shared/world/scene/scene.ts'
import type { Person } from './person.ts'

interface MadeThing {
  readonly name: string
  readonly x: number
  readonly y: number
  /** Width and height. */
  readonly side?: number
  readonly text?: string
  readonly look?: Readonly<Record<string, unknown>>
  readonly properties?: Readonly<Record<string, unknown>>
}

const ROOT = 'root'

function idOf(word: string): ArtifactId {
  const id = parseArtifactId(word)
  if (id === null) throw new Error(`${word} is no id`)
  return id
}

/** Makes such a world of somebody; answers its address. A thing's id is `thing` and its number. */
export async function makeWorld(
  person: Person,
  title: string,
  page: string,
  things: readonly MadeThing[],
): Promise<string> {
  const scene = new Y.Doc()
  initScene(scene, { root: idOf(ROOT), title, name: title, text: page })
  scene.transact(() => {
    for (const [at, { name, x, y, side = 64, text = '', look = {}, properties = {} }] of things.entries()) {
      const place = { host: ROOT, x, y, facing: 'down' }
      const fields = Object.entries({ name, place, ...properties })
      const drawn = Object.entries({ sprite: 'lamp', width: side, height: side, ...look })
      artifactMaps(scene).set(idOf(`thing${at}`), artifactMap(fields, text, drawn))
    }
  })
  const answer = await person.context.request.post('/api/worlds/import', {
    headers: { 'content-type': SCENE_TYPE },
    data: Buffer.from(Y.encodeStateAsUpdate(scene)),
  })
  return WorldSummary.parse(await answer.json()).address
}
