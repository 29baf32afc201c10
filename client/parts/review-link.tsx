// The mark of a draft whose maker asks for a review, in lists: it leads to that.
import type { Address } from '../../shared/world/address.ts'
import { pathOfWorld } from '../navigation/route.ts'
import { noteWantedReview } from '../navigation/wanted-review.ts'
import { Link } from './route-link.tsx'
import './review-link.css'

interface ReviewLinkProps {
  readonly draft: Address
  /** Its name. */
  readonly title: string
}

export function ReviewLink({ draft, title }: ReviewLinkProps) {
  return (
    <Link className="review-link" to={pathOfWorld(draft)} onClick={() => noteWantedReview(draft)}>
      Review asked <span className="unseen">for {title}</span>
    </Link>
  )
}
