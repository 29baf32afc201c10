// The field of a property, by its kind.
import { ColourField } from './colour-field.tsx'
import { MIXED } from './prop-words.ts'
import { TypedField } from './typed-field.tsx'
import type { PropFieldProps } from './prop-field-props.ts'
import { FlagField } from '../parts/world/flag-field.tsx'

export function PropField(props: PropFieldProps) {
  switch (props.state.kind.type) {
    case 'flag':
      return <FlagField {...props} />
    case 'choice':
      return <ChoiceField {...props} choices={props.state.kind.choices} />
    case 'colour':
      return <ColourField {...props} />
    case 'number':
    case 'text':
    case 'address':
      return <TypedField {...props} />
    case 'sprite':
      // It is chosen from the drawings themselves.
      return null
  }
}

interface ChoiceFieldProps extends PropFieldProps {
  readonly choices: readonly { readonly value: string; readonly label: string }[]
}

function ChoiceField({ id, state: { common, set }, choices }: ChoiceFieldProps) {
  return (
    <select
      id={id}
      className="prop-field"
      aria-describedby={`${id}-help`}
      value={common.isMixed ? MIXED : String(common.value)}
      onChange={(event) => event.target.value !== MIXED && set(event.target.value)}
    >
      {common.isMixed && <option value={MIXED}>{MIXED}</option>}
      {choices.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}
