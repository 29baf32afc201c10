// One thing that differs in a draft: taken or left out, what is different, and what people say about it.
import { MessageSquare } from 'lucide-react'
import { useState } from 'react'
import type { ReviewComment } from '../../../../shared/wire/api/draft-bodies.ts'
import type { ChangedThing } from '../../../../shared/wire/api/history-bodies.ts'
import { Button, IconButton } from '../../../parts/button.tsx'
import { count } from '../../../words/counts.ts'
import { useWorld } from '../../../world/context/use-world.ts'
import { entryTitle } from '../../changes/change-words.ts'
import { ChangedValues } from '../../changes/changed-values.tsx'
import { authorWords } from '../../words/moment-words.ts'
import { Comments } from './comment-list.tsx'
import '../../changes/changes.css'

interface ReviewThingProps {
  readonly thing: ChangedThing
  readonly comments: readonly ReviewComment[]
  readonly isTaken: boolean
  /** Null: it cannot be left out. */
  readonly onTake: ((isTaken: boolean) => void) | null
  /** A comment was made or deleted. */
  readonly onCommented: () => void
}

/** Passages of a page that are shown at once. */
const PASSAGES_SHOWN = 5
/** Letters of one that are shown. */
const SHOWN_MAX = 300

export function ReviewThing({ thing, comments, isTaken, onTake, onCommented }: ReviewThingProps) {
  const { selection, view } = useWorld()
  const [isTalking, setTalking] = useState(comments.length > 0)
  const [showsAll, setShowsAll] = useState(false)
  const title = entryTitle({ change: thing, spot: null }, view)
  const { id } = thing
  const isHere = id !== 'world' && view.artifact(id) !== null
  const passages = showsAll ? thing.text : thing.text.slice(0, PASSAGES_SHOWN)
  return (
    <li className="review-thing" data-skipped={!isTaken || undefined}>
      <div className="review-head">
        {onTake === null ? (
          <span className="review-take">{title}</span>
        ) : (
          <label className="review-take">
            <input type="checkbox" checked={isTaken} onChange={() => onTake(!isTaken)} />
            <span>{title}</span>
          </label>
        )}
        {isHere && <Button onClick={() => selection.select(id)}>Show</Button>}
        <IconButton
          label={isTalking ? `Hide what is said about: ${title}` : `Say something about: ${title}`}
          aria-expanded={isTalking}
          onClick={() => setTalking(!isTalking)}
        >
          <MessageSquare size={16} aria-hidden="true" />
        </IconButton>
      </div>
      {passages.map((passage, at) => (
        // A passage has no name, and the list is made anew with each answer.
        <ChangedPassage key={at} passage={passage} />
      ))}
      {passages.length < thing.text.length && (
        <Button look="quiet" onClick={() => setShowsAll(true)}>
          {count(thing.text.length - passages.length, 'more passage')}
        </Button>
      )}
      <ChangedValues thing={thing} after="Here" />
      {isTalking && <Comments thing={id} comments={comments} onChanged={onCommented} />}
    </li>
  )
}

/** A passage of a page that is different in the draft. */
function ChangedPassage({ passage }: { readonly passage: ChangedThing['text'][number] }) {
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
