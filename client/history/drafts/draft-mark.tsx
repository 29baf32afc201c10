// The mark in the bar that says that one is in a draft, and of which world; or that a world is written in a
// draft. It opens what one can do with it.
import { GitBranch, Stamp } from 'lucide-react'
import { Button } from '../../parts/button.tsx'
import { CLOSED, useSelected } from '../../world/context/selection.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { useYou } from '../../world/play/you.ts'
import { useDraft } from './use-draft.ts'
import './drafts.css'

export function DraftMark() {
  const { selection } = useWorld()
  const [now] = useDraft()
  const isOpen = useSelected(selection, ({ panel }) => panel.kind === 'drafts')
  const isPublished = useYou()?.standing !== undefined
  const toggle = (): void => selection.open(isOpen ? CLOSED : { kind: 'drafts' })
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
  const { title, parent, offer } = now.draft
  const is = offer === null ? 'Draft' : 'Offer'
  const of = parent === null ? '' : ` ${offer === null ? 'of' : 'to'} ${parent.title}`
  return (
    <Button
      className="draft-mark"
      aria-expanded={isOpen}
      aria-label={`This is ${offer === null ? 'a draft' : 'an offer'}${of}: ${title}`}
      onClick={toggle}
    >
      <GitBranch size={15} aria-hidden="true" />
      <span className="draft-mark-words">
        {is}: {title}
      </span>
    </Button>
  )
}
