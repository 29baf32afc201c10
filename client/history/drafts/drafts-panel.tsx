// The panel of drafts. In a draft: what differs in it, and what one can do with that. In any other world: its
// drafts, making one, and what was merged.
import { DraftsOfDraft, DraftsOfWorld } from './drafts-of-world.tsx'
import { ThisDraftPart } from './this-draft.tsx'
import { useDraft } from './use-draft.ts'
import './drafts.css'

export default function DraftsPanel() {
  const [now, again] = useDraft()
  switch (now.is) {
    case 'unknown':
      return <div className="drafts" aria-busy="true" />
    case 'none':
      return <DraftsOfWorld />
    case 'draft':
      return (
        <div className="drafts">
          <ThisDraftPart draft={now.draft} onChanged={again} />
          {now.draft.offer === null && <DraftsOfDraft />}
        </div>
      )
  }
}
