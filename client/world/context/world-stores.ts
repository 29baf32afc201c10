// The stores on a world's two documents while it is open: the merged view, live, the things with code, and
// undo. Made for the replica's documents, and for the copies of a trial.
import type * as Y from 'yjs'
import type { Awareness } from 'y-protocols/awareness'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Edit } from '../../../shared/world/edits/scene-edit.ts'
import { createLiveFollower, type LiveFollower } from '../../../shared/world/view/live-follower.ts'
import { createView, pageOf, type View } from '../../../shared/world/view/world-view.ts'
import type { Personal } from './personal-store.ts'
import type { OwnerRequester } from './owner-requester.ts'
import { createUndo, type Undo } from '../../undo/undo.ts'
import { createPrograms, type Programs } from './program-index.ts'
import { systemClock } from '../../device/system-clock.ts'

/** The document that editors are bound to; another object after a rebuild. */
export interface WorldStores {
  readonly view: View
  readonly now: LiveFollower
  readonly programs: Programs
  readonly presence: Awareness
  readonly undo: Undo
  /** For the commands of shared/world: their edits can be undone here. */
  readonly edit: Edit
  /** The owner, which runs the code and answers actions. */
  readonly owner: OwnerRequester
  /** How to end a trial; null when this is the world itself. */
  readonly trial: Trial | null
  /** What these are about in place of the present; null when they are about that. */
  readonly past: Past | null
}

/** A moment of the past, or a preview, shown in place of the world. It can only be read. */
export interface Past {
  /** How the world was, or how it would be after something that somebody thinks about. */
  readonly kind: 'moment' | 'preview'
  /** Whether somebody moves through time just now: then things do not glide to their places. */
  readonly isMoving: () => boolean
}

/** A trial in this browser, on copies that nobody else sees. */
export interface Trial {
  /** The trial's edits and events become one edit of the world. */
  readonly keep: () => void
  readonly drop: () => void
  /** One's own body while one tries; null: one has none. */
  readonly body: ArtifactId | null
  /** What programs show and ask one there. */
  readonly personal: Personal
}

interface WorldStoresParts {
  readonly scene: Y.Doc
  readonly live: Y.Doc
  readonly presence: Awareness
  readonly owner: OwnerRequester
  readonly trial: Trial | null
  readonly past?: Past | null
}

export function createWorldStores({
  scene,
  live,
  presence,
  owner,
  trial,
  past = null,
}: WorldStoresParts): WorldStores {
  const view = createView(scene, live)
  const now = createLiveFollower(live)
  const programs = createPrograms({ view, pageOf: (id) => pageOf(view, id) ?? '', clock: systemClock })
  const undo = createUndo({ scene, clock: systemClock })
  return { view, now, programs, presence, undo, edit: { view, origin: undo.origin }, owner, trial, past }
}

export function destroyWorldStores({ view, now, programs, undo }: WorldStores): void {
  undo.destroy()
  programs.destroy()
  now.destroy()
  view.destroy()
}
