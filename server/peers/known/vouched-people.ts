// The people of this node for others, and the vouchers that say so. A member is vouched for if they have an
// account that is not suspended, or are a guest of this node.
import { nodeOf, type MemberId, type NodeName } from '../../../shared/world/address.ts'
import type { Accounts } from '../../accounts/model/account-view.ts'
import type { Store } from '../../storage/store.ts'
import type { Vouched } from '../guests/foreign-member.ts'
import type { NodeIdentity } from '../identity/node-identity.ts'
import { vouch } from '../identity/person-vouchers.ts'
import { PeerFault } from '../outward/faults.ts'

/**
 * A voucher is brought again for so long, in ms: less than it counts, so that the last one has time to
 * arrive.
 */
const USED_MS = 4 * 60_000
/** How many vouchers are kept to be brought again. */
const VOUCHERS_MAX = 10_000

/** A member of this node for others; null: nobody whom this node could vouch for. */
export type Who = (member: MemberId) => Promise<Omit<Vouched, 'node' | 'until'> | null>

export function createWho(options: {
  readonly store: Pick<Store, 'person' | 'membersBy'>
  readonly accounts: Pick<Accounts, 'byId'>
  /** Whether somebody without an account may be here. */
  readonly mayBeGuest: (member: MemberId) => boolean
}): Who {
  const { store, accounts, mayBeGuest } = options
  return async (subject) => {
    const account = accounts.byId(subject)
    if (account === null ? !mayBeGuest(subject) : account.isSuspended) return null
    const person = await store.person(subject)
    const word = account?.account ?? person?.account ?? null
    if (word === null || nodeOf(word) !== null) return null
    const name = account?.name ?? (await store.membersBy([subject])).at(0)?.name ?? word
    return { subject, account: word, name, body: person?.body ?? null, look: person?.look ?? null }
  }
}

/** The voucher for somebody that another node is given. Rejects with a PeerFault where there is none. */
export function createVouchers({
  identity,
  who,
  clock,
}: {
  readonly identity: NodeIdentity
  readonly who: Who
  readonly clock: { now(): number }
}): (as: MemberId, to: NodeName) => Promise<string> {
  /** By member and node, the oldest first. */
  const vouchers = new Map<string, { readonly of: string; readonly text: string; readonly at: number }>()

  return async (as, to) => {
    const key = `${as} ${to}`
    const now = clock.now()
    const person = await who(as)
    if (person === null) throw new PeerFault('refused', to, 'Sign in or give your name first.')
    const known = vouchers.get(key)
    const of = JSON.stringify(person)
    const ageMs = now - (known?.at ?? 0)
    // One of a clock that was ahead counts nowhere.
    if (known?.of === of && ageMs >= 0 && ageMs < USED_MS) return known.text
    const text = await vouch(identity, person, { to, now })
    vouchers.delete(key)
    vouchers.set(key, { of, text, at: now })
    const [oldest] = vouchers.keys()
    if (vouchers.size > VOUCHERS_MAX && oldest !== undefined) vouchers.delete(oldest)
    return text
  }
}
