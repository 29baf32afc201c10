// One thing to decide in a form: a box to tick, with what it means under it.
import { useId } from 'react'
import './choice.css'

interface ChoiceProps {
  readonly label: string
  readonly hint: string
  readonly isChosen: boolean
  readonly isGrave?: boolean
  readonly onChoose: (isChosen: boolean) => void
}

export function Choice({ label, hint, isChosen, isGrave = false, onChoose }: ChoiceProps) {
  const id = useId()
  return (
    <div className={isGrave ? 'choice choice-grave' : 'choice'}>
      <input
        type="checkbox"
        id={id}
        aria-describedby={`${id}-hint`}
        checked={isChosen}
        onChange={(event) => onChoose(event.target.checked)}
      />
      <div>
        <label htmlFor={id} className="choice-label">
          {label}
        </label>
        <p id={`${id}-hint`} className="choice-hint">
          {hint}
        </p>
      </div>
    </div>
  )
}
