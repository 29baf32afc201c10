// Outstanding work after an account has ended. It is noted with the end, done at once, and done again at the
// next start if the disk failed. A year later the name is free.
import { z } from 'zod'
import {
  parseAccountName,
  parseMemberId,
  type MemberId,
  type WorldId,
} from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { RecordTables, TableChange } from '../../records/record-tables.ts'
import type { Store } from '../../storage/store.ts'
import type { Account } from '../model/account-view.ts'

/** How long nobody else gets the name, in ms: until those who knew somebody by it noticed that they left. */
export const NAME_KEPT_MS = 365 * 24 * 60 * 60_000
/** The name beside their writing. */
export const LEFT = 'Somebody who left'
/** The word of their person from then on: the name may be another's. */
const leftWord = (member: MemberId): string => `left-${member}`

/** Worlds of one account that are looked at: more than anybody has. */
const WORLDS_MAX = 100_000

const GoneRecord = z.object({
  account: z.string(),
  at: z.number(),
  /** Nothing of theirs is left to do. */
  isTidy: z.boolean(),
})

export interface DepartedAccounts {
  /** The worlds of somebody that are not in the bin, without their home. */
  worldsOf(member: MemberId): Promise<readonly WorldRecord[]>
  putHomeAway(member: MemberId): Promise<void>
  /** The change that notes that an account ends. */
  noting(account: Account, at: number): TableChange
  /** After the end: the bin goes to the admins, and nobody has that name any more. */
  tidyUp(member: MemberId): Promise<void>
  /** Tidies up what was left, and frees the names of accounts that ended long ago; at a start. */
  mend(): Promise<void>
}

export interface DepartedAccountsOptions {
  readonly tables: RecordTables
  readonly store: Pick<Store, 'worldsBy' | 'setOwner' | 'person' | 'changePerson' | 'nameMember' | 'findById'>
  /** The worlds that somebody owns, and their home; those in the bin included. */
  readonly ownedBy: (member: MemberId) => ReadonlySet<WorldId>
  /** Puts a world in the bin, and sends away who is in it. */
  readonly putAway: (world: WorldRecord) => Promise<void>
  /**
   * Removes somebody's rights in worlds of others, the things that they hold there, and the record of where
   * they were.
   */
  readonly forgetRights: (member: MemberId) => Promise<void>
  readonly clock: { now(): number }
  /** Something could not be tidied up; it will be at the next start. */
  readonly onFault: (error: unknown) => void
}

export async function openDepartedAccounts(options: DepartedAccountsOptions): Promise<DepartedAccounts> {
  const { tables, store, ownedBy, putAway, forgetRights, clock, onFault } = options
  const gone = await tables.table('gone', GoneRecord)

  const allOf = (member: MemberId): Promise<WorldRecord[]> => store.worldsBy([...ownedBy(member)], WORLDS_MAX)
  const homeOf = async (member: MemberId): Promise<WorldId | null> =>
    (await store.person(member))?.home ?? null

  async function worldsOf(member: MemberId): Promise<readonly WorldRecord[]> {
    const home = await homeOf(member)
    return (await allOf(member)).filter(
      ({ owner, id, binnedAt }) => owner === member && id !== home && binnedAt === null,
    )
  }

  async function putHomeAway(member: MemberId): Promise<void> {
    const home = await homeOf(member)
    const world = home === null ? null : await store.findById(home)
    if (world !== null && world.binnedAt === null) await putAway(world)
  }

  async function tidyUp(member: MemberId): Promise<void> {
    // Worlds that were made while they left.
    for (const world of await worldsOf(member)) await putAway(world)
    await putHomeAway(member)
    const home = await homeOf(member)
    for (const world of await allOf(member)) {
      const isTheirs = world.owner === member || (world.id === home && world.owner !== null)
      if (isTheirs && world.binnedAt !== null) await store.setOwner(world.key, null)
    }
    await store.nameMember({ id: member, name: LEFT })
    await forgetRights(member)
    await tables.change(() => {
      const record = gone.get(member)
      return record && [gone.set(member, { ...record, isTidy: true })]
    })
  }

  async function freeName(member: MemberId): Promise<void> {
    const word = parseAccountName(leftWord(member))
    if (word !== null && (await store.person(member)) !== null)
      await store.changePerson(member, { account: word })
    await tables.change(() => [gone.forget(member)])
  }

  return {
    worldsOf,
    putHomeAway,
    noting: ({ id, account }, at) => gone.set(id, { account, at, isTidy: false }),
    tidyUp,
    async mend() {
      for (const [id, { at, isTidy }] of gone.entries()) {
        const member = parseMemberId(id)
        if (member === null) continue
        if (!isTidy) await tidyUp(member).catch(onFault)
        if (clock.now() - at > NAME_KEPT_MS) await freeName(member).catch(onFault)
      }
    },
  }
}
