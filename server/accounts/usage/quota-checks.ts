// Whether somebody has room to add more: asked for each frame, and for bytes on their way.
import { BEHAVIOR, HOST, OWNER, type MemberId } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { RecordRoom } from '../../records/record-tables.ts'
import type { DocumentKey } from '../../storage/store.ts'
import type { Owners } from '../rights/world-owners.ts'
import {
  CODE_FULL,
  GUESTS_FULL,
  nearly,
  OWNER_FULL,
  SPARE_TIMES,
  TOGETHER_TIMES,
  warningWords,
  whyFull,
  whyNoRecord,
  type MostOfAll,
  type QuotaExceeded,
} from './storage-quota.ts'
import type { Contributors } from './usage-contributors.ts'
import { dayOf, type Contributor, type Ledger, type Used } from './usage-ledger.ts'

export interface QuotaChecks extends Pick<RecordRoom, 'whyNoRecord'> {
  /** Why somebody can add nothing more anywhere, or not so many bytes; null while they can. */
  readonly whyFull: (member: MemberId, bytes?: number) => QuotaExceeded | null
  /**
   * Keeps room for so many bytes that are on their way, until the answer is called; or why there is none. So
   * many at once cannot pass a bound together.
   */
  readonly keepRoom: (member: MemberId, bytes: number) => (() => void) | QuotaExceeded
  /** Why somebody can write nothing more into a log. Code writes in the name of its world's owner. */
  readonly whyFullIn: (
    world: Pick<WorldRecord, 'key' | 'owner'>,
    kind: DocumentKey['kind'],
    member: MemberId,
  ) => QuotaExceeded | null
  /** Why no guest more can be let in: each is remembered for good. */
  readonly whyNoGuest: () => QuotaExceeded | null
}

interface QuotaOptions {
  readonly ledger: Pick<Ledger, 'of'>
  readonly contributors: Contributors
  readonly clock: { now(): number }
}

export function createQuotaChecks({
  ledger,
  contributors,
  owners,
  settings,
  clock,
}: QuotaOptions & {
  readonly owners: Pick<Owners, 'ownerOf'>
  readonly settings: { now(): MostOfAll }
}): QuotaChecks {
  /** Bytes that are on their way, and not counted yet. */
  const coming = new Map<Contributor, number>()

  const full = (member: MemberId, bytes = 0): QuotaExceeded | null => {
    const who = contributors.of(member)
    const used = ledger.of(who, clock.now())
    const why = whyFull(who, used, contributors.mostOf(who), bytes + (coming.get(who) ?? 0))
    return why ?? fullTogether(member, bytes)
  }

  function usedBy(all: readonly Contributor[]): Used {
    const used = { logs: 0, records: 0, pictures: 0, today: 0 }
    for (const who of all) {
      const { logs, records, pictures, today } = ledger.of(who, clock.now())
      used.logs += logs
      used.records += records
      used.pictures += pictures
      used.today += today
    }
    return used
  }

  /** Many accounts of one person, or from one network, have no more room than two. */
  function fullTogether(member: MemberId, bytes: number): QuotaExceeded | null {
    const together = contributors.together(member)
    if (together === null) return null
    const more = together.all.reduce((sum, who) => sum + (coming.get(who) ?? 0), bytes)
    return whyFull(together.by, usedBy(together.all), timesAll(TOGETHER_TIMES), more)
  }

  function timesAll(times: number): Pick<MostOfAll, 'bytesPerDay' | 'bytesPerAccount'> {
    const { bytesPerDay, bytesPerAccount } = settings.now()
    return { bytesPerDay: times * bytesPerDay, bytesPerAccount: times * bytesPerAccount }
  }

  function changeComing(who: Contributor, by: number): void {
    const now = (coming.get(who) ?? 0) + by
    if (now === 0) coming.delete(who)
    else coming.set(who, now)
  }

  return {
    whyFull: full,
    keepRoom(member, bytes) {
      const why = full(member, bytes)
      if (why !== null) return why
      const who = contributors.of(member)
      changeComing(who, bytes)
      return () => changeComing(who, -bytes)
    },
    whyFullIn(world, kind, member) {
      if (member === HOST) return null
      const isOfOwner = kind === 'live' || member === BEHAVIOR || member === OWNER
      if (!isOfOwner) return full(member)
      const owner = owners.ownerOf(world)
      if (owner === null || member === OWNER) return null
      if (kind !== 'live') return full(owner) && { isForToday: false, text: CODE_FULL }
      const who = contributors.of(owner)
      const { logs, pictures } = ledger.of(who, clock.now())
      const isFull = logs + pictures >= SPARE_TIMES * contributors.mostOf(who).bytesPerAccount
      return isFull ? { isForToday: false, text: OWNER_FULL } : null
    },
    whyNoRecord(member) {
      const who = contributors.of(member)
      const own = whyNoRecord(who, usedBy([who]), contributors.mostOf(who))
      const together = contributors.together(member)
      return own ?? (together && whyNoRecord(together.by, usedBy(together.all), settings.now()))
    },
    whyNoGuest() {
      const why = whyFull('guests', ledger.of('guests', clock.now()), timesAll(SPARE_TIMES))
      return why && { ...why, text: GUESTS_FULL }
    },
  }
}

/** Warns once a day of each bound of which most is used. */
export function createQuotaWarnings({
  ledger,
  contributors,
  clock,
  onWarning,
}: QuotaOptions & {
  readonly onWarning: (member: MemberId, words: string) => void
}): (member: MemberId, who: Contributor) => void {
  const warned = new Map<string, number>()
  return (member, who) => {
    const used = ledger.of(who, clock.now())
    const most = contributors.mostOf(who)
    for (const bound of nearly(who, used, most)) {
      const name = `${bound} ${who}`
      const today = dayOf(clock.now())
      if (warned.get(name) === today) continue
      warned.set(name, today)
      onWarning(member, warningWords(bound, who, used, most))
    }
  }
}
