// One thing that differs in a draft: taken or left out, what is different, and what people say about it.
import { MessageSquare } from 'lucide-react'
import { useState } from 'react'
import type { ReviewComment } from '../../../../shared/wire/api/draft-bodies.ts'
import type { ChangedThing } from '../../../../shared/wire/api/history-bodies.ts'
import { Button, IconButton } from '../../../parts/button.tsx'
import { count } from '../../../words/counts.ts'
import { useWorld } from '../../../world/context/use-world.ts'
import { authorWords, entryTitle } from '../../../parts/changes/change-words.ts'
import { ChangedValues } from '../../../parts/changes/changed-values.tsx'
import { shortened } from '../../../words/passage-words.ts'
import { Comments } from './comment-list.tsx'
import { hasParts, passageKey, toggled, type LeftOut } from './taken-parts.ts'
import '../../../parts/changes/change-entries.css'

interface ReviewThingProps {
  readonly thing: ChangedThing
  readonly comments: readonly ReviewComment[]
  readonly left: LeftOut
  /** Null: nothing can be left out. */
  readonly onLeave: ((left: LeftOut) => void) | null
  /** A comment was made or deleted. */
  readonly onCommented: () => void
}

/** Passages of a page that are shown at once. */
const PASSAGES_SHOWN = 5

export function ReviewThing({ thing, comments, left, onLeave, onCommented }: ReviewThingProps) {
  const { selection, view } = useWorld()
  const [isTalking, setTalking] = useState(comments.length > 0)
  const [showsAll, setShowsAll] = useState(false)
  const title = entryTitle({ change: thing, spot: null }, view)
  const { id } = thing
  const isTaken = !left.things.has(id)
  const leave = (key: string): void =>
    onLeave?.({ ...left, passages: toggled(left.passages, key, !left.passages.has(key)) })
  const isHere = id !== 'world' && view.artifact(id) !== null
  const passages = showsAll ? thing.text : thing.text.slice(0, PASSAGES_SHOWN)
  return (
    <li className="review-thing" data-skipped={!isTaken || undefined}>
      <div className="review-head">
        {onLeave === null ? (
          <span className="review-take">{title}</span>
        ) : (
          <label className="review-take">
            <input
              type="checkbox"
              checked={isTaken}
              onChange={() => onLeave({ ...left, things: toggled(left.things, id, isTaken) })}
            />
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
        <ChangedPassage
          key={at}
          passage={passage}
          isTaken={!hasParts(thing) || !left.passages.has(passageKey(id, at, passage))}
          onTake={
            onLeave !== null && isTaken && hasParts(thing) ? () => leave(passageKey(id, at, passage)) : null
          }
        />
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
function ChangedPassage({ passage, isTaken, onTake }: ChangedPassageProps) {
  const { in: added = '', out = '', by } = passage
  const words = (
    <span>
      {out !== '' && <del className="text-out">{shortened(out)}</del>}
      {added !== '' && <ins className="text-in">{shortened(added)}</ins>}
    </span>
  )
  return (
    <div className="review-passage" data-skipped={!isTaken || undefined}>
      {onTake === null ? (
        words
      ) : (
        <label className="review-take">
          <input type="checkbox" checked={isTaken} onChange={onTake} />
          {words}
        </label>
      )}
      <span className="drafts-small">{authorWords(by)}</span>
    </div>
  )
}

interface ChangedPassageProps {
  readonly passage: ChangedThing['text'][number]
  readonly isTaken: boolean
  /** Null: it is taken, or left out, with all of its thing. */
  readonly onTake: (() => void) | null
}
