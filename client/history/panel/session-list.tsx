// The sessions as a list: who wrote when, how many letters, and which things; narrowed by author or thing.
import { FileDiff, Undo2 } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { HistorySession } from '../../../shared/wire/api/history-bodies.ts'
import { isMergeNote } from '../../../shared/world/author.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { useObservable } from '../../browser/use-observable.ts'
import { IconButton } from '../../parts/button.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { useView } from '../../world/context/use-world.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { useYou } from '../../world/play/you.ts'
import { askTakingBack } from '../../world/taking-back.ts'
import { count } from '../../words/counts.ts'
import { colorStyle, useAuthorColor } from '../words/author-color.ts'
import { filterOf } from '../travel/session-filter.ts'
import { authorKey } from '../words/author-key.ts'
import { authorsWords, dayWords, lettersWords, noteWords, spanWords } from '../words/moment-words.ts'
import { useMoment, useNarrowedSessions, useTimeTravel } from '../use-time-travel.ts'
import { SessionFilters } from './session-filters.tsx'

export function SessionList() {
  const travel = useTimeTravel()
  const sessions = useNarrowedSessions()
  const moment = useMoment()
  const view = useView((now) => now)
  const { list, reached, isWhole, trouble } = sessions
  const at = moment?.revision ?? null
  const days = [...Map.groupBy(list.toReversed(), ({ firstAt }) => dayWords(firstAt))]
  return (
    <>
      <SessionFilters />
      {trouble !== null && <Trouble text={trouble} />}
      {list.length === 0 && isWhole && trouble === null && (
        <p className="panel-note">There is nothing of that here.</p>
      )}
      {days.map(([day, ofDay]) => (
        <section key={day} className="session-day" aria-label={day}>
          <h3 className="session-date">{day}</h3>
          <ul>
            {ofDay.map((session) => (
              <SessionLine
                key={`${session.from} ${session.to}`}
                session={session}
                view={view}
                isShown={at !== null && session.from < at && at <= session.to}
              />
            ))}
          </ul>
        </section>
      ))}
      {!isWhole && (list.length > 0 || reached !== null) && (
        <Older key={`${list.length} ${reached}`} onSeen={() => void travel.filter.pages.now.older()} />
      )}
    </>
  )
}

interface HistoryLineProps {
  readonly session: HistorySession
  readonly view: View
  readonly isShown: boolean
}

function SessionLine({ session, view, isShown }: HistoryLineProps) {
  const travel = useTimeTravel()
  const colorOf = useAuthorColor()
  const { authors, from, to } = session
  // In a list that is narrowed to a thing, nobody sees what else a session did.
  const { author, thing } = useObservable(travel.filter.shown)
  const mayTakeBack = atLeast(useYou()?.right ?? 'see', 'own') && thing === null
  const by = author === null ? null : filterOf(author)
  const who = authorsWords(authors)
  const what = noteWords(session.note)
  const when = `${dayWords(session.firstAt)}, ${spanWords(session)}`
  return (
    <li className="session-line" aria-current={isShown}>
      <button type="button" className="session-go" onClick={() => travel.goTo(to)}>
        <span className="session-who">
          {authors.slice(0, 4).map((author) => (
            <span
              key={authorKey(author)}
              className="author-dot"
              style={colorStyle(colorOf(author))}
              aria-hidden="true"
            />
          ))}
          {who}
        </span>
        <span className="session-when">{spanWords(session)}</span>
        <span className="session-what">
          {[what, lettersWords(session.letters), thingsWords(session, view)].filter(Boolean).join(' · ')}
        </span>
      </button>
      <IconButton
        label={`What changed: ${who}, ${when}`}
        tip="What changed"
        onClick={() => travel.compare(from, to)}
      >
        <FileDiff size={16} aria-hidden="true" />
      </IconButton>
      {mayTakeBack && (
        <IconButton
          label={`Take back: ${who}, ${when}`}
          tip="Take this session back"
          onClick={() =>
            askTakingBack({
              of: 'edits',
              what:
                by !== null
                  ? { session: { from, to }, author: by }
                  : session.note && isMergeNote(session.note)
                    ? { merge: session.note.id }
                    : { session: { from, to } },
              title: 'Take this session back?',
              words: `What was written ${when} by ${who}`,
            })
          }
        >
          <Undo2 size={16} aria-hidden="true" />
        </IconButton>
      )}
    </li>
  )
}

/** Things that are named; of more, how many. */
const NAMED_MAX = 3

/** What is not there at the moment that is shown has no name there. */
function thingsWords({ things }: HistorySession, view: View): string {
  const names = things.flatMap((id) => {
    if (id === 'world') return ['the title']
    return id === view.root ? ['the page'] : (view.artifact(id)?.name ?? '') || []
  })
  const named = names.length === things.length ? names.slice(0, NAMED_MAX) : names.slice(0, NAMED_MAX - 1)
  const others = things.length - named.length
  if (named.length === 0) return count(others, 'thing')
  return others === 0 ? named.join(', ') : `${named.join(', ')} and ${count(others, 'other')}`
}

/** Fetches the page before when the end of the list comes into sight. */
function Older({ onSeen }: { readonly onSeen: () => void }) {
  const end = useRef<HTMLDivElement>(null)
  const latest = useRef(onSeen)
  useEffect(() => {
    latest.current = onSeen
  })
  useEffect(() => {
    const element = end.current
    if (!element) return undefined
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && latest.current())
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return <div ref={end} className="session-older" aria-busy="true" />
}
