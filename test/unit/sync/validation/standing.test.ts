// What a person's edit may not take away, from stock clients that write whatever they like.
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { judge, type Verdict } from '../../../../server/sync/validation/update-guard.ts'
import { makeArtifactId, parseMemberId } from '../../../../shared/world/address.ts'
import {
  artifactMap,
  artifactMaps,
  initScene,
  metaMap,
  textOf,
} from '../../../../shared/world/scene/scene.ts'
import { openDocument } from '../documents.ts'

const ada = parseMemberId('ada')!
const [root, lamp] = [1, 2].map((seed) => makeArtifactId((count) => new Uint8Array(count).fill(seed))) as [
  ReturnType<typeof makeArtifactId>,
  ReturnType<typeof makeArtifactId>,
]

/** A world with a lamp, and what judges edits of it. */
function world(): { scene: Y.Doc; judged: (edit: (scene: Y.Doc) => void, at?: Y.Doc) => Verdict } {
  const scene = new Y.Doc()
  initScene(scene, { root, title: 'Garden', name: 'Garden', text: 'Roses.' })
  artifactMaps(scene).set(lamp, artifactMap([['name', 'lamp']], 'Light.'))
  const snapshot = Y.encodeStateAsUpdate(scene)
  const document = openDocument({ snapshot, clients: new Map([[scene.clientID, ada]]) })
  return {
    scene,
    judged(edit, at = scene) {
      const before = Y.encodeStateVector(at)
      const updates: Uint8Array[] = []
      at.on('update', (update: Uint8Array) => updates.push(update))
      at.transact(() => edit(at))
      expect(Y.encodeStateVector(at)).not.toBe(before)
      return judge(Y.mergeUpdates(updates), ada, document)
    },
  }
}

const REFUSED = { type: 'refused', code: 'bound' }
const artifact = (scene: Y.Doc, id = lamp) => artifactMaps(scene).get(id) as Y.Map<unknown>

describe('[S27] is refused to all, in words', () => {
  it.each<[string, RegExp, (scene: Y.Doc) => void]>([
    [
      'another text for a page',
      /text of a page/,
      (scene) => artifact(scene).set('text', new Y.Text('Mine.')),
    ],
    ['a plain value for a page', /text of a page/, (scene) => artifact(scene).set('text', 'Mine.')],
    ['no text for a page', /text of a page/, (scene) => artifact(scene).delete('text')],
    [
      'another text for the root’s page',
      /text of a page/,
      (scene) => artifact(scene, root).set('text', new Y.Text()),
    ],
    ['another root', /begins with/, (scene) => metaMap(scene).set('root', lamp)],
    ['no root', /begins with/, (scene) => metaMap(scene).delete('root')],
    ['the root deleted', /begins with/, (scene) => artifactMaps(scene).delete(root)],
    [
      'another artifact for the root',
      /begins with/,
      (scene) => artifactMaps(scene).set(root, artifactMap([], '')),
    ],
  ])('%s', (_name, words, edit) => {
    expect(world().judged(edit)).toMatchObject({ ...REFUSED, text: expect.stringMatching(words) })
  })

  it('also by somebody who knows nothing of the one that stands', () => {
    const blind = new Y.Doc()
    const edit = (scene: Y.Doc) => {
      metaMap(scene).set('root', lamp)
      artifactMaps(scene).set(root, artifactMap([], ''))
    }
    expect(world().judged(edit, blind)).toMatchObject(REFUSED)
  })
})

describe('[S27] is taken in', () => {
  it.each<[string, (scene: Y.Doc) => void]>([
    ['words, and the last word deleted', (scene) => textOf(scene, lamp)?.delete(0, 6)],
    ['a thing deleted for good, with its page', (scene) => artifactMaps(scene).delete(lamp)],
    [
      'another name and title',
      (scene) => (artifact(scene).set('name', 'torch'), metaMap(scene).set('title', 'Wood')),
    ],
    [
      'a new thing',
      (scene) => artifactMaps(scene).set('another', artifactMap([['name', 'chest']], 'Closed.')),
    ],
  ])('%s', (_name, edit) => {
    expect(world().judged(edit)).toMatchObject({ type: 'adds' })
  })

  it('what stands already and is sent again, with more behind it', () => {
    const { scene, judged } = world()
    const again = new Y.Doc()
    again.clientID = scene.clientID
    const resent = judged((at) => {
      Y.applyUpdate(at, Y.encodeStateAsUpdate(scene))
      textOf(at, lamp)?.insert(0, 'More. ')
    }, again)
    expect(resent).toMatchObject({ type: 'adds' })
  })

  it('words for the page of a thing that was deleted and made anew meanwhile', () => {
    const { scene } = world()
    const late = new Y.Doc()
    Y.applyUpdate(late, Y.encodeStateAsUpdate(scene))
    artifactMaps(scene).delete(lamp)
    artifactMaps(scene).set(lamp, artifactMap([['name', 'lamp']], 'Anew.'))
    const document = openDocument({
      snapshot: Y.encodeStateAsUpdate(scene),
      clients: new Map([[scene.clientID, ada]]),
    })
    const before = Y.encodeStateVector(late)
    artifact(late).set('text', new Y.Text('Mine.'))
    expect(judge(Y.diffUpdate(Y.encodeStateAsUpdate(late), before), ada, document).type).toBe('adds')
  })

  it('a page for a thing that has none', () => {
    const { scene, judged } = world()
    const bare = new Y.Doc()
    Y.applyUpdate(bare, Y.encodeStateAsUpdate(scene))
    const made = judged((at) => {
      const thing = new Y.Map<unknown>()
      artifactMaps(at).set('bare', thing)
      thing.set('text', new Y.Text('Mine.'))
    }, bare)
    expect(made).toMatchObject({ type: 'adds' })
  })
})
