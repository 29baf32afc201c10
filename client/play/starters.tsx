// The starter things of the palette: each works as it is put down, and its page shows how.
import { STARTERS, type Starter } from '../../shared/starters/index.ts'
import { Drawing } from '../sprites/drawing.tsx'
import './starters.css'

interface StartersProps {
  readonly onChoose: (starter: Starter) => void
}

export default function Starters({ onChoose }: StartersProps) {
  return (
    <section aria-labelledby="starters">
      <h3 className="starters-title" id="starters">
        Starter things
      </h3>
      <ul className="starters">
        {STARTERS.map((starter) => (
          <li key={starter.name}>
            <button type="button" className="starter" onClick={() => onChoose(starter)}>
              <span className="small-drawing">
                <Drawing name={starter.sprite} />
              </span>
              <span className="starter-about">
                <b className="starter-name">{starter.name}</b>
                <span className="starter-words">{starter.words}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
