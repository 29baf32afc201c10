// Code that came with files sleeps until somebody of the world lets it run. Then it is code like any other.
import type * as Y from 'yjs'
import { programOf } from './program-parser.ts'
import { parseArtifactId, type ArtifactId } from '../world/address.ts'
import { editable, write, type Edit, type Edited } from '../world/edits/scene-edit.ts'
import { pageText } from '../world/live/page-text.ts'
import { artifactMaps, sceneArtifact, textOf } from '../world/scene/scene.ts'

/** The key of an artifact that says so. */
export const CODE_HELD = 'codeHeld'

/** The words about it. */
export const HELD_WORDS = 'Its code came with files. It sleeps until somebody lets it run.'

export const isCodeHeld = (scene: Y.Doc, id: ArtifactId): boolean =>
  sceneArtifact(scene, id)?.get(CODE_HELD) === true

/**
 * Holds the code of a thing that came with files, whatever they say of it; a thing without code stays as it
 * is.
 */
export function holdCode(scene: Y.Doc, id: ArtifactId): void {
  if (programOf(pageText(textOf(scene, id)) ?? '') !== null) sceneArtifact(scene, id)?.set(CODE_HELD, true)
}

/** Holds the code of all things that are there now. */
export function holdAllCode(scene: Y.Doc): void {
  for (const key of artifactMaps(scene).keys()) {
    const id = parseArtifactId(key)
    if (id !== null) holdCode(scene, id)
  }
}

/** Lets the code of a thing run from now on; the owner of the world is asked to wake it then. */
export function letCodeRun(edit: Edit, id: ArtifactId): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  return write(edit, () => found.map.delete(CODE_HELD))
}
