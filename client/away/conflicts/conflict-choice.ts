// Of two values that met, which one is the present one, and how the other one replaces it: by an ordinary
// command, so that it is an edit like any other, and can be undone.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { setProp } from '../../../shared/world/edits/property-edits.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { setTitle } from '../../../shared/world/edits/name-edits.ts'
import { moveArtifact, sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import { setSetting } from '../../../shared/world/edits/setting-edits.ts'
import { refuseEdit, type Edit, type Edited } from '../../../shared/world/edits/scene-edit.ts'
import { parseField, writtenIn } from '../../../shared/world/scene/scene-fields.ts'
import { isPlain, type Place } from '../../../shared/world/place.ts'
import { sceneArtifact, textOf } from '../../../shared/world/scene/scene.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { separatorOf } from '../../../shared/history/merge/text-places.ts'
import { spanBetween } from '../../../shared/yjs/texts/text-items.ts'
import { isSame, type ConflictValue, type WordsConflict } from '../compare/conflicts.ts'

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

type WordsSide = 'mine' | 'theirs' | 'both'

/** Words that both sides wrote at one place of a page, as they are there now. */
interface WordsNow {
  readonly words: string
  /** The line that they begin in, from 1 on. */
  readonly line: number
  /** Null: neither of them, but both joined, or something newer. */
  readonly side: WordsSide | null
}

/** Null: the place is not there any more. */
export function wordsAt(view: View, met: WordsConflict): WordsNow | null {
  const found = spotOf(view, met)
  if (found === null) return null
  const { page, from, to } = found
  const words = page.slice(from, to)
  const side = WORDS_SIDES.find((one) => chosenWords(met, one) === words) ?? null
  return { words, line: page.slice(0, from).split('\n').length, side }
}

const WORDS_SIDES = ['mine', 'theirs', 'both'] as const

function spotOf(
  view: View,
  { id, before, next }: WordsConflict,
): { readonly page: string; readonly from: number; readonly to: number } | null {
  const text = textOf(view.scene, id)
  const span = text && spanBetween(text, before, next)
  return span && { page: text.toJSON(), ...span }
}

const chosenWords = ({ mine, theirs }: WordsConflict, side: WordsSide): string =>
  side === 'both' ? `${theirs}${separatorOf(theirs, mine)}${mine}` : side === 'mine' ? mine : theirs

/** Puts the words of one side, or of both one after the other, in their place. */
export function chooseWords(edit: Edit, met: WordsConflict, side: WordsSide): Edited {
  const found = spotOf(edit.view, met)
  if (found === null) return refuseEdit('missing', 'That part of the page is no longer here.')
  const { page, from, to } = found
  return setText(edit, met.id, `${page.slice(0, from)}${chosenWords(met, side)}${page.slice(to)}`)
}

function put(edit: Edit, id: ArtifactId, place: Place | null): Edited {
  if (place === null || place.host === 'limbo') return sendToLimbo(edit, id)
  const { host, x, y, facing } = place
  return moveArtifact(edit, id, { host, x, y, facing })
}
