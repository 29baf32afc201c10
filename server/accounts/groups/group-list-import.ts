// Takes a list of names into a group: people with an account are put in, and the group waits for the others.
// A list with a wrong line is not taken at all.
import { readNameList, type LineProblem, type NameLine } from './name-list.ts'
import { parseAccountName, type AccountName, type GroupId } from '../../../shared/world/address.ts'
import { GROUPS_OF_ONE_MAX, SLIPS_MAX } from '../../../shared/wire/api/group-bodies.ts'
import type { Account } from '../model/account-view.ts'
import type { AccountDirectory } from '../directory/account-directory.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import { whyNotCalled, whyNotWord } from '../names/name-rules.ts'
import { AccountRefusal } from '../model/account-refusal.ts'
import type { Groups } from './account-groups.ts'
import type { PendingPeople, IssuedSlip, SlipsBy } from './pending-people.ts'

/**
 * `joins`: has an account, and is put in. `invited`: gets a slip. `member`, `pending`: is in it already, or
 * has a slip already.
 */
type LineOutcome = 'joins' | 'invited' | 'member' | 'pending'

interface PlannedLine {
  readonly line: number
  readonly name: string
  readonly account: AccountName | null
  readonly what: LineOutcome
  /** The account; null: nobody has one yet. */
  readonly holder: Account | null
}

interface ListPlan {
  readonly lines: readonly PlannedLine[]
  readonly problems: readonly LineProblem[]
}

interface TakenList {
  readonly slips: readonly IssuedSlip[]
  readonly joined: readonly Account[]
}

export interface ListTaking {
  plan(group: GroupId, text: string): ListPlan
  /** Throws Refused where a line cannot be taken, or there is no room: then nothing was done. */
  take(group: GroupId, text: string, by: SlipsBy): Promise<TakenList>
}

const NOT_WHOLE = new AccountRefusal(
  'bound',
  'Some lines of this list cannot be taken, so nothing was done. Look at what is said beside them.',
)
const TOO_MANY_SLIPS = new AccountRefusal(
  'bound',
  `${SLIPS_MAX} slips are not used yet, and no more can be made. Take back those that nobody needs.`,
)
const CHANGED = new AccountRefusal(
  'taken',
  'People came or were called otherwise meanwhile, so nothing was done. Look at the list again.',
)

