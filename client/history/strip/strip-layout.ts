// Where sessions stand on the strip, in pixels: time from left to right, with the long times in which nobody
// wrote drawn short. Inside a session each edit takes the same room, so that each can be reached.
import type { HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import { DAY_MS, MINUTE_MS } from '../../../shared/time/durations.ts'
import { lastIndex } from '../travel/find-session.ts'
import { FIRST_REVISION, type Revision } from '../../../shared/history/revision.ts'

export interface SessionSpan {
  readonly session: HistorySession
  readonly left: number
  readonly right: number
}

/** The first session of a day, or of a year. */
interface DayMark {
  readonly left: number
  readonly at: number
}

export interface StripLayout {
  /** Oldest first. */
  readonly spans: readonly SessionSpan[]
  readonly days: readonly DayMark[]
  /** Of all of it, with room at both ends. */
  readonly width: number
}

/** Empty strip at both ends, so that the ends can be reached by a finger. */
export const ENDS = 28

const SPAN_MIN = 10
const SPAN_MAX = 260
/** Pixels for the square root of a session's edits: a hundred take ten times the room of one. */
const SPAN_ROOT = 6
const GAP_MIN = 5
const GAP_MAX = 44
/** A gap grows by so many pixels each time that it doubles. */
const GAP_STEP = 4
/** A new day leaves room for its name. */
const DAY_ROOM = 64

/** Lays out sessions, oldest first; `zoom` scales what they take. */
export function layoutOf(sessions: readonly HistorySession[], zoom = 1): StripLayout {
  const spans: SessionSpan[] = []
  const days: DayMark[] = []
  let x = ENDS
  let last: HistorySession | null = null
  for (const session of sessions) {
    if (last !== null) x += gapOf(session.firstAt - last.lastAt) * Math.min(1, zoom)
    if (last === null || !isSameDay(last.firstAt, session.firstAt)) {
      const before = days.at(-1)
      if (before !== undefined) x = Math.max(x, before.left + DAY_ROOM)
      days.push({ left: x, at: session.firstAt })
    }
    const right = x + widthOf(session) * zoom
    spans.push({ session, left: x, right })
    x = right
    last = session
  }
  return { spans, days, width: x + ENDS }
}

/** Few sessions are not spread wider than so many times. */
const STRETCH_MAX = 8

/** Lays them out so that few of them fill the room that there is. */
export function layoutIn(room: number, sessions: readonly HistorySession[], zoom: number): StripLayout {
  const layout = layoutOf(sessions, zoom)
  const taken = layout.spans.reduce((sum, { left, right }) => sum + right - left, 0)
  const left = room - layout.width
  if (left <= 0 || taken === 0) return layout
  return layoutOf(sessions, zoom * Math.min(STRETCH_MAX, 1 + left / taken))
}

const widthOf = ({ from, to }: HistorySession): number =>
  Math.min(SPAN_MAX, Math.max(SPAN_MIN, SPAN_ROOT * Math.sqrt(Math.max(1, to - from))))

const gapOf = (ms: number): number =>
  Math.min(GAP_MAX, GAP_MIN + GAP_STEP * Math.log2(1 + Math.max(0, ms) / (10 * MINUTE_MS)))

const isSameDay = (a: number, b: number): boolean =>
  Math.abs(a - b) < DAY_MS && new Date(a).getDate() === new Date(b).getDate()

/** The revision at a place of the strip; between two sessions, the end of the one before. */
export function revisionAt({ spans }: StripLayout, x: number): Revision {
  const first = spans[0]
  if (first === undefined) return FIRST_REVISION
  const at = lastIndex(spans, ({ left }) => left <= x)
  const span = spans[at]
  if (span === undefined) return first.session.from
  const { left, right, session } = span
  const share = Math.min(1, (x - left) / (right - left))
  return (session.from + Math.round(share * (session.to - session.from))) as Revision
}

/** Where a revision stands on the strip. */
export function placeOf({ spans }: StripLayout, revision: Revision): number {
  const span = spans[lastIndex(spans, ({ session }) => session.from < revision)]
  if (span === undefined) return spans[0]?.left ?? ENDS
  const { left, right, session } = span
  const share = (revision - session.from) / Math.max(1, session.to - session.from)
  return left + Math.min(1, share) * (right - left)
}

/** The spans that reach into a band of the strip. */
export function spansBetween({ spans }: StripLayout, left: number, right: number): readonly SessionSpan[] {
  const first = lastIndex(spans, (span) => span.right < left) + 1
  const last = lastIndex(spans, (span) => span.left <= right)
  return spans.slice(first, last + 1)
}
