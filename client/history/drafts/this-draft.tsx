// The draft that one is in: of which world it is, how far behind that, and what differs.
import { useCallback } from 'react'
import { parseAnyAddress } from '../../../shared/world/address.ts'
import { updateDraft } from '../../api/drafts-api.ts'
import { pathOfWorld } from '../../navigation/route.ts'
import { Ago } from '../../parts/ago.tsx'
import { Button } from '../../parts/button.tsx'
import { useServerAction } from '../../parts/requests/use-action.ts'
import { Link } from '../../parts/route-link.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { useWorld } from '../../world/context/use-world.ts'
import { DeclineForm } from './offers/decline-offer.tsx'
import { OfferThisDraft } from './offers/offer-this-draft.tsx'
import { ReviewAsked } from './review-asked.tsx'
import { ReviewOf } from './review/review-of.tsx'
import { useReview } from './use-review.ts'
import type { ThisDraft } from './use-draft.ts'

interface ThisDraftProps {
  readonly draft: ThisDraft
  readonly onChanged: () => void
}

const NOTHING = 'Nothing differs yet. What you change here is listed in this place.'
const ALL_MERGED = 'All of this offer is merged.'

export function ThisDraftPart({ draft, onChanged }: ThisDraftProps) {
  const { address } = useWorld().replica
  const [review, again] = useReview(address)
  const after = useCallback(() => {
    again()
    onChanged()
  }, [again, onChanged])
  const act = useServerAction(after)
  const { parent, node, isWorking, offer } = draft
  const update = (): void => act(updateDraft(address), 'The draft is up to date.')
  return (
    <div className="drafts">
      <DraftWords draft={draft} />
      {review.state === 'asking' && <div aria-busy="true" />}
      {review.state === 'failed' && <Trouble text={review.text} />}
      {review.state === 'here' && (
        <>
          {review.value.isBehind && (
            <p className="drafts-behind">
              {parent?.title ?? 'Its world'} has changed since.{' '}
              <Button onClick={update}>Update from it</Button>
            </p>
          )}
          <ReviewOf
            review={review.value}
            isWorking={isWorking}
            isMerged={node === null}
            empty={offer === null ? NOTHING : ALL_MERGED}
            onDone={after}
          />
          {(draft.review ?? draft.reviewer) !== undefined && (
            <ReviewAsked draft={draft} differs={review.value.things.length > 0} onChanged={onChanged} />
          )}
          {node !== null && (
            <OfferThisDraft
              // Another one after an update: it asks again what became of the offer.
              key={review.value.base}
              draft={address}
              parent={parent?.title ?? 'its world'}
              differs={review.value.things.length > 0}
              onUpdate={update}
            />
          )}
          {offer !== null && (
            <DeclineForm offer={address} parent={parent && parseAnyAddress(parent.address)} />
          )}
        </>
      )}
    </div>
  )
}

function DraftWords({ draft }: { readonly draft: ThisDraft }) {
  const { title, parent, node, by, createdAt, isReset, isWorking, offer } = draft
  const of = parent && parseAnyAddress(parent.address)
  const link = parent !== null && of !== null && <Link to={pathOfWorld(of)}>{parent.title}</Link>
  if (offer !== null) {
    return (
      <>
        <p className="drafts-text">
          {title} is an offer{link !== false && <> to {link}</>}, made <Ago at={createdAt} />
          {by !== null && ` by ${by.name} (${by.account})`}. It shows what that would be like. Nothing runs
          here, and nobody writes here; take what is good.
        </p>
        {offer.words !== '' && <p className="drafts-said">{offer.words}</p>}
      </>
    )
  }
  return (
    <p className="drafts-text">
      {title} is a draft{link !== false && <> of {link}</>}, begun <Ago at={createdAt} />
      {by !== null && ` by ${by.name}`}. Nothing that happens here reaches{' '}
      {parent === null ? 'its world' : parent.title}
      {node === null
        ? ` until it is ${isWorking ? 'published' : 'merged'}.`
        : ` on ${node} until it is merged there.`}
      {isReset &&
        ' It began at a moment more than a day ago: its programs started as after a reset, without what they remembered.'}
    </p>
  )
}
