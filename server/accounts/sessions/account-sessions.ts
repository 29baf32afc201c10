// The sessions of accounts. A browser holds a random token, and the disk its SHA-256, so that nobody who
// reads the disk can sign in. An ended session is over at once, for every frame and every request.
import { makeMemberId, type MemberId, type RandomBytes } from '../../../shared/world/address.ts'
import { SESSIONS_MAX } from '../../../shared/wire/api/account-bodies.ts'
import type { AccountDirectory } from '../directory/account-directory.ts'
import type { Ages } from '../../records/age-clock.ts'
import type { Cookies } from './session-cookies.ts'
import type { TableChange, RecordTables } from '../../records/record-tables.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { Session } from './member-session.ts'
import { hashOfToken, openSessionRecords, SESSION_LIFE_MS, type SessionRecord } from './session-records.ts'

/** How long browsers are asked to keep the cookie, in ms; it is given anew when it is used. */
const COOKIE_LIFE_MS = SESSION_LIFE_MS
/** A cookie is given anew after this, in ms, so that a daily visitor is never signed out. */
const RENEW_AFTER_MS = 24 * 60 * 60_000
/** Longest label and address that are kept of a browser, in characters. */
const FACT_MAX = 100
const TOKEN_BYTES = 32

/** The known facts about a browser that asks for a session. */
export interface Browser {
  /** Such as "Firefox on Linux". */
  readonly label: string
  /** The network address. */
  readonly from: string
  readonly isSecure: boolean
}

/** A session as its account and the admins see it. */
export interface SessionFacts {
  readonly id: string
  readonly account: MemberId
  readonly label: string
  readonly from: string
  readonly since: number
  readonly seenAt: number
  readonly by: SessionRecord['by']
  readonly provenAt: number | null
}

/** A session that is about to begin: its change goes to the disk with the other changes of signing in. */
interface NewSession {
  readonly id: string
  /** The `Set-Cookie` header; worth nothing before the changes are made. */
  readonly cookie: string
  readonly changes: readonly TableChange[]
}

export interface AccountSessions {
  /**
   * The session in a `Cookie` header; null when there is none, or it is forged, ended, too old, or its
   * account is shut out.
   */
  read(cookies: string | undefined): Session | null
  /**
   * A new session of an account, to be made together with other changes; over the most that an account may
   * have, its oldest end. Signing in is a proof, unless `provenAt` says otherwise.
   */
  begin(
    account: MemberId,
    browser: Browser,
    by: SessionFacts['by'],
    provenAt?: SessionFacts['provenAt'],
  ): NewSession
  /** The changes that note a fresh proof of the session's holder. */
  proving(id: string): readonly TableChange[]
  /** Whether a session holds: it has not ended, and its account is there and not suspended. */
  isHere(member: Member): boolean
  /** All sessions, or those of one account; last seen first. */
  of(account: MemberId | null): readonly SessionFacts[]
  byId(id: string): SessionFacts | null
  /** Ends a session; false when there was none. */
  end(id: string): Promise<boolean>
  /** Ends all sessions of an account but one. */
  endAll(account: MemberId, except?: string | null): Promise<void>
  /** The changes that end one, to be made together with others. */
  ending(id: string): readonly TableChange[]
  /** The changes that end them, to be made together with others. */
  endings(account: MemberId, except?: string | null): readonly TableChange[]
  /** Notes from where somebody came; the answer is their cookie to be given anew, when that is due. */
  see(cookies: string | undefined, from: string): string | null
  /** The headers that take the cookies away. */
  noCookies(secure: boolean): string[]
  /** Calls `listener` with the id of a session and its account once it has ended. */
  onEnded(listener: (session: string, account: MemberId) => void): void
}

/** Over https under the name with the prefix, else under the plain one. */
const sent = (isSecure: boolean) => ({
  secure: isSecure,
  ...(isSecure && { prefix: '__Host-' as const }),
})

interface AccountSessionsOptions {
  readonly tables: RecordTables
  readonly book: Pick<AccountDirectory, 'byId'>
  readonly clock: { now(): number }
  /** The time by which a session ends that nobody uses. */
  readonly ages: Pick<Ages, 'now' | 'ageOf'>
  readonly random: RandomBytes
  readonly cookies: Cookies
  /** A sign of life could not be written. */
  readonly onFault: (error: unknown) => void
}

