// What is drawn on the strip: days, the density of edits in their authors' colours, and versions as flags.
import { memo, useMemo, useSyncExternalStore } from 'react'
import type { VersionAnswer } from '../../../shared/wire/api/version-bodies.ts'
import type { HistoryAuthor, HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import { shortDayWords } from '../words/moment-words.ts'
import type { Stretches } from '../travel/stretches.ts'
import { columnsOf } from './density.ts'
import { placeOf, spansBetween, type SessionSpan, type StripLayout } from './strip-layout.ts'

/** Height of the columns, in pixels; strip.css has it, too. */
const TALL = 44

interface StripDrawingProps {
  readonly layout: StripLayout
  /** The band that is seen, in pixels of the strip. */
  readonly left: number
  readonly right: number
  readonly stretches: Stretches
  readonly colorOf: (author: HistoryAuthor) => string
  /** Whether a session is among those that were asked for. */
  readonly isMeant: (session: HistorySession) => boolean
}

export function StripDrawing({ layout, left, right, stretches, colorOf, isMeant }: StripDrawingProps) {
  const spans = spansBetween(layout, left, right)
  return (
    <svg className="strip-drawing" width={layout.width} height={TALL} aria-hidden="true" focusable="false">
      <line className="strip-ground" x1={0} x2={layout.width} y1={TALL - 0.5} y2={TALL - 0.5} />
      {spans.map((span) => (
        <SpanColumns
          key={span.session.from}
          span={span}
          stretches={stretches}
          colorOf={colorOf}
          isDim={!isMeant(span.session)}
        />
      ))}
    </svg>
  )
}

interface SpanColumnsProps extends Pick<StripDrawingProps, 'stretches' | 'colorOf'> {
  readonly span: SessionSpan
  readonly isDim: boolean
}

/** Drawn anew when its steps come: then it is known what was where in it. */
const SpanColumns = memo(function SpanColumns({ span, stretches, colorOf, isDim }: SpanColumnsProps) {
  const steps = useSyncExternalStore(stretches.onCame.add, () => stretches.of(span.session))
  const columns = useMemo(() => columnsOf(span, steps), [span, steps])
  return (
    <g className="strip-session" data-dim={isDim || undefined}>
      {columns.map(({ left, width, parts }) => {
        let foot = TALL - 1
        return parts.map(({ author, height }, at) => {
          foot -= height * (TALL - 4)
          return (
            <rect
              key={`${left} ${at}`}
              className="author-fill"
              style={{ '--who': colorOf(author) }}
              x={left}
              y={foot}
              width={width}
              height={height * (TALL - 4)}
              rx={1}
            />
          )
        })
      })}
    </g>
  )
})

interface DaysProps {
  readonly layout: StripLayout
  readonly left: number
  readonly right: number
}

/** Room that the name of a day may take to its right, in pixels. */
const DAY_WIDTH = 80

export function Days({ layout, left, right }: DaysProps) {
  const near = layout.days.filter((day) => day.left > left - DAY_WIDTH && day.left < right)
  return (
    <div className="strip-days" aria-hidden="true">
      {near.map((day) => (
        <span key={day.left} className="strip-day" style={{ left: day.left }}>
          {shortDayWords(day.at)}
        </span>
      ))}
    </div>
  )
}

interface FlagsProps {
  readonly layout: StripLayout
  readonly versions: readonly VersionAnswer[]
  readonly onChoose: (version: VersionAnswer) => void
}

/** Room of a flag without its name, and the least that a name is worth showing in, in pixels. */
const FLAG_WIDTH = 18
const NAME_LEAST = 44

/** Versions that somebody named, with their names where there is room; automatic ones are in the list. */
export function Flags({ layout, versions, onChoose }: FlagsProps) {
  const flags = versions
    .filter(({ isAutomatic }) => !isAutomatic)
    .map((version) => ({ version, left: placeOf(layout, version.revision) }))
    .toSorted((a, b) => a.left - b.left)
  return (
    <div className="strip-flags">
      {flags.map(({ version, left }, at) => {
        const room = (flags[at + 1]?.left ?? layout.width) - left - FLAG_WIDTH
        return (
          <button
            key={version.id}
            type="button"
            className="strip-flag"
            tabIndex={-1}
            title={version.name}
            aria-label={`Version: ${version.name}`}
            style={{ left }}
            onClick={() => onChoose(version)}
          >
            <svg width="12" height="14" viewBox="0 0 12 14" aria-hidden="true" focusable="false">
              <path d="M1 0v14" className="flag-pole" />
              <path d="M1.5 1h9l-2.6 3 2.6 3h-9z" className="flag-cloth" />
            </svg>
            {room >= NAME_LEAST && (
              <span className="flag-name" style={{ maxWidth: room }} dir="auto">
                {version.name}
              </span>
            )}
          </button>
        )
      })}
    </div>
  )
}
