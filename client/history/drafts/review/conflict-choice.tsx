// A value that draft and parent both changed: what it was, and the two that it could be.
import { useId } from 'react'
import type { DraftConflict } from '../../../../shared/wire/api/draft-bodies.ts'
import type { ChangedThing } from '../../../../shared/wire/api/history-bodies.ts'
import { useWorld } from '../../../world/context/use-world.ts'
import { subjectName } from '../../changes/change-words.ts'
import { valueLabel, valueWords } from '../../words/value-words.ts'

interface ConflictChoiceProps {
  readonly conflict: DraftConflict
  /** What else the draft changed of the thing; null where nothing of it is listed. */
  readonly thing: ChangedThing | null
  readonly isDrafts: boolean
  readonly onChoose: (isDrafts: boolean) => void
}

export function ConflictChoice({ conflict, thing, isDrafts, onChoose }: ConflictChoiceProps) {
  const { view } = useWorld()
  const group = useId()
  const { id, key, base, parent, draft } = conflict
  const name = subjectName(thing ?? { id, kind: 'changed', values: [], text: [] }, view)
  const said = `${name}: ${valueLabel(key)}`
  return (
    <fieldset className="conflict">
      <legend className="conflict-what">{said}</legend>
      <p className="drafts-small">It was {valueWords(key, base, view)}.</p>
      <label className="conflict-side">
        <input type="radio" name={group} checked={!isDrafts} onChange={() => onChoose(false)} />
        <span>
          Keep <b>{valueWords(key, parent, view)}</b>
        </span>
      </label>
      <label className="conflict-side">
        <input type="radio" name={group} checked={isDrafts} onChange={() => onChoose(true)} />
        <span>
          Take <b>{valueWords(key, draft, view)}</b> from the draft
        </span>
      </label>
    </fieldset>
  )
}
