// The values of a thing that are different, before and after, in a table.
import type { ThingChange } from '../../../shared/history/changes/thing-change.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { valueLabel, valueWords } from './value-words.ts'
import './change-entries.css'

interface ChangedValuesProps {
  readonly thing: ThingChange<unknown>
  /** The heading over what they are later. */
  readonly after: string
}

export function ChangedValues({ thing: { kind, values }, after }: ChangedValuesProps) {
  const { view } = useWorld()
  // What a thing had when it came says nothing that its picture does not say.
  if (kind === 'added' || values.length === 0) return null
  return (
    <table className="change-values">
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">What</span>
          </th>
          <th scope="col">Before</th>
          <th scope="col">{after}</th>
        </tr>
      </thead>
      <tbody>
        {values.map(({ key, from, to }) => (
          <tr key={key}>
            <th scope="row">{valueLabel(key)}</th>
            <td>{valueWords(key, from, view)}</td>
            <td>{valueWords(key, to, view)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
