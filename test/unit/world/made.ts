// Worlds in memory for tests: a scene, a live document, their view, and the view's state as plain data.
import * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import type { Field } from '../../../shared/world/artifact.ts'
import { createArtifact, type NewArtifact } from '../../../shared/world/edits/place-edits.ts'
import type { Edit } from '../../../shared/world/edits/scene-edit.ts'
import { entryOfField } from '../../../shared/world/scene/entry-names.ts'
import { createLiveWriter, type LiveWriter } from '../../../shared/world/live/live-writer.ts'
import { repairs } from '../../../shared/world/edits/scene-repairs.ts'
import { initScene, sceneArtifact } from '../../../shared/world/scene/scene.ts'
import { createView, pageOf, type View } from '../../../shared/world/view/world-view.ts'
import type { EntryId } from '../../../shared/yjs/entry-id.ts'

export function id(text: string): ArtifactId {
  const parsed = parseArtifactId(text)
  if (parsed === null) throw new Error(`no id: ${text}`)
  return parsed
}

export const ROOT = id('root')

export interface World extends Edit {
  readonly scene: Y.Doc
  readonly live: Y.Doc
}

/** A world with a root and nothing on it. */
export function makeWorld(): World {
  const scene = new Y.Doc()
  const live = new Y.Doc()
  initScene(scene, { root: ROOT, title: 'Garden', name: 'garden', text: '# Garden\n' })
  return { scene, live, view: createView(scene, live), origin: 'test' }
}

/** Makes a thing at 0,0; `on` the root's floor unless told. */
export function make(edit: Edit, name: string, on = 'root', more: Partial<NewArtifact> = {}): ArtifactId {
  const made = createArtifact(edit, {
    id: id(name),
    name,
    place: { host: id(on), x: 0, y: 0 },
    ...more,
  })
  if (!made.ok) throw new Error(made.text)
  return id(name)
}

/** The map of an artifact in the scene, to write it without the commands, as a stock client can. */
export function raw(scene: Y.Doc, name: string): Y.Map<unknown> {
  const map = sceneArtifact(scene, id(name))
  if (map === null) throw new Error(`no artifact: ${name}`)
  return map
}

/** Writes a live value as the owner does; over the scene's current entry unless told. */
export function putLive(
  world: World,
  name: string,
  field: Field | 'gone',
  value: unknown,
  over?: EntryId,
): void {
  const current = field === 'gone' ? null : entryOfField(world.scene, id(name), field)
  world.live.transact(() => {
    const now = inner(world.live.getMap('live'), 'now')
    inner(inner(now, 'artifacts'), name).set(field, [value, over === undefined ? current : over])
  })
}

/** The owner's hand: each call is a transaction of its own. */
export function ownerOf({ scene, live }: World): LiveWriter {
  const writer = createLiveWriter(scene, live)
  writer.begin()
  return writer
}

function inner(map: Y.Map<unknown>, key: string): Y.Map<unknown> {
  const found = map.get(key)
  return found instanceof Y.Map ? found : map.set(key, new Y.Map<unknown>())
}

/** All that a view shows, as text: equal views have equal text. */
export function dump(view: View): string {
  const artifacts = [...view.artifacts()].sort((a, b) => (a.id < b.id ? -1 : 1))
  return JSON.stringify({
    root: view.root,
    title: view.title,
    format: view.format,
    size: view.size,
    limbo: view.limbo,
    repairs: repairs(view),
    artifacts: artifacts.map((artifact) => ({
      ...artifact,
      live: [...artifact.live].sort(),
      page: pageOf(view, artifact.id),
      settings: view.settings(artifact.id),
      on: view.on(artifact.id),
    })),
  })
}

/** The state of a view built from scratch on the same documents. */
export function freshDump(scene: Y.Doc, live: Y.Doc): string {
  const view = createView(scene, live)
  const shown = dump(view)
  view.destroy()
  return shown
}

/** Every artifact, reached from the root or from limbo over the floors; throws when one is reached twice. */
export function reachable(view: View): Set<ArtifactId> {
  const reached = new Set<ArtifactId>()
  const next: ArtifactId[] = [...view.limbo, ...(view.root === null ? [] : [view.root])]
  for (let at = next.pop(); at !== undefined; at = next.pop()) {
    if (reached.has(at)) throw new Error(`${at} is shown twice`)
    reached.add(at)
    next.push(...view.on(at))
  }
  return reached
}

/** Sends all of each document to the other. */
export function exchange(a: Y.Doc, b: Y.Doc): void {
  const toA = Y.encodeStateAsUpdate(b, Y.encodeStateVector(a))
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a, Y.encodeStateVector(b)))
  Y.applyUpdate(a, toA)
}
