// Values as people read them.
import type { PropertyKind, PropValue } from '../../shared/world/property-schema.ts'

/** Shown for several values. */
export const MIXED = '—'

/** As it stands in its field. */
export const textOf = (value: PropValue): string => (value === null ? '' : String(value))

/** As it is said: "on", "212 px", "as the reader’s". */
export function saidOf(kind: PropertyKind, value: PropValue): string {
  if (value === null) return 'nothing'
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (kind.type === 'choice') {
    return (kind.choices.find((choice) => choice.value === value)?.label ?? String(value)).toLowerCase()
  }
  return kind.type === 'number' && kind.unit !== '' ? `${value} ${kind.unit}` : String(value)
}
