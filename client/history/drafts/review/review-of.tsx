// What differs in a draft: conflicts on top, then things, each to be taken or left out, and the merge.
import { useState } from 'react'
import type { DraftReview, MergeAsk } from '../../../../shared/wire/api/draft-bodies.ts'
import { fetchReview, mergeDraft } from '../../../api/drafts-api.ts'
import { wordsOf } from '../../../api/request.ts'
import { notify } from '../../../notices/notices.ts'
import { Button } from '../../../parts/button.tsx'
import { Trouble } from '../../../parts/trouble.tsx'
import { count } from '../../../words/counts.ts'
import { useWorld } from '../../../world/context/use-world.ts'
import { ReviewConflict } from './review-conflict.tsx'
import { ReviewThing } from './review-thing.tsx'
import {
  choicesOf,
  conflictKey,
  isAsReviewed,
  NOTHING_LEFT_OUT,
  selectionOf,
  takenThings,
  type ChosenSide,
} from './taken-parts.ts'

interface ReviewOfProps {
  readonly review: DraftReview
  /** Its world is written in it: merging is publishing. */
  readonly isWorking: boolean
  /** It can be merged from here. */
  readonly isMerged: boolean
  /** The words where nothing differs. */
  readonly empty: string
  readonly onDone: () => void
}

export function ReviewOf({ review, isWorking, isMerged, empty, onDone }: ReviewOfProps) {
  const { address } = useWorld().replica
  const { things, conflicts, comments } = review
  const [left, setLeft] = useState(NOTHING_LEFT_OUT)
  const [chosen, setChosen] = useState<ReadonlyMap<string, ChosenSide>>(new Map())
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  if (things.length === 0) {
    return <p className="drafts-text">{empty}</p>
  }
  const selection = selectionOf(review, left)
  const taken = takenThings(review, left)
  const isWhole = selection.take === undefined
  async function merge(): Promise<void> {
    setBusy(true)
    setTrouble(null)
    const choices = choicesOf(review, chosen)
    const body: MergeAsk = {
      ...selection,
      ...(choices.length > 0 && { choices }),
    }
    try {
      const isSpot = selection.passages !== undefined || choices.some(({ at }) => at !== undefined)
      if (isSpot && !isAsReviewed(review, await fetchReview(address), left)) {
        setTrouble(CHANGED)
        onDone()
        return
      }
      const made = await mergeDraft(address, body)
      const open = made.conflicts.length - choices.length
      const rest = open > 0 ? ` In ${count(open, 'conflict')} it kept its own.` : ''
      notify({ text: `${count(taken.length, 'change')} ${isWorking ? 'published' : 'merged'}.${rest}` })
      onDone()
    } catch (error) {
      setTrouble(wordsOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {conflicts.length > 0 && (
        <section aria-label="Conflicts">
          <h3 className="drafts-title">{count(conflicts.length, 'conflict')}</h3>
          <p className="drafts-text">
            Both sides changed these. Choose what is to stand; until you do, what the other world has stays
            there, and yours stays here.
          </p>
          {conflicts.map((conflict) => (
            <ReviewConflict
              key={conflictKey(conflict)}
              conflict={conflict}
              thing={things.find(({ id }) => id === conflict.id) ?? null}
              side={chosen.get(conflictKey(conflict)) ?? 'parent'}
              onChoose={(side) => setChosen(new Map([...chosen, [conflictKey(conflict), side]]))}
            />
          ))}
        </section>
      )}
      <section aria-label="Changes">
        <h3 className="drafts-title">{count(things.length, 'change')}</h3>
        <ul className="drafts-list">
          {things.map((thing) => (
            <ReviewThing
              key={thing.id}
              thing={thing}
              comments={comments.filter((comment) => comment.thing === thing.id)}
              left={left}
              onLeave={isMerged ? setLeft : null}
              onCommented={onDone}
            />
          ))}
        </ul>
        {review.isCut === true && (
          <p className="drafts-text">There are more than fit here. Merge some of these first.</p>
        )}
      </section>
      <Trouble text={trouble} />
      {isMerged && (
        <div className="drafts-foot">
          <Button look="main" disabled={isBusy || taken.length === 0} onClick={() => void merge()}>
            {isWorking ? 'Publish' : 'Merge'} {isWhole ? 'all' : count(taken.length, 'change')}
          </Button>
        </div>
      )}
    </>
  )
}

const CHANGED =
  'Somebody wrote on one of these pages meanwhile, so nothing was merged. Look again, and then merge.'
