// The changes that somebody missed while the server was out of reach, told once, beside the floor: by person,
// each with a way to it, and where values met.
import { ChevronDown, X } from 'lucide-react'
import { useEffect, useRef, useState, type RefObject } from 'react'
import { createPortal } from 'react-dom'
import { usePhone } from '../browser/media.ts'
import { count } from '../words/counts.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import { useView, useWorld } from '../world/context/use-world.ts'
import { IconButton } from '../parts/button.tsx'
import type { Absence } from '../replica/contract/replica.ts'
import { Drawing } from '../drawings/thing-drawing.tsx'
import { jumpTo, type JumpTarget } from './conflicts/jump.ts'
import { ConflictList } from './conflicts/conflict-list.tsx'
import { headline, lengthOf, type ReportGroup, type ReportLine, type Report } from './compare/away-summary.ts'
import { announcementOf } from './conflicts/told-conflicts.ts'
import { useReport } from './use-away-report.ts'
import './away.css'

interface AwayReportProps {
  readonly absence: Absence
  readonly viewport: Viewport
}

export default function AwayReport({ absence, viewport }: AwayReportProps) {
  const { replica } = useWorld()
  const report = useReport(replica, absence)
  useTellingConflicts(report)
  return report && createPortal(<Sheet report={report} viewport={viewport} />, document.body)
}

function Sheet({
  report,
  viewport,
}: {
  readonly report: Report
  readonly viewport: AwayReportProps['viewport']
}) {
  const world = useWorld()
  const isPhone = usePhone()
  const floor = useShownFloor()
  const [isFolded, setFolded] = useState(isPhone)
  const summary = headline(report)
  const close = (): void => world.replica.forgetAbsence()
  const place = useClosedByEscape(close)
  function go(target: JumpTarget): void {
    // On a small screen it would hide what it leads to.
    if (isPhone) setFolded(true)
    jumpTo({ world, viewport, floor }, target)
  }
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
      <output className="away-summary">
        {summary} You were away for {lengthOf(report.lengthMs)}.
      </output>
      {!isFolded && (
        <div className="away-body">
          {report.met.length > 0 && (
            <ConflictList
              met={report.met}
              onGo={(met) => go(met.kind === 'words' ? { id: met.id, met } : met)}
            />
          )}
          {report.groups.map((group) => (
            <GroupPart key={group.who} group={group} onGo={go} />
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
/** Most lines that are ever drawn for one person. */
const LINES_MAX = 200

interface GroupProps {
  readonly group: ReportGroup
  readonly onGo: (target: JumpTarget) => void
}

function GroupPart({ group: { who, lines }, onGo }: GroupProps) {
  const [isWhole, setWhole] = useState(false)
  const shown = lines.slice(0, isWhole ? LINES_MAX : LINES_FIRST)
  const more = lines.length - shown.length
  return (
    <section aria-label={who}>
      <h3 className="away-who">{who}</h3>
      <ul>
        {shown.map((line) => (
          <LinePart key={line.id} line={line} onGo={onGo} />
        ))}
      </ul>
      {more > 0 && !isWhole && (
        <button type="button" className="away-line away-more" onClick={() => setWhole(true)}>
          Show {count(more, 'more thing')}
        </button>
      )}
      {more > 0 && isWhole && <p className="away-note">And {count(more, 'more thing')}.</p>}
    </section>
  )
}

function LinePart({ line, onGo }: { readonly line: ReportLine; readonly onGo: GroupProps['onGo'] }) {
  const { id, name, words } = line
  const sprite = useView((view) => view.artifact(id)?.look.sprite ?? null)
  const isRoot = useView((view) => view.root === id)
  const text = (
    <span>
      <strong>{isRoot ? 'This world' : name}</strong> <span className="away-words">{words}</span>
    </span>
  )
  const drawing = !isRoot && sprite !== null && (
    <span className="away-drawing">
      <Drawing name={sprite} />
    </span>
  )
  return (
    <li>
      {sprite === null ? (
        <span className="away-line">{text}</span>
      ) : (
        <button type="button" className="away-line" onClick={() => onGo(line)}>
          {drawing}
          {text}
        </button>
      )}
    </li>
  )
}

/**
 * For so long a conflict is told, in ms: people who are there hear it at once, those whose own connection
 * broke just then some seconds later.
 */
const TOLD_MS = 60_000

/**
 * A person who comes back with changes that met those of others tells them, as long as they may have to hear
 * of it.
 */
function useTellingConflicts(report: Report | null): void {
  const { presence, view } = useWorld()
  useEffect(() => {
    const telling = report && announcementOf(view, report)
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
