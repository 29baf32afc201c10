// A passage of a page that is different in a draft.
import '../../changes/changes.css'
import type { ChangedThing } from '../../../../shared/wire/api/history-bodies.ts'
import { authorWords } from '../../words/moment-words.ts'

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
