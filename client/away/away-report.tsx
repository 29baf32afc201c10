// The changes that somebody missed while the server was out of reach, told until they are read, beside the
// floor: by person, each with a way to it, and where values met.
import { useEffect, useState } from 'react'
import { count } from '../words/counts.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Button } from '../parts/button.tsx'
import { ChangeEntries } from '../parts/changes/change-entries.tsx'
import type { Absence } from '../replica/absence.ts'
import { spotOf } from '../../shared/history/merge/compare-absence.ts'
import { lineOfConflict, lineOfLetter } from './settle-conflict.ts'
import { headline, useAbsenceReport, type AbsenceReport } from './absence-report.ts'
import { AwaySheet } from './away-sheet.tsx'
import { announcementOf } from './announced-conflicts.ts'
import { MetConflict } from './met-conflict.tsx'

interface AwayReportProps {
  readonly absence: Absence
  readonly viewport: Viewport
}

export default function AwayReport({ absence, viewport }: AwayReportProps) {
  const { replica, view } = useWorld()
  const report = useAbsenceReport(replica, absence)
  useTellingConflicts(report)
  if (report === null) return null
  const { groups, conflicts } = report
  return (
    <AwaySheet
      title="While you were away"
      summary={headline(report)}
      viewport={viewport}
      onClose={() => replica.absences.forget()}
    >
      {(go) => (
        <>
          {conflicts.length > 0 && (
            <section aria-labelledby="met-title">
              <h3 id="met-title" className="away-who">
                Yours and theirs
              </h3>
              {conflicts.map((met) => (
                <MetConflict key={spotOf(met)} met={met} onGo={() => go(met.id, lineOfConflict(view, met))} />
              ))}
            </section>
          )}
          {groups.map((group) => (
            <PersonPart
              key={group.who}
              group={group}
              onGo={({ change: { id, text }, spot }) => {
                const letter = spot === null ? undefined : text[spot]?.letter
                go(id, letter === undefined ? null : lineOfLetter(view, id, letter))
              }}
            />
          ))}
        </>
      )}
    </AwaySheet>
  )
}

/** Lines of a person that are shown before one asks for all. */
const LINES_FIRST = 6

type PersonChanges = AbsenceReport['groups'][number]

interface PersonPartProps {
  readonly group: PersonChanges
  readonly onGo: (entry: PersonChanges['entries'][number]) => void
}

function PersonPart({ group: { who, entries, isCut }, onGo }: PersonPartProps) {
  const [isWhole, setWhole] = useState(false)
  const [at, setAt] = useState<number | null>(null)
  const shown = isWhole ? entries : entries.slice(0, LINES_FIRST)
  const more = entries.length - shown.length
  // It leads away from the list, into a page: so not while one steps through that.
  function go(index: number): void {
    const entry = shown[index]
    setAt(index)
    if (entry) onGo(entry)
  }
  return (
    <section aria-label={who}>
      <h3 className="away-who">{who}</h3>
      <ChangeEntries entries={shown} at={at} onChoose={setAt} onPress={go} />
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
