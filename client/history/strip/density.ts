// How much was written where on the strip, and by whom: columns of a few pixels, each a stack of its authors.
import type { HistoryAuthor, HistoryStep } from '../../../shared/wire/api/history-bodies.ts'
import { authorKey } from '../words/author-key.ts'
import type { SessionSpan } from './strip-layout.ts'

interface DensityColumn {
  readonly left: number
  readonly width: number
  /** From the foot up; heights from 0 to 1 together. */
  readonly parts: readonly { readonly author: HistoryAuthor; readonly height: number }[]
}

/** A column and the line between two, in pixels. */
const COLUMN = 4
const BETWEEN = 1

/** A changed value counts like so many letters. */
const VALUE_LETTERS = 8
/** How much in one column fills it. */
const FULL = 400
/** Whoever did something is seen. */
const LEAST = 0.14

/** The columns of a session; `steps`: those of it that are fetched, which say what was where in it. */
export function columnsOf(
  { session, left, right }: SessionSpan,
  steps: readonly HistoryStep[] | null,
): readonly DensityColumn[] {
  const count = Math.max(1, Math.floor((right - left + BETWEEN) / COLUMN))
  const width = (right - left + BETWEEN) / count - BETWEEN
  const weights = steps === null ? null : weightsIn(session.from, session.to, steps, count)
  const even = weightOfSession(session) / count
  const authors = session.authors.map((author) => ({ author, weight: even / session.authors.length }))
  return Array.from({ length: count }, (_, at) => ({
    left: left + at * (width + BETWEEN),
    width,
    parts: partsOf(weights?.[at] ?? (weights === null ? authors : [])),
  }))
}

interface Weighed {
  readonly author: HistoryAuthor
  readonly weight: number
}

function weightsIn(
  from: number,
  to: number,
  steps: readonly HistoryStep[],
  count: number,
): readonly (readonly Weighed[])[] {
  const columns = Array.from(
    { length: count },
    () => new Map<string, { author: HistoryAuthor; weight: number }>(),
  )
  for (const step of steps) {
    // A step of many edits reaches over several columns.
    const first = columnAt(step.from + 1, from, to, count)
    const last = columnAt(step.to, from, to, count)
    const share = weightOfStep(step) / (last - first + 1) / Math.max(1, step.authors.length)
    for (let at = first; at <= last; at += 1)
      for (const author of step.authors) {
        const key = authorKey(author)
        const known = columns[at]?.get(key)
        if (known) known.weight += share
        else columns[at]?.set(key, { author, weight: share })
      }
  }
  return columns.map((authors) => [...authors.values()])
}

const columnAt = (revision: number, from: number, to: number, count: number): number =>
  Math.max(0, Math.min(count - 1, Math.floor(((revision - from - 0.5) / Math.max(1, to - from)) * count)))

function weightOfStep({ things }: HistoryStep): number {
  if (things === null) return FULL
  let weight = 1
  for (const { values, text } of things) {
    weight += values.length * VALUE_LETTERS
    for (const { in: added = '', out = '' } of text) weight += added.length + out.length
  }
  return weight
}

const weightOfSession = ({ from, to, letters, things }: SessionSpan['session']): number =>
  Math.max(to - from, letters[0] + letters[1] + things.length * VALUE_LETTERS)

function partsOf(weighed: readonly Weighed[]): DensityColumn['parts'] {
  const sum = weighed.reduce((all, { weight }) => all + weight, 0)
  if (sum === 0) return []
  const height = Math.max(LEAST, Math.min(1, Math.log1p(sum) / Math.log1p(FULL)))
  return weighed.map(({ author, weight }) => ({ author, height: (weight / sum) * height }))
}
