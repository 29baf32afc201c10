// The list of what became of things, in the words of history. Up and down step through it.
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { Drawing } from '../../drawings/thing-drawing.tsx'
import { count, listedWords } from '../../words/counts.ts'
import { useView, useWorld } from '../../world/context/use-world.ts'
import { authorWords, entryTitle } from './change-words.ts'
import { ChangedValues } from './changed-values.tsx'
import { lineIn, type ChangeEntry } from './listed-changes.ts'
import { valueLabel } from './value-words.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'
import './change-entries.css'

interface ChangeEntriesProps {
  readonly entries: readonly ChangeEntry[]
  /** The line that one is at; null: none yet. */
  readonly at: number | null
  readonly onChoose: (at: number) => void
  /** Where a press does more than that. */
  readonly onPress?: (at: number) => void
}

export function ChangeEntries({ entries, at, onChoose, onPress = onChoose }: ChangeEntriesProps) {
  const { view } = useWorld()
  const list = useRef<HTMLUListElement>(null)
  const isHere = useRef(false)
  useEffect(() => {
    const line = at === null ? null : list.current?.children[at]?.querySelector('button')
    line?.scrollIntoView({ block: 'nearest' })
    if (isHere.current) line?.focus({ preventScroll: true })
  }, [at])
  function onKeyDown(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1, Home: -entries.length, End: entries.length }[meantKeyOf(event)]
    if (by === undefined) return
    event.preventDefault()
    event.stopPropagation()
    onChoose(lineIn({ entries }, (at ?? 0) + by))
  }
  return (
    <ul className="change-entries" aria-label={count(entries.length, 'change')} ref={list}>
      {entries.map((entry, index) => (
        // The list is made anew when it is another.
        <li key={index}>
          <button
            type="button"
            className="change-entry"
            aria-current={index === at}
            tabIndex={index === (at ?? 0) ? 0 : -1}
            onClick={() => onPress(index)}
            onKeyDown={onKeyDown}
            onFocus={() => {
              isHere.current = true
            }}
            onBlur={() => {
              isHere.current = false
            }}
          >
            <span className="change-entry-title">
              <ThingDrawing entry={entry} />
              {entryTitle(entry, view)}
            </span>
            <EntryWords entry={entry} />
          </button>
          {index === at && entry.spot === null && <ChangedValues thing={entry.change} after="After" />}
        </li>
      ))}
    </ul>
  )
}

function ThingDrawing({ entry: { change, spot } }: { readonly entry: ChangeEntry }) {
  const sprite = useView(({ root, artifact }) =>
    change.id === 'world' || change.id === root || spot !== null
      ? null
      : (artifact(change.id)?.look.sprite ?? null),
  )
  return (
    sprite && (
      <span className="change-entry-drawing">
        <Drawing name={sprite} />
      </span>
    )
  )
}

/** Letters of a spot that are shown in the list. */
const SHOWN_MAX = 90

function EntryWords({ entry: { change, spot } }: { readonly entry: ChangeEntry }) {
  if (spot === null) {
    const by = change.values.find((value) => value.by !== null)?.by ?? change.text[0]?.by
    const labels = changedLabels(change)
    return (
      <>
        {labels.length > 0 && <span className="change-entry-by">{listedWords(labels)}</span>}
        {by != null && <span className="change-entry-by">{authorWords(by)}</span>}
      </>
    )
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

/** Which values are others, where the title does not say it. */
function changedLabels({ kind, values }: ChangeEntry['change']): readonly string[] {
  if (kind === 'added' || kind === 'removed' || values.length < 2) return []
  return values.flatMap(({ key }) => (key === 'place' ? [] : [valueLabel(key)]))
}

const cut = (words: string): string => {
  const line = words.replaceAll(/\s+/gu, ' ')
  return line.length > SHOWN_MAX ? `${line.slice(0, SHOWN_MAX)}…` : line
}
