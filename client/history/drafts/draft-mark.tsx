// The mark in the bar that says that one is in a draft, and of which world; or that a world is written in a
// draft. It opens what one can do with it.
import { GitBranch, Stamp } from 'lucide-react'
import { useCallback, useEffect } from 'react'
import { atLeast } from '../../../shared/world/rights.ts'
import { fetchDifferenceCount } from '../../api/drafts-api.ts'
import { takeWantedReview } from '../../navigation/wanted-review.ts'
import { Button } from '../../parts/button.tsx'
import { useRequest } from '../../parts/requests/use-request.ts'
import { count } from '../../words/counts.ts'
import { CLOSED, useSelected } from '../../world/context/selection.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { useYou } from '../../world/play/you.ts'
import { useAfterEdits } from '../use-after-edits.ts'
import { useDraft, type ThisDraft } from './use-draft.ts'
import './drafts.css'

/** What differs is counted so soon after edits. */
const COUNTED_MS = { restMs: 3_000, mostMs: 15_000 }

export function DraftMark() {
  const { replica, selection } = useWorld()
  const [now] = useDraft()
  const isOpen = useSelected(selection, ({ panel }) => panel.kind === 'drafts')
  const isPublished = useYou()?.standing !== undefined
  const toggle = (): void => selection.open(isOpen ? CLOSED : { kind: 'drafts' })
  useEffect(() => {
    if (takeWantedReview(replica.address)) selection.open({ kind: 'drafts' })
  }, [replica, selection])
  if (isPublished && now.is !== 'draft') {
    return (
      <Button
        className="draft-mark"
        aria-expanded={isOpen}
        aria-label="This world is written in a draft, and shown as it was published"
        onClick={toggle}
      >
        <Stamp size={15} aria-hidden="true" />
        <span className="draft-mark-words">Published</span>
      </Button>
    )
  }
  if (now.is !== 'draft') return null
  return <ThisDraftMark draft={now.draft} isOpen={isOpen} onToggle={toggle} />
}

interface ThisDraftMarkProps {
  readonly draft: ThisDraft
  readonly isOpen: boolean
  readonly onToggle: () => void
}

function ThisDraftMark({ draft, isOpen, onToggle }: ThisDraftMarkProps) {
  const { title, parent, offer } = draft
  const differs = useDifferenceCount()
  const is = offer === null ? 'Draft' : 'Offer'
  const of = parent === null ? '' : ` ${offer === null ? 'of' : 'to'} ${parent.title}`
  return (
    <Button
      className="draft-mark"
      aria-expanded={isOpen}
      aria-label={`This is ${offer === null ? 'a draft' : 'an offer'}${of}: ${title}${differs === null ? '' : `. ${count(differs, 'change')}`}`}
      onClick={onToggle}
    >
      <GitBranch size={15} aria-hidden="true" />
      <span className="draft-mark-words">
        {is}: {title}
      </span>
      {differs !== null && differs > 0 && (
        <span className="draft-mark-count">
          {differs}
          <span className="draft-mark-unit"> {differs === 1 ? 'change' : 'changes'}</span>
        </span>
      )}
    </Button>
  )
}

/** How many things differ in the open draft; null: nobody said yet, or it is not for this person. */
function useDifferenceCount(): number | null {
  const { replica } = useWorld()
  const { address } = replica
  const mayEdit = atLeast(useYou()?.right ?? 'see', 'edit')
  const ask = useCallback(() => (mayEdit ? fetchDifferenceCount(address) : NOT_COUNTED), [address, mayEdit])
  const [asked, again] = useRequest(ask)
  useAfterEdits(mayEdit ? again : null, COUNTED_MS)
  return asked.state === 'here' ? asked.value : null
}

const NOT_COUNTED = Promise.resolve(null)
