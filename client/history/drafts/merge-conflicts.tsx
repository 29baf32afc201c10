// The conflicts of a merge, for as long as the merge is listed: what each side had, what stands now, and what
// came later from people who had not seen the merge.
import { useCallback, useState } from 'react'
import type { DraftConflict, LateWritesAnswer, MergeSummary } from '../../../shared/wire/api/draft-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { fetchLateWrites, fetchMergeConflicts } from '../../api/drafts-api.ts'
import { Ago } from '../../parts/ago.tsx'
import { useRequest } from '../../parts/requests/use-request.ts'
import { Trouble } from '../../parts/trouble.tsx'
import { count } from '../../words/counts.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { authorWords, subjectName } from '../../parts/changes/change-words.ts'
import { sideWords, valueLabel, valueWords } from '../../parts/changes/value-words.ts'

interface MergeConflictsProps {
  readonly world: Address
  readonly merge: MergeSummary
}

export function MergeConflicts({ world, merge }: MergeConflictsProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="merge-conflicts" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{count(merge.conflicts.length, 'conflict')}</summary>
      {isOpen && <ConflictLines world={world} merge={merge} />}
    </details>
  )
}

function ConflictLines({ world, merge: { id } }: MergeConflictsProps) {
  const [told] = useRequest(useCallback(() => fetchMergeConflicts(world, id), [world, id]))
  const [late] = useRequest(useCallback(() => fetchLateWrites(world, id), [world, id]))
  if (told.state === 'failed') return <Trouble text={told.text} />
  return (
    <ul className="merge-conflict-list" aria-busy={told.state === 'asking' || late.state === 'asking'}>
      {(told.state === 'here' ? told.value : []).map((conflict) => (
        <ConflictLine
          key={`${conflict.id} ${conflict.key} ${conflict.at ?? ''}`}
          conflict={conflict}
          late={
            late.state === 'here'
              ? late.value.filter((one) => one.id === conflict.id && one.key === conflict.key)
              : []
          }
        />
      ))}
      {late.state === 'failed' && <Trouble text={late.text} />}
    </ul>
  )
}

function ConflictLine({
  conflict,
  late,
}: {
  readonly conflict: DraftConflict
  readonly late: LateWritesAnswer['late']
}) {
  const { view } = useWorld()
  const { id, key, base, parent, draft } = conflict
  const name = subjectName({ id, values: [] }, view)
  const wordsOf = (value: typeof base): string => sideWords(conflict, value, view)
  return (
    <li>
      <b>
        {name}: {valueLabel(key)}
      </b>
      <span className="drafts-small">
        It was {wordsOf(base)}. This world had {wordsOf(parent)}, the draft {wordsOf(draft)}.
      </span>
      {late.map((one, at) => (
        // A person may write the same twice.
        <span key={at} className="drafts-small">
          {authorWords(one.by)} wrote {'value' in one ? valueWords(key, one.value, view) : 'another value'},
          without having seen the merge, <Ago at={one.at} />: it {one.isShown ? 'stands' : 'does not stand'}{' '}
          now.
        </span>
      ))}
    </li>
  )
}
