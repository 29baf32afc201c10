import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../../../../shared/world/address.ts'
import { artifactMap, artifactMaps, metaMap } from '../../../../shared/world/scene/scene.ts'
import { createView, openView, type View } from '../../../../shared/world/view/world-view.ts'

const THINGS = 3_000

const id = (text: string): ArtifactId => {
  const parsed = parseArtifactId(text)
  if (parsed === null) throw new Error(`${text} is no id`)
  return parsed
}

function put(scene: Y.Doc, name: string, host: string): void {
  const place = { host, x: 10, y: 10, facing: 'down' }
  artifactMaps(scene).set(
    name,
    artifactMap(
      [
        ['name', name],
        ['place', place],
      ],
      '',
    ),
  )
}

/** Each thing stands on one that is read later. */
function world(): Y.Doc {
  const scene = new Y.Doc()
  scene.transact(() => {
    for (let at = 0; at < THINGS; at++) put(scene, `thing-${at}`, at % 7 === 0 ? `thing-${at + 1}` : 'floor')
    put(scene, 'floor', 'nowhere')
    metaMap(scene).set('root', 'floor')
  })
  return scene
}

const seen = (view: View): unknown => ({
  root: view.root,
  size: view.size,
  on: view.on(id('floor')),
  limbo: view.limbo,
  things: [...view.artifacts()].toSorted((a, b) => a.id.localeCompare(b.id)),
})

test('a view that is read in turns shows what one shows that is read at once, with what was edited meanwhile', async () => {
  const scene = world()
  let turns = 0
  const view = await openView(scene, null, {
    async next() {
      turns += 1
      if (turns === 1) {
        put(scene, 'late', 'floor')
        artifactMaps(scene).delete('thing-1')
        artifactMaps(scene).delete(`thing-${THINGS - 1}`)
      }
    },
  })
  expect(turns).toBeGreaterThan(3)
  expect(seen(view)).toEqual(seen(createView(scene, null)))
})
