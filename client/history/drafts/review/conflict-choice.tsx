// What draft and parent both changed: what it was, and what it could be. Words of a page are shown at their
// spot, and both versions of them can be kept.
import { useId } from 'react'
import type { DraftConflict } from '../../../../shared/wire/api/draft-bodies.ts'
import type { ChangedThing } from '../../../../shared/wire/api/history-bodies.ts'
import { pageOf } from '../../../../shared/world/view/world-view.ts'
import { Button } from '../../../parts/button.tsx'
import { useWorld } from '../../../world/context/use-world.ts'
import { subjectName } from '../../changes/change-words.ts'
import { sideWords, valueLabel } from '../../words/value-words.ts'
import { lineInDraft, type ChosenSide } from './taken-parts.ts'

interface ConflictChoiceProps {
  readonly conflict: DraftConflict
  /** What else the draft changed of the thing; null where nothing of it is listed. */
  readonly thing: ChangedThing | null
  readonly side: ChosenSide
  readonly onChoose: (side: ChosenSide) => void
}

export function ConflictChoice({ conflict, thing, side, onChoose }: ConflictChoiceProps) {
  const { view, selection } = useWorld()
  const group = useId()
  const { id, key, kind, at = 0, base, parent, draft } = conflict
  const name = subjectName(thing ?? { id, kind: 'changed', values: [], text: [] }, view)
  const page = kind === undefined || id === 'world' ? null : pageOf(view, id)
  const line = page === null ? null : lineInDraft(page, thing, at)
  const said = `${name}: ${line === null ? valueLabel(key) : `line ${line} of its page`}`
  const words = { parent: sideWords(conflict, parent, view), draft: sideWords(conflict, draft, view) }
  return (
    <fieldset className="conflict">
      <legend className="conflict-what">{said}</legend>
      <p className="drafts-small conflict-words">It was {sideWords(conflict, base, view)}.</p>
      <ConflictSide group={group} isOn={side === 'parent'} onChoose={() => onChoose('parent')}>
        Keep <b>{words.parent}</b>
      </ConflictSide>
      <ConflictSide group={group} isOn={side === 'draft'} onChoose={() => onChoose('draft')}>
        Take <b>{words.draft}</b> from the draft
      </ConflictSide>
      {kind === 'text' && parent !== '' && draft !== '' && (
        <ConflictSide group={group} isOn={side === 'both'} onChoose={() => onChoose('both')}>
          Both, one after the other
        </ConflictSide>
      )}
      {line !== null && id !== 'world' && (
        <Button onClick={() => selection.point({ id, line }, id === view.root)}>Show</Button>
      )}
    </fieldset>
  )
}

interface ConflictSideProps {
  readonly group: string
  readonly isOn: boolean
  readonly onChoose: () => void
  readonly children: React.ReactNode
}

function ConflictSide({ group, isOn, onChoose, children }: ConflictSideProps) {
  return (
    <label className="conflict-side">
      <input type="radio" name={group} checked={isOn} onChange={onChoose} />
      <span className="conflict-words">{children}</span>
    </label>
  )
}
