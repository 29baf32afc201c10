// The starter things of the palette: each works as it is put down, and its page shows how.
import type { ComponentProps } from 'react'
import type { Starter } from '../../../shared/starters/all-starters.ts'
import { Drawing } from '../../drawings/thing-drawing.tsx'
import './starter-shelf.css'

interface StartersProps {
  readonly starters: readonly Starter[]
  readonly onChoose: (starter: Starter) => void
  /** How one is dragged out of the list. */
  readonly handlersFor?: (starter: Starter) => ComponentProps<'button'>
}

export default function Starters({ starters, onChoose, handlersFor }: StartersProps) {
  return (
    <section aria-labelledby="starters">
      <h3 className="shelf-title" id="starters">
        Starter things
      </h3>
      <ul className="starters">
        {starters.map((starter) => (
          <li key={starter.name}>
            <button
              type="button"
              className="starter"
              data-choice=""
              onClick={() => onChoose(starter)}
              {...handlersFor?.(starter)}
            >
              <span className="small-drawing">
                <Drawing name={starter.sprite} />
              </span>
              <span className="starter-about">
                <b className="starter-name">{starter.name}</b>
                <span className="starter-words">
                  {starter.words}
                  {starter.takeable === true && ' It can be taken along.'}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
