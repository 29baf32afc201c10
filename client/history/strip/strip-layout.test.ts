import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { HistoryAuthor, HistorySession, HistoryStep } from '../../../shared/wire/api/history-bodies.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { columnsOf } from './density.ts'
import { sessionWith, timeOf } from '../travel/find-session.ts'
import { layoutOf, placeOf, revisionAt, spansBetween } from './strip-layout.ts'

const ada: HistoryAuthor = { kind: 'person', name: 'Ada', account: 'ada' }
const bob: HistoryAuthor = { kind: 'person', name: 'Bob', account: 'bob' }
const rev = (number: number): Revision => number as Revision

/** Sessions one after the other: so many edits each, so many minutes after the one before. */
function sessionsOf(shapes: readonly (readonly [edits: number, minutes: number])[]): HistorySession[] {
  let [revision, at] = [0, Date.parse('2026-11-01T09:00:00')]
  return shapes.map(([edits, minutes]) => {
    const from = revision
    const firstAt = at + minutes * 60_000
    revision += edits
    at = firstAt + edits * 400
    return {
      from: rev(from),
      to: rev(revision),
      firstAt,
      lastAt: at,
      authors: [ada],
      letters: [edits, 0],
      things: [],
    }
  })
}

const shapes = fc.array(fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 2, max: 90_000 })), {
  minLength: 1,
  maxLength: 40,
})

describe('the strip', () => {
  test('has sessions from left to right, none over another, with each revision in its own', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(0.5, 1, 4), (all, zoom) => {
        const sessions = sessionsOf(all)
        const layout = layoutOf(sessions, zoom)
        let edge = 0
        for (const { session, left, right } of layout.spans) {
          expect(left).toBeGreaterThanOrEqual(edge)
          expect(right).toBeGreaterThan(left)
          edge = right
          const end = placeOf(layout, session.to)
          expect(end).toBeCloseTo(right)
          expect(sessionWith(sessions, session.to)).toBe(session)
          expect(timeOf(sessions, session.to)).toBe(session.lastAt)
        }
        expect(layout.width).toBeGreaterThan(edge)
      }),
    )
  })

  test('leads from a revision to its place and back to the same one', () => {
    fc.assert(
      fc.property(shapes, fc.nat(), (all, pick) => {
        const layout = layoutOf(sessionsOf(all))
        const last = layout.spans.at(-1)?.session.to ?? 0
        const revision = rev(1 + (pick % last))
        // The start of a session stands after the gap, its end before: both show the same.
        expect(revisionAt(layout, placeOf(layout, revision))).toBe(revision)
      }),
    )
  })

  test('shows between two sessions, and before the first, what stood there', () => {
    const sessions = sessionsOf([
      [10, 5],
      [4, 600],
    ])
    const layout = layoutOf(sessions)
    const [first, second] = layout.spans
    if (!first || !second) throw new Error('two sessions were laid out')
    expect(revisionAt(layout, (first.right + second.left) / 2)).toBe(10)
    expect(revisionAt(layout, 0)).toBe(0)
    expect(revisionAt(layout, layout.width)).toBe(14)
    expect(timeOf(sessions, rev(0))).toBe(first.session.firstAt)
    expect(timeOf(sessions, rev(15))).toBeNull()
  })

  test('names each day once, with room for its name', () => {
    const { days } = layoutOf(
      sessionsOf([
        [1, 0],
        [1, 30],
        [1, 1440],
        [1, 1440],
        [900, 5],
      ]),
    )
    expect(days).toHaveLength(3)
    const gaps = days.slice(1).map(({ left }, at) => left - (days[at]?.left ?? 0))
    for (const gap of gaps) expect(gap).toBeGreaterThan(63.9)
  })

  test('draws only what is near what is seen', () => {
    const layout = layoutOf(sessionsOf(Array.from({ length: 500 }, () => [9, 30] as const)))
    const [left, right] = [4000, 4400]
    const near = spansBetween(layout, left, right)
    const all = layout.spans.filter((span) => span.right >= left && span.left <= right)
    expect(near).toEqual(all)
    expect(near.length).toBeLessThan(40)
  })
})

describe('the density of a session', () => {
  const [span] = layoutOf(sessionsOf([[400, 0]])).spans
  if (!span) throw new Error('a session was laid out')
  const stepOf = (from: number, to: number, author: HistoryAuthor, words: string): HistoryStep => ({
    from: rev(from),
    to: rev(to),
    at: 0,
    authors: [author],
    things: [{ id: 'world', kind: 'changed', values: [], text: [{ at: 0, in: words, by: author }] }],
  })

  test('is even until its steps are known, and never wider than its session', () => {
    const columns = columnsOf(span, null)
    const heights = new Set(columns.map(({ parts }) => parts.reduce((all, { height }) => all + height, 0)))
    expect(heights.size).toBe(1)
    expect(columns[0]?.left).toBe(span.left)
    const end = columns.at(-1)
    expect((end?.left ?? 0) + (end?.width ?? 0)).toBeCloseTo(span.right)
  })

  test('is where, and whose, the steps say', () => {
    const columns = columnsOf(span, [stepOf(0, 20, ada, 'x'.repeat(300)), stepOf(380, 400, bob, 'y')])
    const names = columns.map(({ parts }) => parts.map(({ author }) => author.name).join())
    expect(names[0]).toBe('Ada')
    expect(names.at(-1)).toBe('Bob')
    expect(names[Math.floor(names.length / 2)]).toBe('')
    expect(columns[0]?.parts[0]?.height).toBeGreaterThan(columns.at(-1)?.parts[0]?.height ?? 1)
  })
})
