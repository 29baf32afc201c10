// The list of what changed between two moments. Up and down step through it, and the view follows.
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { ChangeEntries } from '../../parts/changes/change-entries.tsx'
import { IconButton } from '../../parts/button.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { momentWords } from '../words/moment-words.ts'
import type { MomentComparison } from '../travel/comparison.ts'
import { timeOf } from '../travel/find-session.ts'
import { useComparison, useSessions, useTimeTravel } from '../use-time-travel.ts'
import { CompareForm } from './compare-form.tsx'
import './changes.css'

export function ChangeList() {
  const comparison = useComparison()
  return comparison === null ? <CompareForm /> : <Compared comparison={comparison} />
}

function Compared({ comparison }: { readonly comparison: MomentComparison }) {
  const travel = useTimeTravel()
  const { list } = useSessions()
  const { from, to, entries, at, trouble, isCut } = comparison
  const [then, later] = [timeOf(list, from), timeOf(list, to)]
  const { comparisons } = travel
  return (
    <div className="compared">
      <p className="compared-head">
        <span className="compared-words">
          {then === null ? 'The beginning' : momentWords(then)} to{' '}
          {later === null ? 'then' : momentWords(later)}
        </span>
        <IconButton label="Previous change" disabled={at === 0} onClick={() => comparisons.choose(at - 1)}>
          <ChevronUp size={17} aria-hidden="true" />
        </IconButton>
        <IconButton
          label="Next change"
          disabled={entries === null || at >= entries.length - 1}
          onClick={() => comparisons.choose(at + 1)}
        >
          <ChevronDown size={17} aria-hidden="true" />
        </IconButton>
        <IconButton label="Close this comparison" onClick={() => comparisons.close()}>
          <X size={17} aria-hidden="true" />
        </IconButton>
      </p>
      {trouble !== null && <Trouble text={trouble} />}
      {entries === null && <p className="panel-note" aria-busy="true" />}
      {entries !== null && trouble === null && entries.length === 0 && (
        <p className="panel-note">Nothing is different.</p>
      )}
      {entries !== null && entries.length > 0 && (
        <ChangeEntries entries={entries} at={at} onChoose={(line) => comparisons.choose(line)} />
      )}
      {isCut && <p className="panel-note">There are more. Compare a shorter time to see them.</p>}
    </div>
  )
}
