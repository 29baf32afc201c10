// Which writing of an artifact's field is the current one.
import type * as Y from 'yjs'
import { entryOf, type EntryId } from '../../yjs/entry-id.ts'
import type { ArtifactId } from '../address.ts'
import type { Field } from '../artifact.ts'
import { mapIn, sceneArtifact } from './scene.ts'

/**
 * The `over` that a live value of this field must have, so that it counts until the scene is written again.
 */
export function entryOfField(scene: Y.Doc, id: ArtifactId, field: Field): EntryId {
  return entryOfFieldIn(sceneArtifact(scene, id), field)
}

/** The same, by the artifact's map. */
export function entryOfFieldIn(artifact: Y.Map<unknown> | null, field: Field): EntryId {
  const [first = field, second] = field.split('.')
  return second === undefined ? entryOf(artifact, first) : entryOf(mapIn(artifact, first), second)
}
