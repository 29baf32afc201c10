// What was merged into a world. A merge can be taken back for as long as the world has its history.
import { useCallback, useState } from 'react'
import type { MergeSummary } from '../../../shared/wire/api/draft-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { fetchMerges } from '../../api/drafts-api.ts'
import { takeEditsBack } from '../../api/history-api.ts'
import { notify } from '../../notices/notices.ts'
import { Ago } from '../../parts/ago.tsx'
import { Button } from '../../parts/button.tsx'
import { Question } from '../../parts/dialog.tsx'
import { useRequest } from '../../parts/requests/use-request.ts'
import { count } from '../../words/counts.ts'
import { useStanding } from '../../world/play/you.ts'

export function MergedDrafts({ world }: { readonly world: Address }) {
  const [merges, again] = useRequest(useCallback(() => fetchMerges(world), [world]))
  const mayRevert = atLeast(useStanding(), 'own')
  const [asked, setAsked] = useState<MergeSummary | null>(null)
  if (merges.state !== 'here' || merges.value.length === 0) return null
  return (
    <section aria-label="Merged">
      <h3 className="drafts-title">Merged</h3>
      <ul className="drafts-list">
        {merges.value.map((merge) => (
          <li key={merge.id} className="drafts-line drafts-merge">
            <span className="drafts-who">
              {merge.draft.title}
              <span className="drafts-small">
                {merge.by !== null && `${merge.by.name}, `}
                <Ago at={merge.at} />
                {merge.conflicts.length > 0 && `, ${count(merge.conflicts.length, 'conflict')}`}
                {merge.isReverted && ', taken back'}
              </span>
            </span>
            {mayRevert && !merge.isReverted && <Button onClick={() => setAsked(merge)}>Revert</Button>}
          </li>
        ))}
      </ul>
      {asked !== null && (
        <Question
          title={`Revert the merge of “${asked.draft.title}”?`}
          text="This world will be as without it. What others wrote later stays, and the draft gets its changes back, so that you can merge it again."
          yes="Revert merge"
          open
          onClose={() => setAsked(null)}
          onYes={async () => {
            await takeEditsBack(world, { merge: asked.id }, false)
            notify({ text: `The merge of “${asked.draft.title}” was reverted.` })
            again()
          }}
        />
      )}
    </section>
  )
}
