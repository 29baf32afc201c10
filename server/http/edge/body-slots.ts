// Slots for bodies that are in memory whole, until they are answered: so many of one sender, of all those
// whom nobody here vouches for, and of all. One sender's slow bodies do not take the slots of others.
import type { ServerResponse } from 'node:http'
import type { Accounts } from '../../accounts/model/account-view.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { SlotLimits } from './http-limits.ts'
import type { HttpRefusal } from './http-refusal.ts'

export interface Placed {
  readonly response: ServerResponse
  /** The sender: slots are counted by that. */
  readonly by: string
  /**
   * Whether somebody here vouches for them: accounts, and nodes that an admin has let in. Anybody can make up
   * others.
   */
  readonly isKnown: boolean
}

/**
 * How the slots of somebody are counted: all whom one person invited, or who signed up from one network, have
 * those of one sender.
 */
export const senderOf = (
  member: Member,
  accounts: Pick<Accounts, 'isAccount' | 'byId'>,
): Pick<Placed, 'by' | 'isKnown'> => {
  const { invitedBy, signedUpWith } = accounts.byId(member.id) ?? {}
  return { by: invitedBy ?? signedUpWith ?? member.id, isKnown: accounts.isAccount(member) }
}

/**
 * Takes a slot until the answer has gone out, or its waiter is gone; throws `busy`, which the sender is told,
 * where there is none.
 */
export function createPlaces(
  { eachMax, unknownMax, allMax }: Omit<SlotLimits, 'freeBytes'>,
  busy: HttpRefusal,
): (placed: Placed) => void {
  const places = new Map<string, number>()
  let unknown = 0
  let all = 0

  return ({ by, isKnown, response }) => {
    const own = places.get(by) ?? 0
    if (own >= eachMax || all >= allMax || (!isKnown && unknown >= unknownMax)) throw busy
    if (response.closed) return
    places.set(by, own + 1)
    all += 1
    if (!isKnown) unknown += 1
    response.once('close', () => {
      const left = (places.get(by) ?? 1) - 1
      if (left === 0) places.delete(by)
      else places.set(by, left)
      all -= 1
      if (!isKnown) unknown -= 1
    })
  }
}
