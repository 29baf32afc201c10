// A text with its matched letters marked.
import './marked.css'

interface MarkedProps {
  readonly text: string
  /** From and to, in order. */
  readonly ranges: readonly (readonly [number, number])[]
}

export function Marked({ text, ranges }: MarkedProps) {
  if (ranges.length === 0) return text
  return (
    <>
      {ranges.map(([from, to], at) => (
        <span key={from}>
          {text.slice(ranges[at - 1]?.[1] ?? 0, from)}
          <mark className="marked">{text.slice(from, to)}</mark>
        </span>
      ))}
      {text.slice(ranges.at(-1)?.[1] ?? 0)}
    </>
  )
}
