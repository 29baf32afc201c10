// The changes that somebody missed while the server was out of reach, told until they are read, beside the
// floor: by person, each with a way to it, and where values met.
import { ChevronDown, X } from 'lucide-react'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import { usePhone } from '../browser/media.ts'
import { count } from '../words/counts.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { ChangeEntries } from '../parts/changes/change-entries.tsx'
import type { Absence } from '../replica/contract/replica.ts'
import type { ThingId } from '../../shared/history/merge/merge-types.ts'
import { spotOf } from '../../shared/history/merge/compare-absence.ts'
import { lineOfConflict, lineOfLetter } from './settle-conflict.ts'
import {
  headline,
  useAbsenceReport,
  type AbsenceReport,
  type MissedEntry,
  type PersonChanges,
} from './absence-report.ts'
import { announcementOf } from './announced-conflicts.ts'
import { jumpTo } from './jump.ts'
import { MetConflict } from './met-conflict.tsx'
import './away.css'

interface AwayReportProps {
  readonly absence: Absence
  readonly viewport: Viewport
}

export default function AwayReport({ absence, viewport }: AwayReportProps) {
  const { replica } = useWorld()
  const report = useAbsenceReport(replica, absence)
  useTellingConflicts(report)
  return report && createPortal(<Sheet report={report} viewport={viewport} />, document.body)
}

interface ReportSheetProps {
  readonly report: AbsenceReport
  readonly viewport: Viewport
}

function Sheet({ report, viewport }: ReportSheetProps) {
  const world = useWorld()
  const isPhone = usePhone()
  const floor = useShownFloor()
  const [isFolded, setFolded] = useState(isPhone)
  const close = (): void => world.replica.forgetAbsence()
  const place = useClosedByEscape(close)
  function go(id: ThingId, line: number | null): void {
    // On a small screen it would hide what it leads to.
    if (isPhone) setFolded(true)
    jumpTo({ world, viewport, floor }, id, line)
  }
  const { groups, conflicts } = report
  return (
    <aside className="away" aria-labelledby="away-title" ref={place}>
      <header className="away-head">
        <h2 id="away-title" className="away-title">
          While you were away
        </h2>
        <IconButton
          label={isFolded ? 'Show what happened' : 'Fold'}
          aria-expanded={!isFolded}
          onClick={() => setFolded(!isFolded)}
        >
          <ChevronDown size={18} aria-hidden="true" className="away-fold" />
        </IconButton>
        <IconButton label="Close the report" onClick={close}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <output className="away-summary">{headline(report)}</output>
      {!isFolded && (
        <div className="away-body">
          {conflicts.length > 0 && (
            <section aria-labelledby="met-title">
              <h3 id="met-title" className="away-who">
                Yours and theirs
              </h3>
              {conflicts.map((met) => (
                <MetConflict
                  key={spotOf(met)}
                  met={met}
                  onGo={() => go(met.id, lineOfConflict(world.view, met))}
                />
              ))}
            </section>
          )}
          {groups.map((group) => (
            <PersonPart
              key={group.who}
              group={group}
              onGo={({ change, spot }) => {
                const letter = spot === null ? undefined : change.text[spot]?.letter
                go(change.id, letter === undefined ? null : lineOfLetter(world.view, change.id, letter))
              }}
            />
          ))}
        </div>
      )}
    </aside>
  )
}

/** Escape closes it while the focus is in it. */
function useClosedByEscape(close: () => void): RefObject<HTMLElement | null> {
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    const sheet = place.current
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) close()
    }
    sheet?.addEventListener('keydown', onKeyDown)
    return () => sheet?.removeEventListener('keydown', onKeyDown)
  })
  return place
}

/** Lines of a person that are shown before one asks for all. */
const LINES_FIRST = 6

interface PersonPartProps {
  readonly group: PersonChanges
  readonly onGo: (entry: MissedEntry) => void
}

function PersonPart({ group: { who, entries, isCut }, onGo }: PersonPartProps) {
  const [isWhole, setWhole] = useState(false)
  const [at, setAt] = useState<number | null>(null)
  const shown = isWhole ? entries : entries.slice(0, LINES_FIRST)
  const more = entries.length - shown.length
  function choose(index: number): void {
    const entry = shown[index]
    setAt(index)
    if (entry) onGo(entry)
  }
  return (
    <section aria-label={who}>
      <h3 className="away-who">{who}</h3>
      <ChangeEntries entries={shown} at={at} onChoose={choose} />
      {more > 0 && (
        <Button look="quiet" onClick={() => setWhole(true)}>
          Show {count(more, 'more change')}
        </Button>
      )}
      {more === 0 && isCut && <p className="conflict-note">There are more.</p>}
    </section>
  )
}

/**
 * For so long a conflict is told, in ms: people who are there hear it at once, those whose own connection
 * broke just then some seconds later.
 */
const TOLD_MS = 60_000

/**
 * A person who comes back with changes that met those of others tells them, as long as they may have to hear
 * of it; not again where the report was kept since.
 */
function useTellingConflicts(report: AbsenceReport | null): void {
  const { presence, view } = useWorld()
  useEffect(() => {
    const isFresh = report !== null && Date.now() - report.until < TOLD_MS
    const telling = isFresh ? announcementOf(view, report.conflicts) : null
    if (telling === null) return undefined
    const stop = (): void => presence.setLocalStateField('met', null)
    presence.setLocalStateField('met', telling)
    const timer = setTimeout(stop, TOLD_MS)
    return () => {
      clearTimeout(timer)
      stop()
    }
  }, [presence, view, report])
}
