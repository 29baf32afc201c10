// Parts that all commands share: who edits, and how a command refuses. A command is one transaction (making a
// thing: two) or a refusal, judged by the view as it is. So it is not called inside another transaction, or
// by a view's listener while the view is still the one from before.
import type * as Y from 'yjs'
import type { ArtifactId } from '../address.ts'
import type { Artifact } from '../artifact.ts'
import { sceneArtifact } from '../scene/scene.ts'
import type { View } from '../view/world-view.ts'

/**
 * The parts of an edit: the view to judge by, the scene to write, and the origin of the transaction (undo
 * uses it).
 */
export interface Edit {
  readonly view: View
  readonly origin: unknown
}

/** Why an edit was refused, for programs; people read the text beside it. */
type RefusedCode =
  | 'missing'
  | 'live'
  | 'taken'
  | 'root'
  | 'inside'
  | 'nesting'
  | 'count'
  | 'place'
  | 'name'
  | 'title'
  | 'lang'
  | 'text'
  | 'value'

export type Refused = { readonly ok: false; readonly code: RefusedCode; readonly text: string }
export type Edited = { readonly ok: true } | Refused

export const EDITED: Edited = Object.freeze({ ok: true })

export function refuseEdit(code: RefusedCode, text: string): Refused {
  return { ok: false, code, text }
}

/** An artifact that can be edited: as it is shown, and its map in the scene. */
export interface Editable {
  readonly ok: true
  readonly artifact: Artifact
  readonly map: Y.Map<unknown>
}

/** Finds an artifact to edit; refuses one that is gone, and one that only code made. */
export function editable({ view }: Edit, id: ArtifactId): Editable | Refused {
  const artifact = view.artifact(id)
  if (artifact === null) return refuseEdit('missing', 'That thing is no longer here.')
  const map = sceneArtifact(view.scene, id)
  if (map === null)
    return refuseEdit(
      'live',
      'This was made or brought here while the world played. Keep it first, then you can change it.',
    )
  return { ok: true, artifact, map }
}

/** Writes, in one transaction. */
export function write({ view, origin }: Edit, change: () => void): Edited {
  view.scene.transact(change, origin)
  return EDITED
}
