// The field of a property, by its kind.
import { Checkbox } from '@base-ui/react/checkbox'
import type { PropState } from '../world/use-property.ts'
import { ColourField } from './colour-field.tsx'
import { MIXED } from './prop-words.ts'
import { TypedField } from './typed-field.tsx'
import './switch.css'

export interface PropFieldProps {
  readonly id: string
  readonly state: PropState
  readonly trouble: string | null
  /** Something was typed that it cannot be; null: that is over. */
  readonly onTrouble: (text: string | null) => void
}

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

/** On, off, or in between where several differ; then it is turned on. */
function FlagField({ id, state: { common, set } }: PropFieldProps) {
  return (
    <Checkbox.Root
      id={id}
      className="switch"
      aria-labelledby={`${id}-label`}
      aria-describedby={`${id}-help`}
      checked={common.value === true}
      indeterminate={common.isMixed}
      onCheckedChange={(next) => set(common.isMixed ? true : next)}
    >
      <span className="switch-thumb" />
    </Checkbox.Root>
  )
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
