// What is different in one thing of a draft: its values in a table, and passages of its page.
import '../../changes/changes.css'
import type { ChangedThing } from '../../../../shared/wire/api/history-bodies.ts'
import { useWorld } from '../../../world/context/use-world.ts'
import { authorWords } from '../../words/moment-words.ts'
import { valueLabel, valueWords } from '../../words/value-words.ts'

/** Letters of a passage that are shown. */
const SHOWN_MAX = 300

export function ChangedPassage({ passage }: { readonly passage: ChangedThing['text'][number] }) {
  const { in: added = '', out = '', by } = passage
  return (
    <p className="review-passage">
      {out !== '' && <del className="text-out">{shortened(out)}</del>}
      {added !== '' && <ins className="text-in">{shortened(added)}</ins>}
      <span className="drafts-small">{authorWords(by)}</span>
    </p>
  )
}

const shortened = (words: string): string =>
  words.length > SHOWN_MAX ? `${words.slice(0, SHOWN_MAX).toWellFormed()}…` : words

export function DifferentValues({ thing: { kind, values } }: { readonly thing: ChangedThing }) {
  const { view } = useWorld()
  // What a new thing has says nothing that its picture does not say.
  if (kind === 'added' || values.length === 0) return null
  return (
    <table className="change-values">
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">What</span>
          </th>
          <th scope="col">Before</th>
          <th scope="col">Here</th>
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
