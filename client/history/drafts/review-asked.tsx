// Asking the owner of the world to look at a draft, and what became of that.
import { useState } from 'react'
import { ReviewAnswer } from '../../../shared/wire/api/draft-bodies.ts'
import { askReview, endReview } from '../../api/drafts-api.ts'
import { notify } from '../../notices/notices.ts'
import { Ago } from '../../parts/ago.tsx'
import { Button } from '../../parts/button.tsx'
import { useServerAction } from '../../parts/requests/use-action.ts'
import { LineForm } from '../../parts/requests/line-form.tsx'
import { useForm } from '../../parts/requests/use-form.ts'
import { useWorld } from '../../world/context/use-world.ts'
import type { ThisDraft } from './use-draft.ts'

interface ReviewAskedProps {
  readonly draft: ThisDraft
  /** Something differs that could be looked at. */
  readonly differs: boolean
  readonly onChanged: () => void
}

export function ReviewAsked({ draft, differs, onChanged }: ReviewAskedProps) {
  const { address } = useWorld().replica
  const act = useServerAction(onChanged)
  const { review, reviewer, mayAnswer } = draft
  const isOpen = review?.answer === null
  if (review === undefined && !differs) return null
  return (
    <section className="drafts-publishing" aria-label="Review">
      <h3 className="drafts-title">Review</h3>
      {review !== undefined && <ReviewWords draft={draft} review={review} />}
      {isOpen && mayAnswer && <AnswerForm onAnswered={onChanged} />}
      {isOpen && reviewer !== undefined && (
        <Button onClick={() => act(endReview(address, {}), 'You no longer ask for a review.')}>
          Take back
        </Button>
      )}
      {!isOpen && reviewer !== undefined && differs && (
        <>
          <p className="drafts-text">
            {reviewer.name} owns its world. Asked to review this draft, they can see and edit it.
          </p>
          <Button onClick={() => act(askReview(address), `${reviewer.name} is asked to review this draft.`)}>
            Ask {reviewer.name} to review it
          </Button>
        </>
      )}
    </section>
  )
}

interface ReviewWordsProps {
  readonly draft: ThisDraft
  readonly review: NonNullable<ThisDraft['review']>
}

function ReviewWords({ draft: { by, reviewer }, review }: ReviewWordsProps) {
  const { askedAt, isChanged, answer } = review
  if (answer !== null) {
    return (
      <>
        <p className="drafts-text">
          {answer.by?.name ?? 'Somebody who left'} looked at it <Ago at={answer.at} />, and did not merge it.
        </p>
        {answer.words !== '' && <p className="drafts-said">{answer.words}</p>}
      </>
    )
  }
  const since = isChanged && ' It was changed since.'
  if (reviewer !== undefined) {
    return (
      <p className="drafts-text">
        Asked, <Ago at={askedAt} />.{since}
      </p>
    )
  }
  return (
    <p className="drafts-text">
      {by?.name ?? 'Somebody who left'} asks to have this draft reviewed, <Ago at={askedAt} />.{since}
    </p>
  )
}

function AnswerForm({ onAnswered }: { readonly onAnswered: () => void }) {
  const { address } = useWorld().replica
  const [words, setWords] = useState('')
  const form = useForm({
    schema: ReviewAnswer,
    body: () => ({ words }),
    async send(body) {
      await endReview(address, body)
      notify({ text: 'The review is answered.' })
      onAnswered()
    },
  })
  return (
    <LineForm
      form={form}
      field="words"
      label="Do not merge it now, with a word"
      value={words}
      onText={setWords}
      placeholder="Not this year"
      yes="Answer"
      className="drafts-new"
    />
  )
}
