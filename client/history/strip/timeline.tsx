// The timeline below the world: the strip of time, what moment it shows, and the ways from there.
import { ChevronDown, List, ZoomIn, ZoomOut } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import { IconButton } from '../../parts/button.tsx'
import { PanelButton } from '../../parts/world/panel.tsx'
import { replaceRoute, useRoute } from '../../navigation/route.ts'
import { hideTimeline } from '../../world/timeline-shown.ts'
import { useObservable } from '../../browser/use-observable.ts'
import { authorsWords, dayWords, momentWords } from '../words/moment-words.ts'
import { useAfterEdits } from '../use-after-edits.ts'
import { useMoment, useNarrowed, useSessions, useTimeTravel, useVersions } from '../use-time-travel.ts'
import type { TimeTravel } from '../travel/time-travel.ts'
import type { ShownSessions } from '../travel/session-pages.ts'
import { Strip } from './strip.tsx'
import { meantKeyOf } from '../../device/pressed-key.ts'
import '../history.css'
import './strip.css'

const ZOOMS = [0.25, 0.5, 1, 2, 4, 8] as const
const USUAL_ZOOM = 2
/** The newest sessions are fetched anew so soon after edits: what people write comes to the right end. */
const SESSIONS_MS = { restMs: 1_500, mostMs: 6_000 }

export default function Timeline() {
  const travel = useTimeTravel()
  const sessions = useSessions()
  const { versions } = useVersions()
  useNarrowed()
  const [zoom, setZoom] = useState(USUAL_ZOOM)
  const place = useRef<HTMLElement>(null)
  const refresh = useCallback(() => void travel.pages.refresh(), [travel])
  useEffect(refresh, [refresh])
  useAfterEdits(refresh, SESSIONS_MS)
  useFocusOnOpen(place)
  useClosing(place)
  useAskedMoment(travel)
  // Whoever closes the timeline is in the present again.
  useEffect(() => () => travel.leave(), [travel])
  return (
    <section className="timeline" aria-label="Timeline" ref={place}>
      <header className="timeline-head">
        <Told sessions={sessions} />
        <div className="timeline-tools">
          <IconButton label="Zoom out" disabled={zoom === 0} onClick={() => setZoom((was) => was - 1)}>
            <ZoomOut size={17} aria-hidden="true" />
          </IconButton>
          <IconButton
            label="Zoom in"
            disabled={zoom === ZOOMS.length - 1}
            onClick={() => setZoom((was) => was + 1)}
          >
            <ZoomIn size={17} aria-hidden="true" />
          </IconButton>
          <PanelButton label="Sessions, versions and changes" panel={{ kind: 'history' }}>
            <List size={18} aria-hidden="true" />
          </PanelButton>
          <IconButton label="Close the timeline" onClick={hideTimeline}>
            <ChevronDown size={18} aria-hidden="true" />
          </IconButton>
        </div>
      </header>
      {sessions.list.length === 0 ? (
        <Empty sessions={sessions} />
      ) : (
        <Strip
          travel={travel}
          sessions={sessions}
          versions={versions}
          zoom={ZOOMS[zoom] ?? 1}
          isMeant={travel.filter.isMeant}
        />
      )}
    </section>
  )
}

/** A link may lead to a moment. The address says it for as long as that one is shown. */
function useAskedMoment(travel: TimeTravel): void {
  const route = useRoute()
  const at = route.screen === 'world' ? (route.at ?? null) : null
  useEffect(() => {
    if (at === null) return undefined
    travel.goTo(at)
    return travel.wanted.subscribe(() => {
      if (travel.wanted.now !== at) replaceRoute(location.pathname + location.hash)
    })
  }, [travel, at])
}

/** What moment is shown, in words; and what is wrong, where something is. */
function Told({ sessions }: { readonly sessions: ShownSessions }) {
  const travel = useTimeTravel()
  const moment = useMoment()
  const isFetching = useObservable(travel.isFetching)
  const trouble = useObservable(travel.trouble) ?? sessions.trouble
  if (trouble !== null) {
    return (
      <p className="timeline-told" role="alert">
        {trouble}
      </p>
    )
  }
  if (moment === null) {
    return (
      <p className="timeline-told">
        <b>Now</b> <span className="timeline-hint">Drag to the left to see how it was.</span>
      </p>
    )
  }
  return (
    <p className="timeline-told" aria-busy={isFetching}>
      <b>{moment.at === null ? 'An earlier moment' : momentWords(moment.at)}</b>{' '}
      {moment.authors.length > 0 && <span className="timeline-by">{authorsWords(moment.authors)}</span>}
    </p>
  )
}

function Empty({ sessions }: { readonly sessions: ShownSessions }) {
  const { head, isFetching, since } = sessions
  if (sessions.trouble !== null) return <p className="timeline-empty" />
  if (isFetching || head === null) return <p className="timeline-empty" aria-busy="true" />
  return (
    <p className="timeline-empty">
      {since?.at == null
        ? 'Nothing was written here yet. What people write from now on will be here.'
        : `This world’s history is known here from ${dayWords(since.at)} on.`}
    </p>
  )
}

/** Opening it by a key leads into it, and closing it back. */
function useFocusOnOpen(place: React.RefObject<HTMLElement | null>): void {
  const { list } = useSessions()
  const isThere = list.length > 0
  useEffect(() => {
    const lender = document.activeElement
    const section = place.current
    return () => {
      const active = document.activeElement
      const isOurs = active === document.body || section?.contains(active)
      if (isOurs && lender instanceof HTMLElement) lender.focus({ preventScroll: true })
    }
  }, [place])
  useEffect(() => {
    if (isThere) place.current?.querySelector<HTMLElement>('.strip-marker')?.focus({ preventScroll: true })
  }, [place, isThere])
}

/** Escape goes back to now, and closes it when one is there already. */
function useClosing(place: React.RefObject<HTMLElement | null>): void {
  const travel = useTimeTravel()
  useEffect(() => {
    const section = place.current
    function onKeyDown(event: KeyboardEvent): void {
      if (meantKeyOf(event) !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      if (travel.wanted.now === null) hideTimeline()
      else travel.leave()
    }
    section?.addEventListener('keydown', onKeyDown)
    return () => section?.removeEventListener('keydown', onKeyDown)
  }, [place, travel])
}
