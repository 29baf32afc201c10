// A form for one's name, figure and colour.
import { useState, type FormEvent } from 'react'
import type { Greeting } from '../../shared/wire/api/greeting-body.ts'
import { DEFAULT_AVATAR_LOOK, type AvatarLook } from '../../shared/world/avatar.ts'
import { FIGURES, figureFor, type Figure } from '../../shared/world/figures.ts'
import { PERSON_NAME_MAX } from '../../shared/world/limits.ts'
import { useTypedText } from '../browser/use-typed-texts.ts'
import { wordsOf } from '../api/request.ts'
import { useMe } from '../session/me.ts'
import { Button } from '../parts/button.tsx'
import { Field } from '../parts/field.tsx'
import { FigureDrawing } from '../drawings/figure-drawing.tsx'
import { HUES, inksOf } from '../drawings/person-colors.ts'
import './look-card.css'

const FIGURE_NAMES: Readonly<Record<Figure, string>> = {
  person: 'Short hair',
  'person-bob': 'Long hair',
  'person-curls': 'Curls',
  'person-cap': 'Cap',
  'person-hat': 'Hat',
  'person-cat': 'Cat',
  'person-rabbit': 'Rabbit',
  'person-robot': 'Robot',
}

interface LookFormProps {
  /** Keeps what was changed; rejects with a `CallError`. */
  readonly onSave: (changed: Greeting) => Promise<void>
}

export function LookForm({ onSave }: LookFormProps) {
  const { person } = useMe()
  const { text: name, onText, changed, meanwhile, forget } = useTypedText(person.name)
  const [chosen, setLook] = useState<AvatarLook | null>(null)
  const look = chosen ?? person.look ?? DEFAULT_AVATAR_LOOK
  const [trouble, setTrouble] = useState<string | null>(null)

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    setTrouble(null)
    try {
      await onSave({ ...(changed !== null && { name: changed.trim() }), ...(chosen !== null && { look }) })
      forget()
      setLook(null)
    } catch (error) {
      setTrouble(wordsOf(error))
    }
  }

  return (
    <form className="look-form" onSubmit={(event) => void save(event)}>
      <div className="look-top">
        <Preview name={name} look={look} />
        <Field
          label="Your name"
          value={name}
          onText={onText}
          meanwhile={meanwhile}
          trouble={trouble}
          maxLength={PERSON_NAME_MAX}
        />
      </div>
      <fieldset className="look-choices">
        <legend className="field-label">Figure</legend>
        {FIGURES.map((figure) => (
          <label key={figure} className="look-choice look-figure" style={{ '--who': look.color }}>
            <input
              type="radio"
              name="figure"
              className="look-radio"
              checked={figureFor(look.sprite) === figure}
              onChange={() => setLook({ ...look, sprite: figure })}
            />
            <FigureDrawing sprite={figure} facing="down" isKneeling={false} />
            <span className="look-word">{FIGURE_NAMES[figure]}</span>
          </label>
        ))}
      </fieldset>
      <fieldset className="look-choices">
        <legend className="field-label">Colour</legend>
        {HUES.map((hue) => (
          <label
            key={hue.color}
            className="look-choice look-hue"
            style={{ '--who': hue.color }}
            title={hue.name}
          >
            <input
              type="radio"
              name="colour"
              className="look-radio"
              aria-label={hue.name}
              checked={look.color === hue.color}
              onChange={() => setLook({ ...look, color: hue.color })}
            />
          </label>
        ))}
      </fieldset>
      <div className="card-foot">
        <Button type="submit" look="main" disabled={name.trim() === ''}>
          Save
        </Button>
      </div>
    </form>
  )
}

/** As others see one. */
function Preview({ name, look }: { readonly name: string; readonly look: AvatarLook }) {
  const inks = inksOf(look.color)
  return (
    <div
      className="look-preview"
      aria-hidden="true"
      style={{ '--who': look.color, '--by-day': inks.light, '--by-night': inks.dark }}
    >
      <FigureDrawing sprite={look.sprite} facing="down" isKneeling={false} />
      <span className="look-name">{name.trim() === '' ? '…' : name}</span>
    </div>
  )
}