export async function openAccountSessions(options: AccountSessionsOptions): Promise<AccountSessions> {
  const { tables, book, clock, ages, random, cookies, onFault } = options
  const listeners: ((session: string, account: MemberId) => void)[] = []
  const sessions = await openSessionRecords({
    tables,
    ages,
    onEnded(session, account) {
      for (const listener of listeners) listener(session, account)
    },
    onFault,
  })

  function holds(id: string, account: MemberId | null): SessionRecord | null {
    const session = sessions.get(id)
    if (session === null || (account !== null && session.account !== account) || sessions.isOver(id, session))
      return null
    return book.byId(session.account)?.isSuspended === false ? session : null
  }

  function find(header: string | undefined): { id: string; session: SessionRecord; token: string } | null {
    for (const prefix of ['__Host-', undefined] as const) {
      for (const token of cookies.read('account', header, prefix)) {
        const id = sessions.withToken(token)
        const session = id === null ? null : holds(id, null)
        if (id !== null && session !== null && session.isSecure === (prefix !== undefined)) {
          return { id, session, token }
        }
      }
    }
    return null
  }

  const cookieOf = (token: string, isSecure: boolean): string =>
    cookies.give('account', token, { lifeMs: COOKIE_LIFE_MS, ...sent(isSecure) })

  function factsOf(id: string, session: SessionRecord): SessionFacts {
    const { account, label, from, since, by, provenAt } = session
    return { id, account, label, from, since, by, provenAt, seenAt: sessions.seenAt(id, session) }
  }

  function of(account: MemberId | null): SessionFacts[] {
    const facts = sessions.idsOf(account).flatMap((id) => {
      const session = sessions.get(id)
      return session === null || sessions.isOver(id, session) ? [] : [factsOf(id, session)]
    })
    return facts.toSorted((one, other) => other.seenAt - one.seenAt)
  }

  return {
    read(header) {
      const found = find(header)
      const account = found && book.byId(found.session.account)
      if (found === null || account === null) return null
      sessions.note(found.id, found.session, {})
      const { since } = found.session
      return { kind: 'account', id: account.id, name: account.name, session: found.id, since }
    },
    begin(account, { label, from, isSecure }, by, provenAt = clock.now()) {
      const token = Buffer.from(random(TOKEN_BYTES)).toString('base64url')
      const id = makeMemberId(random)
      const at = clock.now()
      const facts = { label: label.slice(0, FACT_MAX), from: from.slice(0, FACT_MAX) }
      const times = { since: at, seenAt: ages.now(), givenAt: at }
      const began = sessions.set(id, {
        account,
        hash: hashOfToken(token),
        ...times,
        ...facts,
        isSecure,
        by,
        provenAt,
      })
      const oldest = of(account).slice(SESSIONS_MAX - 1)
      return {
        id,
        cookie: cookieOf(token, isSecure),
        changes: [began, ...oldest.map(({ id: other }) => sessions.forget(other))],
      }
    },
    proving(id) {
      const session = sessions.get(id)
      return session === null ? [] : [sessions.set(id, { ...session, provenAt: clock.now() })]
    },
    isHere: ({ id, session }) => session !== null && holds(session, id) !== null,
    of,
    byId(id) {
      const session = sessions.get(id)
      return session && factsOf(id, session)
    },
    end: (id) => tables.change(() => (sessions.get(id) === null ? null : [sessions.forget(id)])),
    async endAll(account, except) {
      await tables.change(() => sessions.endings(account, except))
    },
    ending: (id) => (sessions.get(id) === null ? [] : [sessions.forget(id)]),
    endings: (account, except) => sessions.endings(account, except),
    see(header, from) {
      const found = find(header)
      if (found === null) return null
      const { id, session, token } = found
      // It may have been given while the clock was ahead.
      const isDue = Math.abs(clock.now() - session.givenAt) > RENEW_AFTER_MS
      const isElsewhere = from.slice(0, FACT_MAX) !== session.from
      sessions.note(id, session, {
        ...(isElsewhere && { from: from.slice(0, FACT_MAX) }),
        ...(isDue && { givenAt: clock.now() }),
      })
      return isDue ? cookieOf(token, session.isSecure) : null
    },
    noCookies: (secure) =>
      [false, ...(secure ? [true] : [])].flatMap((isSecure) => cookies.takeAway('account', sent(isSecure))),
    onEnded: (listener) => void listeners.push(listener),
  }
}
