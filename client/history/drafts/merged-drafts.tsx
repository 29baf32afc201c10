// What was merged into a world. A merge can be taken back for as long as the world has its history.
import { useCallback, useState } from 'react'
import type { MergeSummary } from '../../../shared/wire/api/draft-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { fetchMerges } from '../../api/drafts-api.ts'
import { Ago } from '../../parts/ago.tsx'
import { Button } from '../../parts/button.tsx'
import { useRequest } from '../../parts/requests/use-request.ts'
import { useStanding } from '../../world/play/you.ts'
import { MergeConflicts } from './merge-conflicts.tsx'
import { askTakingBack } from '../../world/taking-back.ts'

export function MergedDrafts({ world }: { readonly world: Address }) {
  const [pages, setPages] = useState(1)
  const [asked, again] = useRequest(useCallback(() => fetchMerges(world, pages), [world, pages]))
  const mayRevert = atLeast(useStanding(), 'own')
  if (asked.state !== 'here' || asked.value.merges.length === 0) return null
  const { merges, hasMore } = asked.value
  const ask = ({ id, draft }: MergeSummary): void =>
    askTakingBack({
      of: 'edits',
      what: { merge: id },
      title: `Revert the merge of “${draft.title}”?`,
      words: 'This world will be as without it, and the draft gets its changes back, to be merged again',
      yes: 'Revert merge',
      onDone: again,
    })
  return (
    <section aria-label="Merged">
      <h3 className="drafts-title">Merged</h3>
      <ul className="drafts-list">
        {merges.map((merge) => (
          <li key={merge.id} className="drafts-line drafts-merge">
            <span className="drafts-who">
              {merge.draft.title}
              <span className="drafts-small">
                {merge.by !== null && `${merge.by.name}, `}
                <Ago at={merge.at} />
                {merge.isReverted && ', taken back'}
              </span>
              {merge.conflicts.length > 0 && <MergeConflicts world={world} merge={merge} />}
            </span>
            {mayRevert && !merge.isReverted && <Button onClick={() => ask(merge)}>Revert</Button>}
          </li>
        ))}
      </ul>
      {hasMore && <Button onClick={() => setPages(pages + 1)}>Earlier</Button>}
    </section>
  )
}
