// Names of accounts that can be mistaken for each other, found by their look. The index follows the
// directory, so it answers at once.
import type { AccountName, MemberId } from '../../../shared/world/address.ts'
import type { Account } from '../model/account-view.ts'
import { skeletonOf, skeletonsOf } from './name-skeleton.ts'

export interface Alike {
  /** Notes that an account's name is somebody's, or `false`: is nobody's any more. */
  noteWord(word: AccountName, isTaken: boolean): void
  noteAccount(id: MemberId, now: Account | null, before: Account | null): void
  /** The names of accounts that look like this word, itself among them if it is one. */
  words(word: string): readonly AccountName[]
  /**
   * Accounts whose word or name looks like this, except `id` itself. `isSame`: whether an equal name counts,
   * since two people may have one name.
   */
  called(
    name: string,
    options: { readonly id: MemberId | null; readonly isSame: boolean },
  ): readonly Account[]
}

export function createAlike(): Alike {
  const words = new LookIndex<AccountName>()
  const calledIds = new LookIndex<MemberId>()
  const accounts = new Map<MemberId, Account>()

  const looksOf = ({ account, name }: Account): readonly string[] => [
    ...skeletonsOf(account),
    ...skeletonsOf(name),
  ]

  return {
    noteWord(word, isTaken) {
      words.change(skeletonOf(word), word, isTaken)
    },
    noteAccount(id, now, before) {
      for (const look of before === null ? [] : looksOf(before)) calledIds.change(look, id, false)
      for (const look of now === null ? [] : looksOf(now)) calledIds.change(look, id, true)
      if (now === null) accounts.delete(id)
      else accounts.set(id, now)
    },
    words: (word) => words.at(skeletonOf(word)),
    called(name, { id, isSame }) {
      const ids = new Set(skeletonsOf(name).flatMap((look) => calledIds.at(look)))
      return [...ids].flatMap((other) => {
        const account = accounts.get(other)
        if (account === undefined || other === id) return []
        const isCalledSo = isSameName(account.name, name) || isSameName(account.account, name)
        return isCalledSo && !isSame ? [] : [account]
      })
    },
  }
}

/** The name without differences of capitals and of typing. */
const isSameName = (one: string, other: string): boolean => plain(one) === plain(other)
const plain = (name: string): string => name.normalize('NFKC').toLowerCase().trim().replace(/\s+/gu, ' ')

/** The entries under each look. */
class LookIndex<T> {
  readonly #sets = new Map<string, Set<T>>()

  change(look: string, value: T, isThere: boolean): void {
    const set = this.#sets.get(look) ?? new Set()
    if (isThere) set.add(value)
    else set.delete(value)
    if (set.size === 0) this.#sets.delete(look)
    else this.#sets.set(look, set)
  }

  at(look: string): readonly T[] {
    return [...(this.#sets.get(look) ?? [])]
  }
}
