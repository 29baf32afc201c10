// The list of what changed between two moments. Up and down step through it, and the view follows.
import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { IconButton } from '../../parts/button.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { useWorld } from '../../world/context/use-world.ts'
import { count } from '../../words/counts.ts'
import { authorWords, momentWords } from '../words/moment-words.ts'
import type { MomentComparison, ChangeEntry } from '../travel/comparison.ts'
import { timeOf } from '../travel/find-session.ts'
import { useComparison, useSessions, useTimeTravel } from '../use-time-travel.ts'
import { entryTitle } from './change-words.ts'
import { ChangedValues } from './changed-values.tsx'
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
      {entries !== null && entries.length > 0 && <Entries entries={entries} at={at} />}
      {isCut && <p className="panel-note">There are more. Compare a shorter time to see them.</p>}
    </div>
  )
}

function Entries({ entries, at }: { readonly entries: readonly ChangeEntry[]; readonly at: number }) {
  const { comparisons } = useTimeTravel()
  const { view } = useWorld()
  const list = useRef<HTMLUListElement>(null)
  const isHere = useRef(false)
  useEffect(() => {
    const line = list.current?.children[at]?.querySelector('button')
    line?.scrollIntoView({ block: 'nearest' })
    if (isHere.current) line?.focus({ preventScroll: true })
  }, [at])
  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1, Home: -entries.length, End: entries.length }[event.key]
    if (by === undefined) return
    event.preventDefault()
    event.stopPropagation()
    comparisons.choose(at + by)
  }
  return (
    <ul className="change-entries" aria-label={count(entries.length, 'change')} ref={list}>
      {entries.map((entry, index) => (
        <li key={`${entry.change.id} ${entry.spot}`}>
          <button
            type="button"
            className="change-entry"
            aria-current={index === at}
            tabIndex={index === at ? 0 : -1}
            onClick={() => comparisons.choose(index)}
            onKeyDown={onKeyDown}
            onFocus={() => {
              isHere.current = true
            }}
            onBlur={() => {
              isHere.current = false
            }}
          >
            <span className="change-entry-title">{entryTitle(entry, view)}</span>
            <Told entry={entry} />
          </button>
          {index === at && entry.spot === null && <ChangedValues thing={entry.change} after="After" />}
        </li>
      ))}
    </ul>
  )
}

/** Letters of a spot that are shown in the list. */
const SHOWN_MAX = 90

function Told({ entry: { change, spot } }: { readonly entry: ChangeEntry }) {
  if (spot === null) {
    const by = change.values.find((value) => value.by !== null)?.by ?? change.text[0]?.by
    return by == null ? null : <span className="change-entry-by">{authorWords(by)}</span>
  }
  const { in: added = '', out = '', by } = change.text[spot] ?? { by: null }
  return (
    <>
      <span className="change-entry-words">
        {out !== '' && <del className="text-out">{cut(out)}</del>}
        {added !== '' && <ins className="text-in">{cut(added)}</ins>}
      </span>
      {by !== null && <span className="change-entry-by">{authorWords(by)}</span>}
    </>
  )
}

const cut = (words: string): string => {
  const line = words.replaceAll(/\s+/gu, ' ')
  return line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX)}…` : line
}