export function createListTaking(options: {
  readonly tables: RecordTables
  readonly book: Pick<AccountDirectory, 'find' | 'isFree' | 'alike' | 'all'>
  readonly groups: Groups
  readonly pending: PendingPeople
}): ListTaking {
  const { tables, book, groups, pending } = options

  const plain = (name: string): string => name.normalize('NFKC').toLowerCase()

  function meant({ name, account }: NameLine): Meant {
    if (account === null) return calledSo(name)
    const word = parseAccountName(account)
    if (word === null) return { problem: notWord(account) }
    const holder = book.find(word)
    return holder === null ? newPerson(name, word) : { holder }
  }

  /**
   * The people with that name here, of one word or more; a list without accounts means them, if there is
   * exactly one.
   */
  function calledSo(name: string): Meant {
    const word = parseAccountName(name)
    const byWord = word && book.find(word)
    const called = byWord
      ? [byWord]
      : book.alike.called(name, { id: null, isSame: true }).filter((one) => plain(one.name) === plain(name))
    const [holder] = called
    if (holder === undefined) return newPerson(name, null)
    return called.length === 1 ? { holder } : { problem: manyCalled(called) }
  }

  function newPerson(name: string, account: AccountName | null): Meant {
    const why = whyNotCalled(name) ?? (account && whyNotWord(account))
    if (why !== null) return { problem: why }
    if (account !== null && !book.isFree(account))
      return { problem: `Nobody can have the account ${account}: it is taken, or looks like one that is.` }
    const isAlike = book.alike.called(name, { id: null, isSame: false }).length > 0
    return isAlike
      ? { problem: 'Someone here has a name that looks like that one. Spell it another way.' }
      : { account }
  }

  function planLine(group: GroupId, waiting: ReadonlySet<string>, written: NameLine): PlannedLine | string {
    const { line, name } = written
    const who = meant(written)
    if ('problem' in who) return who.problem
    if ('account' in who) {
      const what = waiting.has(plain(name)) ? 'pending' : 'invited'
      return { line, name, account: who.account, what, holder: null }
    }
    const { holder } = who
    const isIn = groups.of(holder.id).has(group)
    if (!isIn && groups.of(holder.id).size >= GROUPS_OF_ONE_MAX)
      return `${holder.name} is in ${GROUPS_OF_ONE_MAX} groups, and can be in no more.`
    return { line, name: holder.name, account: holder.account, what: isIn ? 'member' : 'joins', holder }
  }

  function plan(group: GroupId, text: string): ListPlan {
    const { names, problems } = readNameList(text)
    const waiting = new Set(pending.of(group).map(({ name }) => plain(name)))
    const lines: PlannedLine[] = []
    const wrong = [...problems]
    /** Where somebody stands in the list, by their account and by their name. */
    const first = new Map<string, number>()
    for (const written of names) {
      const planned = planLine(group, waiting, written)
      if (typeof planned === 'string') {
        wrong.push({ line: written.line, problem: planned })
        continue
      }
      const keys = keysOf(planned)
      const before = keys.flatMap((key) => first.get(key) ?? []).at(0)
      for (const key of keys) first.set(key, first.get(key) ?? planned.line)
      if (before === undefined) lines.push(planned)
      else wrong.push({ line: planned.line, problem: again(planned, before) })
    }
    return { lines, problems: wrong.toSorted((one, other) => one.line - other.line) }
  }

  function keysOf({ name, account, holder }: PlannedLine): readonly string[] {
    if (holder !== null) return [`account ${holder.account}`]
    return [`name ${plain(name)}`, ...(account === null ? [] : [`account ${account}`])]
  }

  /** Throws Refused where a plan cannot be carried out. */
  function judge(group: GroupId, { lines, problems }: ListPlan): void {
    if (problems.length > 0) throw NOT_WHOLE
    const more = lines.filter(({ what }) => what === 'joins' || what === 'invited').length
    if (more > groups.roomIn(group)) throw noRoom(groups.roomIn(group), more)
    const slips = lines.filter(({ what }) => what === 'invited').length
    if (pending.size + slips > SLIPS_MAX) throw TOO_MANY_SLIPS
  }

  return {
    plan,
    async take(group, text, by) {
      const first = plan(group, text)
      judge(group, first)
      const invited = first.lines.filter(({ what }) => what === 'invited')
      const codes = await pending.codes(invited.length, by.by)
      let taken: TakenList = { slips: [], joined: [] }
      await tables.change(() => {
        if (groups.find(group) === null) return null
        const now = plan(group, text)
        judge(group, now)
        if (JSON.stringify(now) !== JSON.stringify(first)) throw CHANGED
        const joined = now.lines.flatMap(({ what, holder }) =>
          what === 'joins' && holder !== null ? [holder] : [],
        )
        const { slips, changes } = pending.adding(group, invited, codes, by)
        taken = { slips, joined }
        return [...joined.flatMap(({ id }) => groups.joining(group, id, true)), ...changes]
      })
      return taken
    },
  }
}

/** The person that a line means: somebody with an account, somebody new, or nobody. */
type Meant =
  | { readonly holder: Account }
  | { readonly account: AccountName | null }
  | { readonly problem: string }

const notWord = (text: string): string =>
  `“${text}” is no account’s name. If it is a part of a name, put a line such as “first name, last name” above the list.`

const manyCalled = (all: readonly Account[]): string =>
  `Several people here are called so: ${all
    .slice(0, CALLED_TOLD_MAX)
    .map(({ account }) => account)
    .join(', ')}. Give the account in a column of its own.`

const again = ({ holder }: PlannedLine, line: number): string =>
  holder === null
    ? `This name or account is in line ${line} already. Tell two people apart, with a letter for instance.`
    : `${holder.name} (${holder.account}) is in line ${line} already.`

const noRoom = (room: number, more: number): AccountRefusal =>
  new AccountRefusal(
    'bound',
    `There is room for ${room} more in this group, and the list has ${more} new people. Nothing was done.`,
  )

/** How many people of that name are told: more would not help. */
const CALLED_TOLD_MAX = 3
