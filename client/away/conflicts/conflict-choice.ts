// Of two values that met, which one is the present one, and how the other one replaces it: by an ordinary
// command, so that it is an edit like any other, and can be undone.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { setProp } from '../../../shared/world/edits/property-edits.ts'
import { setTitle } from '../../../shared/world/edits/name-edits.ts'
import { moveArtifact, sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import { setSetting } from '../../../shared/world/edits/setting-edits.ts'
import type { Edit, Edited } from '../../../shared/world/edits/scene-edit.ts'
import { parseField, writtenIn } from '../../../shared/world/scene/scene-fields.ts'
import { isPlain, type Place } from '../../../shared/world/place.ts'
import { sceneArtifact } from '../../../shared/world/scene/scene.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { isSame, type ConflictValue } from '../compare/conflicts.ts'

/** `neither`: somebody has changed it since. `gone`: its thing is not here any more. */
type ConflictOutcome = 'mine' | 'theirs' | 'neither' | 'gone'

/** Which of the two is written in the scene now. */
export function conflictOutcomeOf(view: View, met: ConflictValue): ConflictOutcome {
  if (met.kind === 'title') return which(met, (side) => side === view.title)
  const map = sceneArtifact(view.scene, met.id)
  if (map === null) return 'gone'
  if (met.kind === 'setting') {
    const now = view.settings(met.id)[met.setting] ?? null
    return which(met, (side) => side === now)
  }
  const now = writtenIn(map, met.field)
  return which(met, (side) => isSame(met.field, side, now))
}

function which<T>(
  { mine, theirs }: { readonly mine: T; readonly theirs: T },
  stands: (side: T) => boolean,
): ConflictOutcome {
  if (stands(mine)) return 'mine'
  return stands(theirs) ? 'theirs' : 'neither'
}

/** Puts the value of one side in its place. */
export function choose(edit: Edit, met: ConflictValue, side: 'mine' | 'theirs'): Edited {
  switch (met.kind) {
    case 'title':
      return setTitle(edit, met[side])
    case 'setting':
      return setSetting(edit, met.id, met.setting, met[side])
    case 'field': {
      const { id, field } = met
      const value = met[side]
      return field === 'place' || isPlain(value)
        ? put(edit, id, parseField('place', value))
        : setProp(edit, [id], field, value)
    }
  }
}

function put(edit: Edit, id: ArtifactId, place: Place | null): Edited {
  if (place === null || place.host === 'limbo') return sendToLimbo(edit, id)
  const { host, x, y, facing } = place
  return moveArtifact(edit, id, { host, x, y, facing })
}
