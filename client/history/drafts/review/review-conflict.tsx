// What draft and parent both changed: what it was, and what it could be. Words of a page are shown at their
// spot, and both versions of them can be kept.
import type { DraftConflict } from '../../../../shared/wire/api/draft-bodies.ts'
import type { ChangedThing } from '../../../../shared/wire/api/history-bodies.ts'
import { pageOf } from '../../../../shared/world/view/world-view.ts'
import { subjectName } from '../../../parts/changes/change-words.ts'
import { ConflictChoice } from '../../../parts/changes/conflict-choice.tsx'
import { sideWords, valueLabel } from '../../../parts/changes/value-words.ts'
import { useWorld } from '../../../world/context/use-world.ts'
import { lineInDraft, type ChosenSide } from './taken-parts.ts'

interface ReviewConflictProps {
  readonly conflict: DraftConflict
  /** What else the draft changed of the thing; null where nothing of it is listed. */
  readonly thing: ChangedThing | null
  readonly side: ChosenSide
  readonly onChoose: (side: ChosenSide) => void
}

export function ReviewConflict({ conflict, thing, side, onChoose }: ReviewConflictProps) {
  const { view, selection } = useWorld()
  const { id, key, kind, at = 0, base, parent, draft } = conflict
  const name = subjectName(thing ?? { id, values: [] }, view)
  const page = kind === undefined || id === 'world' ? null : pageOf(view, id)
  const line = page === null ? null : lineInDraft(page, thing, at)
  const words = { parent: sideWords(conflict, parent, view), draft: sideWords(conflict, draft, view) }
  const hasBoth = kind === 'text' && parent !== '' && draft !== ''
  return (
    <ConflictChoice
      about={`${name}: ${line === null ? valueLabel(key) : `line ${line} of its page`}`}
      note={`It was ${sideWords(conflict, base, view)}.`}
      sides={[
        [
          'parent',
          <span key="parent">
            Keep <b>{words.parent}</b>
          </span>,
        ],
        [
          'draft',
          <span key="draft">
            Take <b>{words.draft}</b> from the draft
          </span>,
        ],
        ...(hasBoth ? ([['both', 'Both, one after the other']] as const) : []),
      ]}
      chosen={side}
      onChoose={onChoose}
      onShow={line === null || id === 'world' ? null : () => selection.point({ id, line }, id === view.root)}
    />
  )
}
