// The switch of a property that is on or off.
import { Checkbox } from '@base-ui/react/checkbox'
import type { PropState } from '../../world/use-property.ts'
import '../switch.css'

interface FlagFieldProps {
  readonly id: string
  readonly state: {
    readonly common: Pick<PropState['common'], 'value' | 'isMixed'>
    readonly set: (isOn: boolean) => unknown
  }
}

/** On, off, or in between where several differ; then it is turned on. */
export function FlagField({ id, state: { common, set } }: FlagFieldProps) {
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
