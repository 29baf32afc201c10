// All ways into one's account beside a new password, each to be ended: otherwise one that somebody else added
// while they were in goes on.
import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { Ways } from '../../../shared/wire/api/account-bodies.ts'
import { Ago } from '../../parts/ago.tsx'
import { wordsOf } from '../../api/request.ts'
import { count } from '../../words/counts.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { endAllWays, endCodes, endPlace, endSession, fetchWays } from '../../api/account-api.ts'
import { removePasskey } from './passkey-browser.ts'
import '../account.css'
import './all-ways.css'

interface AllWaysProps {
  readonly done: string
  readonly onDone: () => void
}

export function AllWays({ done, onDone }: AllWaysProps) {
  const [ways, setWays] = useState<Ways | null>(null)
  const [trouble, setTrouble] = useState<string | null>(null)
  const words = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    fetchWays().then(setWays, (error: unknown) => setTrouble(wordsOf(error)))
  }, [])

  /** An ended way goes from the list, with the button that was pressed: a keyboard is back at the top. */
  async function end(ending: Promise<unknown>): Promise<void> {
    setTrouble(null)
    try {
      await ending
    } catch (error) {
      setTrouble(wordsOf(error))
    }
    await fetchWays().then(setWays, (error: unknown) => setTrouble(wordsOf(error)))
    words.current?.focus()
  }

  const lines = ways === null ? [] : linesOf(ways)
  return (
    <div className="all-ways" aria-busy={ways === null}>
      <p className="all-ways-text" ref={words} tabIndex={-1}>
        {ways === null || lines.length > 0
          ? 'Your new password is set, and all other browsers are signed out. These can also be used to get into your account. End any you do not recognise, or all of them.'
          : 'Your new password is set. Your account can now be reached only with that password, and from this browser.'}
      </p>
      {lines.length > 0 && (
        <ul className="account-list" aria-label="Other ways into your account">
          {lines.map(({ key, what, facts, name, end: endIt }) => (
            <li key={key} className="account-line">
              <div className="account-line-words">
                <p className="account-line-head">{what}</p>
                {facts !== null && <p className="all-ways-facts">{facts}</p>}
              </div>
              <Button onClick={() => void end(endIt())} aria-label={`End ${name}`}>
                End
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Trouble text={trouble} />
      <div className="all-ways-foot">
        {lines.length > 0 && (
          <Button look="grave" onClick={() => void end(endAllWays())}>
            End all others
          </Button>
        )}
        <Button look={lines.length > 0 ? 'plain' : 'main'} onClick={onDone}>
          {done}
        </Button>
      </div>
    </div>
  )
}

interface WayLine {
  readonly key: string
  readonly what: string
  readonly facts: ReactNode
  /** As a screen reader says it behind "End". */
  readonly name: string
  readonly end: () => Promise<unknown>
}

function linesOf({ passkeys, places, sessions, codesLeft, hasAdminCode }: Ways): WayLine[] {
  return [
    ...passkeys.map(({ id, name, since, usedAt }) => ({
      key: id,
      what: `Passkey “${name}”`,
      facts: (
        <>
          created <Ago at={since} />
          {usedAt === null ? ' · not used yet' : ' · last used '}
          {usedAt !== null && <Ago at={usedAt} />}
        </>
      ),
      name: `the passkey ${name}`,
      end: () => removePasskey(id, false),
    })),
    ...places.flatMap(({ id, name, since }) => ({
      key: `place ${name}`,
      what: name,
      facts: (
        <>
          linked <Ago at={since} />
        </>
      ),
      name: `signing in with ${name}`,
      // One that this place does not know any more ends with all others.
      end: () => (id === null ? endAllWays() : endPlace(id)),
    })),
    ...sessions.flatMap(({ id, label, from, seenAt, isThis }) =>
      isThis
        ? []
        : {
            key: id,
            what: label,
            facts: (
              <>
                signed in, last seen <Ago at={seenAt} /> · from <span className="address">{from}</span>
              </>
            ),
            name: `${label}, from ${from}`,
            end: () => endSession(id),
          },
    ),
    ...(codesLeft > 0 || hasAdminCode
      ? [
          {
            key: 'codes',
            what: codesWords(codesLeft, hasAdminCode),
            facts: null,
            name: 'all codes',
            end: endCodes,
          },
        ]
      : []),
  ]
}

function codesWords(left: number, hasAdminCode: boolean): string {
  if (left === 0) return 'Code made by an admin'
  const own = count(left, 'recovery code')
  return hasAdminCode ? `${own}, and one made by an admin` : own
}
