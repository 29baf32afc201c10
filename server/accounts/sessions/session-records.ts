// The sessions of accounts as they are kept: found by token and by account, with when each was used last.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { MemberId } from '../../../shared/world/address.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import { memberId } from '../../records/record-shapes.ts'
import type { Ages } from '../../records/age-clock.ts'
import type { RecordTable, RecordTables, TableChange } from '../../records/record-tables.ts'

/** How long a session lives that nobody uses, in ms: longer than a holiday. */
export const SESSION_LIFE_MS = 90 * DAY_MS
/**
 * When somebody was last seen is written at most this often, in ms: each request is a sign of life, and few
 * are worth a write.
 */
const SEEN_MS = 5 * 60_000

const SessionRecord = z.object({
  account: memberId,
  /** SHA-256 of the token, base64url. */
  hash: z.string(),
  since: z.number(),
  seenAt: z.number(),
  /** When the cookie was given last. */
  givenAt: z.number(),
  label: z.string(),
  from: z.string(),
  /** It began over https, and its token counts under no other cookie than that of https. */
  isSecure: z.boolean(),
  /** How the person signed in: other parts may ask for it before something that cannot be taken back. */
  by: z.enum(['password', 'passkey', 'provider', 'code']),
  /**
   * The time of the holder's last proof (proof-rule.ts); null: none, as in sessions from before that rule.
   */
  provenAt: z.number().nullable().default(null),
})
export type SessionRecord = z.infer<typeof SessionRecord>

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

interface SessionRecords extends Pick<RecordTable<SessionRecord>, 'get' | 'set' | 'forget'> {
  /** The session that has a token, whether it is over or not. */
  withToken(token: string): string | null
  /** The ids of all sessions, or of those of one account. */
  idsOf(account: MemberId | null): readonly string[]
  /** When it was used last, written or not. */
  seenAt(id: string, session: SessionRecord): number
  /** Nobody used it for too long. */
  isOver(id: string, session: SessionRecord): boolean
  /** Notes that it was used just now, and changes it. It is written when that is due. */
  note(id: string, session: SessionRecord, change: Partial<SessionRecord>): void
  /** The changes that end all sessions of an account but one. */
  endings(account: MemberId, except?: string | null): TableChange[]
}

export async function openSessionRecords(options: {
  readonly tables: RecordTables
  /** The time by which they end, and by which it is noted that they were used. */
  readonly ages: Pick<Ages, 'now' | 'ageOf'>
  /** Called with a session that has ended, and its account. */
  readonly onEnded: (session: string, account: MemberId) => void
  /** A sign of life could not be written. */
  readonly onFault: (error: unknown) => void
}): Promise<SessionRecords> {
  const { tables, ages, onEnded, onFault } = options
  const sessions = await tables.table('session', SessionRecord)
  const byHash = new Map<string, string>()
  const byAccount = new Map<MemberId, Set<string>>()
  /** The last signs of life, written or not. */
  const seen = new Map<string, number>()
  /** When the last sign of life was sent to the disk: a page asks for much at once. */
  const written = new Map<string, number>()

  sessions.watch((id, now, before) => {
    if (now === null) {
      if (before === null) return
      byHash.delete(before.hash)
      seen.delete(id)
      written.delete(id)
      const others = byAccount.get(before.account)
      others?.delete(id)
      if (others?.size === 0) byAccount.delete(before.account)
      return onEnded(id, before.account)
    }
    byHash.set(now.hash, id)
    const others = byAccount.get(now.account) ?? new Set()
    byAccount.set(now.account, others.add(id))
  })

  const seenAt = (id: string, session: SessionRecord): number => Math.max(seen.get(id) ?? 0, session.seenAt)
  const isOver = (id: string, session: SessionRecord): boolean =>
    ages.ageOf(seenAt(id, session)) > SESSION_LIFE_MS

  // At a start, sessions that nobody used for so long are forgotten. One that was noted in the future, by a
  // clock that was ahead, would live until then.
  const begunAt = ages.now()
  await tables.change(
    [...sessions.entries()].flatMap(([id, session]) => {
      if (isOver(id, session)) return [sessions.forget(id)]
      return session.seenAt > begunAt ? [sessions.set(id, { ...session, seenAt: begunAt })] : []
    }),
  )

  return {
    get: (id) => sessions.get(id),
    set: (id, session) => sessions.set(id, session),
    forget: (id) => sessions.forget(id),
    withToken: (token) => byHash.get(hashOfToken(token)) ?? null,
    idsOf: (account) =>
      account === null ? [...sessions.entries()].map(([id]) => id) : [...(byAccount.get(account) ?? [])],
    seenAt,
    isOver,
    note(id, session, change) {
      const now = ages.now()
      seen.set(id, now)
      const writtenAt = Math.max(written.get(id) ?? 0, session.seenAt)
      if (Object.keys(change).length === 0 && Math.abs(now - writtenAt) <= SEEN_MS) return
      written.set(id, now)
      const write = () => {
        const known = sessions.get(id)
        return known && [sessions.set(id, { ...known, seenAt: now, ...change })]
      }
      tables.change(write).catch(onFault)
    },
    endings: (account, except = null) =>
      [...(byAccount.get(account) ?? [])].filter((id) => id !== except).map((id) => sessions.forget(id)),
  }
}
