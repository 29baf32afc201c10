// The audit log: deeds on this node and their actors, for its admins. It is kept for a year, and never holds
// a secret.
import { z } from 'zod'
import type { MemberId } from '../../../shared/world/address.ts'
import { DAY_MS } from '../../../shared/time/durations.ts'
import type { Store } from '../../storage/store.ts'
import type { JsonValue, StoredRecord } from '../../records/stored-record.ts'
import { memberId } from '../../records/record-shapes.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/** How long deeds are kept, in ms. */
export const AUDIT_MS = 365 * DAY_MS
/**
 * Deeds that are told as one with an equal one before them, for so long, in ms: somebody who guesses is one
 * line, and not a thousand.
 */
const COUNTED: ReadonlySet<DeedName> = new Set<DeedName>(['session.failed'])
const COUNTED_MS = 60 * 60_000
/**
 * How many deeds of one person are told one by one in a day; after that those of a kind are told as one: so a
 * script fills no disk with them.
 */
export const DEEDS_PER_DAY = 1_000
/** How many of these are remembered at once. */
const COUNTS_MAX = 1_000
/** How many old ones are forgotten, or changed, in one transaction. */
const FORGOTTEN_AT_ONCE = 500
/** Deeds that had words of a world once, the titles of drafts and the names of things; under these keys. */
const WITH_WORDS: ReadonlySet<DeedName> = new Set<DeedName>([
  'world.drafted',
  'world.carriedOff',
  'world.leftToThem',
  'world.calledBack',
])
const WORDS = ['title', 'name']

/** The deeds: `area.deed`, in the past. */
export type DeedName =
  `${'account' | 'session' | 'invitation' | 'world' | 'right' | 'group' | 'admin' | 'asset' | 'device'}.${string}`

const DEED = /^(account|session|invitation|world|right|group|admin|asset|device)\../

interface Deed {
  /** ms since 1970. */
  readonly at: number
  /** The actor; null: the node itself, or somebody unknown. */
  readonly who: MemberId | null
  readonly what: DeedName
  /** The object of the deed: an account's name, a world's address. */
  readonly to: string
  /** Further facts; `count`: how often, for deeds that are told as one. */
  readonly more: Readonly<Record<string, JsonValue>>
}

export type NotedDeed = Deed & { readonly id: string }

export interface Audit {
  /**
   * Notes a deed, done now unless `at` says when; a deed that cannot be noted is logged, and nobody is held
   * up.
   */
  note(who: MemberId | null, what: DeedName, to: string, more?: Deed['more'], at?: number): void
  /** The last deeds before `before` (an id; null: of all), last first. */
  last(before: string | null, limit: number): Promise<readonly NotedDeed[]>
  /** Words of worlds go from old deeds, which say who, what and when. New ones have none. */
  forgetWords(): Promise<void>
}

const KIND = 'deed'
const DeedRecord = z.object({
  at: z.number(),
  who: memberId.nullable(),
  what: z.custom<DeedName>((what) => typeof what === 'string' && DEED.test(what)),
  to: z.string(),
  more: z.record(z.string(), z.json()),
})
/** ms since 1970 in so many digits: ids are in order until the year 2286. */
const DIGITS = 13

const timeOf = (at: number): string => String(Math.max(0, at)).padStart(DIGITS, '0')

export function createAudit(options: {
  readonly store: Pick<Store, 'changeRecords' | 'lastRecords'>
  readonly clock: { now(): number }
  /** The time by which deeds are forgotten. */
  readonly ages?: { now(): number }
  readonly onFault: (error: unknown) => void
}): Audit {
  const { store, clock, ages = clock, onFault } = options
  /** Begun counts, the oldest first. */
  const counts = new Map<string, { readonly id: string; readonly since: number; count: number }>()
  let number = 0
  let forgottenAt = -Infinity

  const idOf = (at: number): string => {
    number = (number + 1) % 1_000_000
    return `${timeOf(at)}-${String(number).padStart(6, '0')}`
  }

  function keep(id: string, deed: Deed): void {
    store.changeRecords([{ kind: KIND, id, value: { ...deed } }]).catch(onFault)
  }

  /** Deeds of today, by their actors. */
  const done = new Map<MemberId, number>()
  let today = 0

  /** Whether somebody did so much today that no more of it is told one by one. */
  function isBusy(who: MemberId | null, at: number): boolean {
    if (who === null) return false
    const day = Math.floor(at / DAY_MS)
    if (day !== today) done.clear()
    today = day
    const deeds = (done.get(who) ?? 0) + 1
    done.set(who, deeds)
    return deeds > DEEDS_PER_DAY
  }

  /** The entry that a deed is told in; a new one unless the same was done not long before. */
  function placeOf(
    who: MemberId | null,
    what: DeedName,
    to: string,
    at: number,
  ): { readonly id: string; readonly count: number } {
    const isOfMany = isBusy(who, at)
    if (!COUNTED.has(what) && !isOfMany) return { id: idOf(at), count: 1 }
    const name = JSON.stringify(isOfMany ? [what, who] : [what, to])
    const before = counts.get(name)
    if (before !== undefined && at - before.since < COUNTED_MS) {
      before.count += 1
      return before
    }
    const begun = { id: idOf(at), since: at, count: 1 }
    counts.delete(name)
    counts.set(name, begun)
    const [oldest] = counts.keys()
    if (counts.size > COUNTS_MAX && oldest !== undefined) counts.delete(oldest)
    return begun
  }

  /** Forgets what is older than a year, once a day. */
  async function forget(now: number): Promise<void> {
    const before = timeOf(now - AUDIT_MS)
    for (;;) {
      const old = await store.lastRecords(KIND, before, FORGOTTEN_AT_ONCE)
      if (old.length === 0) return
      await store.changeRecords(old.map(({ id }) => ({ kind: KIND, id, forget: true })))
    }
  }

  const read = (records: readonly StoredRecord[]): NotedDeed[] =>
    records.flatMap(({ id, value }) => {
      const deed = DeedRecord.safeParse(value)
      if (!deed.success) onFault(deed.error)
      return deed.success ? [{ ...deed.data, id }] : []
    })

  return {
    note(who, what, to, more = {}, at = clock.now()) {
      const { id, count } = placeOf(who, what, to, at)
      keep(id, { at, who, what, to, more: count === 1 ? more : { ...more, count } })
      const now = ages.now()
      if (isRecent(forgottenAt, DAY_MS, now)) return
      forgottenAt = now
      forget(now).catch(onFault)
    },
    async last(before, limit) {
      return read(await store.lastRecords(KIND, before, limit))
    },
    async forgetWords() {
      for (let before: string | null = null; ;) {
        const records: StoredRecord[] = await store.lastRecords(KIND, before, FORGOTTEN_AT_ONCE)
        const changes = read(records).flatMap(({ id, ...deed }) => {
          const more = Object.entries(deed.more).filter(([key]) => !WORDS.includes(key))
          const hadWords = WITH_WORDS.has(deed.what) && more.length < Object.keys(deed.more).length
          return hadWords ? { kind: KIND, id, value: { ...deed, more: Object.fromEntries(more) } } : []
        })
        if (changes.length > 0) await store.changeRecords(changes)
        before = records.at(-1)?.id ?? null
        if (before === null) return
      }
    },
  }
}
