// People whom somebody of this node was in a world with: kept for that person alone, so that they find those
// people's worlds again. Their own browser reports it, and nobody gets a right by it.
import { z } from 'zod'
import { MET_MAX } from '../../../shared/wire/api/friend-bodies.ts'
import { parseAnyAccount, type AccountName, type MemberId } from '../../../shared/world/address.ts'
import { OF_MEMBER, type RecordTables } from '../../records/record-tables.ts'

/** How exactly it is known when somebody was met last, in ms: noting it is a write. */
const NOTE_MS = 24 * 60 * 60_000

/** Under the member's id; those met last stand first. */
const MetRecord = z.object({
  people: z.array(z.object({ account: z.string(), name: z.string(), metAt: z.number() })),
})
type MetRecord = z.infer<typeof MetRecord>

interface MetAccount {
  /** As this node says it. */
  readonly account: AccountName
  /** Their name then. */
  readonly name: string
  readonly metAt: number
}

export interface Met {
  note(member: MemberId, people: readonly Pick<MetAccount, 'account' | 'name'>[]): Promise<void>
  /** Those met last first. */
  of(member: MemberId): readonly MetAccount[]
  /** Forgets one, or all. */
  forget(member: MemberId, account: AccountName | null): Promise<void>
}

export async function openMet(options: {
  readonly tables: RecordTables
  readonly clock: { now(): number }
}): Promise<Met> {
  const { tables, clock } = options
  const table = await tables.table('met', MetRecord, OF_MEMBER)
  const peopleOf = (member: MemberId): MetRecord['people'] => table.get(member)?.people ?? []

  return {
    async note(member, people) {
      await tables.change(() => {
        const now = clock.now()
        const before = peopleOf(member)
        const news = people.filter(({ account, name }) => {
          const known = before.find((each) => each.account === account)
          return known?.name !== name || now - known.metAt > NOTE_MS
        })
        if (news.length === 0) return null
        const accounts = new Set(news.map(({ account }) => account as string))
        const rest = before.filter(({ account }) => !accounts.has(account))
        const met = [...news.map(({ account, name }) => ({ account, name, metAt: now })), ...rest]
        return [table.set(member, { people: met.slice(0, MET_MAX) })]
      })
    },
    of: (member) =>
      peopleOf(member).flatMap(({ account: text, name, metAt }) => {
        const account = parseAnyAccount(text)
        return account === null ? [] : [{ account, name, metAt }]
      }),
    async forget(member, account) {
      await tables.change(() => {
        const left = account === null ? [] : peopleOf(member).filter((each) => each.account !== account)
        return [left.length === 0 ? table.forget(member) : table.set(member, { people: left })]
      })
    },
  }
}
