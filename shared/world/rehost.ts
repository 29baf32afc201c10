// Several things to other floors at once: one transaction, or a refusal of them all.
import type { ArtifactId } from './address.ts'
import { checkMoves } from './check-moves.ts'
import { moveMany } from './edit-many.ts'
import type { To } from './edit-places.ts'
import type { Edit, Edited, Refused } from './edit.ts'

export interface Rehosting {
  readonly id: ArtifactId
  readonly to: To
}

/** Puts each of them where it is told. */
export function rehost(edit: Edit, moves: readonly Rehosting[]): Edited {
  return moveMany(
    edit,
    moves.map(({ id, to }) => ({ id, ...to })),
  )
}

/** Why a thing cannot be put somewhere; null when it can. */
export function whyNotTo({ view }: Edit, id: ArtifactId, to: To): Refused | null {
  return checkMoves(view, [{ id, ...to }])
}
