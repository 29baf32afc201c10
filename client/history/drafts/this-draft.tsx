// The draft that one is in: of which world it is, how far behind that, and what differs.
import { useCallback } from 'react'
import { parseAnyAddress } from '../../../shared/world/address.ts'
import { fetchReview, updateDraft } from '../../api/drafts-api.ts'
import { pathOfWorld } from '../../navigation/route.ts'
import { Ago } from '../../parts/ago.tsx'
import { Button } from '../../parts/button.tsx'
import { useServerAction } from '../../parts/requests/use-action.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { Link } from '../../parts/route-link.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { useWorld } from '../../world/context/use-world.ts'
import { ReviewOf } from './review/review-of.tsx'
import type { ThisDraft } from './use-draft.ts'

interface ThisDraftProps {
  readonly draft: ThisDraft
  readonly onChanged: () => void
}

export function ThisDraftPart({ draft, onChanged }: ThisDraftProps) {
  const { address } = useWorld().replica
  const [review, again] = useRequest(useCallback(() => fetchReview(address), [address]))
  const after = useCallback(() => {
    again()
    onChanged()
  }, [again, onChanged])
  const act = useServerAction(after)
  const { title, parent, node, by, createdAt, isWorking } = draft
  const of = parent && parseAnyAddress(parent.address)
  return (
    <div className="drafts">
      <p className="drafts-text">
        {title} is a draft
        {parent !== null && of !== null && (
          <>
            {' of '}
            <Link to={pathOfWorld(of)}>{parent.title}</Link>
          </>
        )}
        , begun <Ago at={createdAt} />
        {by !== null && ` by ${by.name}`}. Nothing that happens here reaches{' '}
        {parent === null ? 'its world' : parent.title}
        {node === null ? ` until it is ${isWorking ? 'published' : 'merged'}.` : `, which is on ${node}.`}
      </p>
      {review.state === 'asking' && <div aria-busy="true" />}
      {review.state === 'failed' && <Trouble text={review.text} />}
      {review.state === 'here' && (
        <>
          {review.value.isBehind && (
            <p className="drafts-behind">
              {parent?.title ?? 'Its world'} has changed since.{' '}
              <Button onClick={() => act(updateDraft(address), 'The draft is up to date.')}>
                Update from it
              </Button>
            </p>
          )}
          <ReviewOf review={review.value} isWorking={isWorking} isMerged={node === null} onDone={after} />
        </>
      )}
    </div>
  )
}
