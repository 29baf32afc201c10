// The browsers in which one is signed in, and ending what should not go on.
import { useCallback, useEffect, useState } from 'react'
import type { SessionInfo } from '../../shared/wire/api/account-bodies.ts'
import { Ago } from '../parts/ago.tsx'
import { wordsOf } from '../api/request.ts'
import { Button } from '../parts/button.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { PagePart } from '../parts/page-part.tsx'
import { endOtherSessions, endSession, fetchSessions } from '../api/account-api.ts'
import SignOutCard from './leaving/sign-out.tsx'

export function SessionsPart() {
  const [sessions, setSessions] = useState<readonly SessionInfo[]>([])
  const [trouble, setTrouble] = useState<string | null>(null)
  const [isLeaving, setLeaving] = useState(false)
  const look = useCallback(() => {
    fetchSessions().then(
      (list) => setSessions(list.sessions),
      (error: unknown) => setTrouble(wordsOf(error)),
    )
  }, [])
  useEffect(look, [look])

  function end(ending: Promise<null>): void {
    setTrouble(null)
    ending.catch((error: unknown) => setTrouble(wordsOf(error))).finally(look)
  }

  const others = sessions.filter(({ isThis }) => !isThis).length
  return (
    <PagePart
      title="Where you are signed in"
      text="If you do not recognise something here, end it, then change your password."
    >
      <ul className="account-list">
        {sessions.map((session) => (
          <SessionLine
            key={session.id}
            session={session}
            onEnd={() => (session.isThis ? setLeaving(true) : end(endSession(session.id)))}
          />
        ))}
      </ul>
      <Trouble text={trouble} />
      {others > 1 && (
        <div className="account-ways">
          <Button onClick={() => end(endOtherSessions())}>End all others</Button>
        </div>
      )}
      <SignOutCard open={isLeaving} onClose={() => setLeaving(false)} />
    </PagePart>
  )
}

interface SessionLineProps {
  readonly session: SessionInfo
  readonly onEnd: () => void
}

function SessionLine({ session, onEnd }: SessionLineProps) {
  const { label, from, since, seenAt, isThis } = session
  return (
    <li className="account-line">
      <div className="account-line-words">
        <p className="account-line-head">
          {label}
          {isThis && <span className="account-mark">this browser</span>}
        </p>
        <p className="world-facts">
          {isThis ? null : (
            <>
              last seen <Ago at={seenAt} /> ·{' '}
            </>
          )}
          from <span className="address">{from}</span> · since <Ago at={since} />
        </p>
      </div>
      <Button onClick={onEnd} aria-label={isThis ? 'Sign out of this browser' : `End ${label}, from ${from}`}>
        {isThis ? 'Sign out' : 'End'}
      </Button>
    </li>
  )
}
