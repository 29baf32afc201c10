// Who gave a thing each of its values, and when: in the inspector, and of a thing of the past.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { Trouble } from '../../parts/trouble.tsx'
import { colorStyle, useAuthorColor } from '../words/author-color.ts'
import { authorWords } from '../../parts/changes/change-words.ts'
import { writtenWords } from '../words/moment-words.ts'
import { valueLabel } from '../../parts/changes/value-words.ts'
import { useAuthors } from './use-authors.ts'
import '../history.css'
import './authors.css'

export default function ValueAuthors({ id }: { readonly id: ArtifactId }) {
  const authors = useAuthors(id)
  const colorOf = useAuthorColor()
  if (authors.state === 'asking') return <p className="panel-note" aria-busy="true" />
  if (authors.state === 'failed') return <Trouble text={authors.text} />
  const { values } = authors.answer
  if (values.length === 0) return <p className="panel-note">Nobody has set anything of it.</p>
  return (
    <dl className="value-authors">
      {values.map(({ key, author, at, within }) => (
        <div key={key} className="value-author">
          <dt>{valueLabel(key)}</dt>
          <dd>
            {author !== null && (
              <span className="author-dot" style={colorStyle(colorOf(author))} aria-hidden="true" />
            )}
            {author === null ? 'not known' : authorWords(author)}
            {at !== null && <span className="value-when">{writtenWords(at, within)}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
