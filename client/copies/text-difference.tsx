// Two texts as one: the removed lines, the new ones, and a little of the text around them.
import { useMemo } from 'react'
import { count } from '../words/counts.ts'
import { difference, type DifferencePart } from './difference.ts'

/** Lines shown around a change. */
const AROUND = 2
/** Fewer left out are rather shown: to say so takes as much room. */
const GAP_MIN = 3

interface TextDifferenceProps {
  readonly before: string
  readonly after: string
}

export function TextDifference({ before, after }: TextDifferenceProps) {
  const parts = useMemo(() => difference(before, after), [before, after])
  return (
    <div className="difference">
      {parts.map((part, at) => (
        // Parts have no identity of their own: they are their place in the list.
        // oxlint-disable-next-line react/no-array-index-key
        <PartLines key={at} part={part} isFirst={at === 0} isLast={at === parts.length - 1} />
      ))}
    </div>
  )
}

interface PartLinesProps {
  readonly part: DifferencePart
  readonly isFirst: boolean
  readonly isLast: boolean
}

function PartLines({ part: { kind, lines }, isFirst, isLast }: PartLinesProps) {
  const text = lines.join('\n')
  switch (kind) {
    case 'gone':
      return <del className="difference-lines">{text}</del>
    case 'new':
      return <ins className="difference-lines">{text}</ins>
    case 'same': {
      const shown = (isFirst ? 0 : AROUND) + (isLast ? 0 : AROUND)
      if (lines.length < shown + GAP_MIN) return <span className="difference-lines">{text}</span>
      const head = isFirst ? [] : lines.slice(0, AROUND)
      const tail = isLast ? [] : lines.slice(Math.max(head.length, lines.length - AROUND))
      const left = lines.length - head.length - tail.length
      return (
        <>
          {head.length > 0 && <span className="difference-lines">{head.join('\n')}</span>}
          {left > 0 && <span className="difference-gap">{count(left, 'line')} unchanged</span>}
          {tail.length > 0 && <span className="difference-lines">{tail.join('\n')}</span>}
        </>
      )
    }
  }
}
