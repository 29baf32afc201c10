// What two sides changed apart from each other: what it was, and what it could be, to choose or only to read.
import { useId, type ReactNode } from 'react'
import { Button } from '../button.tsx'
import './change-entries.css'

interface ConflictChoiceProps<Side extends string> {
  /** "lamp: Width", "lamp: line 3 of its page" */
  readonly about: string
  readonly note: string | null
  readonly sides: readonly (readonly [side: Side, words: ReactNode])[]
  /** The one that stands; null: none of them. */
  readonly chosen: Side | null
  /** Absent where somebody else is to choose. */
  readonly onChoose?: (side: Side) => void
  /** Leads to its spot; null: there is none. */
  readonly onShow: (() => void) | null
}

export function ConflictChoice<Side extends string>(props: ConflictChoiceProps<Side>) {
  const { about, note, sides, chosen, onChoose, onShow } = props
  const group = useId()
  return (
    <fieldset className="conflict">
      <legend className="conflict-what">{about}</legend>
      {note !== null && <p className="conflict-note conflict-words">{note}</p>}
      {sides.map(([side, words]) =>
        onChoose === undefined ? (
          <p key={side} className="conflict-words">
            {words}
            {side === chosen && <span className="conflict-note"> stands now</span>}
          </p>
        ) : (
          <label key={side} className="conflict-side">
            <input type="radio" name={group} checked={side === chosen} onChange={() => onChoose(side)} />
            <span className="conflict-words">{words}</span>
          </label>
        ),
      )}
      {onShow !== null && <Button onClick={onShow}>Show</Button>}
    </fieldset>
  )
}
