// The props of the field of a property, of any kind.
import type { PropState } from '../world/use-property.ts'

export interface PropFieldProps {
  readonly id: string
  readonly state: PropState
  readonly trouble: string | null
  /** Something was typed that it cannot be; null: that is over. */
  readonly onTrouble: (text: string | null) => void
}
