// The strip of time: drag on it to go through the past. The marker follows the hand itself; the world follows
// as fast as its stretches are here.
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { VersionAnswer } from '../../../shared/wire/api/version-bodies.ts'
import type { HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import { useAuthorColor } from '../words/author-color.ts'
import { authorsWords, momentWords } from '../words/moment-words.ts'
import { sessionWith, timeOf } from '../travel/find-session.ts'
import type { ShownSessions } from '../travel/session-pages.ts'
import type { TimeTravel } from '../travel/time-travel.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { ENDS, layoutIn, placeOf, type StripLayout } from './strip-layout.ts'
import { Days, Flags, StripDrawing } from './strip-drawing.tsx'
import { useDrag } from './use-drag.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'

interface StripProps {
  readonly travel: TimeTravel
  readonly sessions: ShownSessions
  readonly versions: readonly VersionAnswer[]
  readonly zoom: number
  readonly isMeant: (session: HistorySession) => boolean
}

/** Drawn beyond what is seen, in pixels, so that scrolling shows no empty strip. */
const BEYOND = 400
/** So near to its left end, in pixels, more is fetched. */
const OLDER_FROM = 600

export function Strip({ travel, sessions, versions, zoom, isMeant }: StripProps) {
  const { list } = sessions
  const [room, setRoom] = useState(0)
  const layout = useMemo(() => layoutIn(room, list, zoom), [room, list, zoom])
  const windowRef = useRef<HTMLDivElement>(null)
  const trackRef = useRef<HTMLDivElement>(null)
  const markerRef = useRef<HTMLDivElement>(null)
  const colorOf = useAuthorColor()
  useRoom(windowRef, setRoom)
  const band = useScrolledBand(windowRef, layout)
  useOlder(travel, sessions, band.left)
  useKeptInPlace(windowRef, layout)
  useMarker({ travel, layout, list, markerRef, windowRef })
  useDrag({ travel, layout, trackRef, windowRef })

  return (
    <div className="strip" ref={windowRef}>
      <div className="strip-inner" style={{ width: layout.width }}>
        <Days layout={layout} {...band} />
        <div className="strip-track" ref={trackRef}>
          <StripDrawing
            layout={layout}
            {...band}
            stretches={travel.stretches}
            colorOf={colorOf}
            isMeant={isMeant}
          />
        </div>
        <Flags layout={layout} versions={versions} onChoose={({ revision }) => travel.goTo(revision)} />
        <div
          className="strip-marker"
          ref={markerRef}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a range has keys and touches of its own
          role="slider"
          tabIndex={0}
          aria-label="Moment"
          aria-orientation="horizontal"
          aria-valuenow={0}
          onKeyDown={(event) => onMarkerKey(event, travel)}
        >
          <span className="strip-knob" aria-hidden="true" />
        </div>
      </div>
    </div>
  )
}

/** The width that there is. */
function useRoom(windowRef: React.RefObject<HTMLDivElement | null>, tell: (room: number) => void): void {
  useLayoutEffect(() => {
    const element = windowRef.current
    if (!element) return undefined
    const observer = new ResizeObserver(() => tell(element.clientWidth))
    tell(element.clientWidth)
    observer.observe(element)
    return () => observer.disconnect()
  }, [windowRef, tell])
}

/** The band that is seen, in steps, so that scrolling draws seldom. */
function useScrolledBand(
  windowRef: React.RefObject<HTMLDivElement | null>,
  { width }: StripLayout,
): { readonly left: number; readonly right: number } {
  const [band, setBand] = useState({ left: 0, right: 0 })
  useEffect(() => {
    const element = windowRef.current
    if (!element) return undefined
    function read(): void {
      if (!element) return
      const left = Math.floor(element.scrollLeft / BEYOND) * BEYOND - BEYOND
      const right = Math.min(width, left + element.clientWidth + 3 * BEYOND)
      setBand((was) => (was.left === left && was.right === right ? was : { left, right }))
    }
    read()
    const observer = new ResizeObserver(read)
    observer.observe(element)
    element.addEventListener('scroll', read, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', read)
    }
  }, [windowRef, width])
  return band
}

/** Fetches the page before when one comes near to the start of what is here. */
function useOlder(
  travel: TimeTravel,
  { isWhole, isFetching, trouble, list }: ShownSessions,
  left: number,
): void {
  const isNear = left < OLDER_FROM && list.length > 0
  useEffect(() => {
    if (isNear && !isWhole && !isFetching && trouble === null) void travel.pages.older()
  }, [travel, isNear, isWhole, isFetching, trouble])
}

/** What is seen stays where it is when older sessions come before it; at first the newest are seen. */
function useKeptInPlace(windowRef: React.RefObject<HTMLDivElement | null>, { width }: StripLayout): void {
  const last = useRef<number | null>(null)
  useLayoutEffect(() => {
    const element = windowRef.current
    if (!element) return
    const fromEnd = last.current
    element.scrollLeft = Math.max(0, width - (fromEnd ?? 0) - element.clientWidth)
  }, [windowRef, width])
  useEffect(() => {
    const element = windowRef.current
    if (!element) return undefined
    const note = (): void => {
      last.current = element.scrollWidth - element.scrollLeft - element.clientWidth
    }
    element.addEventListener('scroll', note, { passive: true })
    return () => element.removeEventListener('scroll', note)
  }, [windowRef])
}

interface MarkerParts {
  readonly travel: TimeTravel
  readonly layout: StripLayout
  readonly list: readonly HistorySession[]
  readonly markerRef: React.RefObject<HTMLDivElement | null>
  readonly windowRef: React.RefObject<HTMLDivElement | null>
}

/** Puts the marker where one wants to be, without drawing anything anew. */
function useMarker({ travel, layout, list, markerRef, windowRef }: MarkerParts): void {
  useLayoutEffect(() => {
    function show(): void {
      const element = markerRef.current
      if (!element) return
      const { head } = travel.pages.shown.now
      const wanted = travel.wanted.now
      const at = wanted === null ? layout.width - ENDS / 2 : placeOf(layout, wanted)
      element.style.translate = `${at}px 0`
      element.toggleAttribute('data-now', wanted === null)
      element.ariaValueMin = String(list[0]?.from ?? 0)
      element.ariaValueMax = String(head ?? 0)
      element.ariaValueNow = String(wanted ?? head ?? 0)
      element.ariaValueText = wordsFor(wanted, list)
      // While one drags, the hand scrolls it.
      if (!travel.isMoving) bringIntoSight(windowRef.current, at)
    }
    show()
    return travel.wanted.subscribe(show)
  }, [travel, layout, list, markerRef, windowRef])
}

function wordsFor(wanted: Revision | null, list: readonly HistorySession[]): string {
  if (wanted === null) return 'Now'
  const at = timeOf(list, wanted)
  const session = sessionWith(list, wanted)
  const when = at === null ? 'Before the first session here' : momentWords(at)
  return session === null ? when : `${when}, ${authorsWords(session.authors)}`
}

/** How far the marker stays from the edges of what is seen, in pixels. */
const EDGE = 40

function bringIntoSight(windowRef: HTMLElement | null, at: number): void {
  if (!windowRef) return
  const { scrollLeft, clientWidth } = windowRef
  if (at < scrollLeft + EDGE) windowRef.scrollLeft = at - EDGE
  else if (at > scrollLeft + clientWidth - EDGE) windowRef.scrollLeft = at - clientWidth + EDGE
}

function onMarkerKey(event: KeyboardEvent, travel: TimeTravel): void {
  const to = destinationOf(event, travel)
  if (to === undefined) return
  event.preventDefault()
  event.stopPropagation()
  if (to === 'now') travel.leave()
  else if (to !== null) travel.goTo(to)
}

/** Where a key leads; undefined: nowhere. */
function destinationOf(event: KeyboardEvent, travel: TimeTravel): Revision | 'now' | null | undefined {
  const { shiftKey, altKey, ctrlKey, metaKey } = event
  if (altKey || ctrlKey || metaKey) return undefined
  switch (meantKeyOf(event)) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return travel.neighbour(-1, shiftKey ? 'session' : 'edit')
    case 'ArrowRight':
    case 'ArrowUp':
      return travel.neighbour(1, shiftKey ? 'session' : 'edit')
    case 'PageUp':
      return travel.neighbour(-1, 'session')
    case 'PageDown':
      return travel.neighbour(1, 'session')
    case 'Home':
      return travel.pages.shown.now.list[0]?.from ?? null
    case 'End':
      return 'now'
    default:
      return undefined
  }
}
