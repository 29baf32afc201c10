// Slots for bodies that are in memory whole, until they are answered: so many of one sender, of all those
// whom nobody here vouches for, and of all. One sender's slow bodies do not take the slots of others.
import type { ServerResponse } from 'node:http'
import type { Accounts } from '../../accounts/model/account-view.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { SlotLimits } from './http-limits.ts'
import { Semaphore } from '../../time/semaphore.ts'
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
  const slots = new Semaphore(allMax, { eachMax })
  const unknownSlots = new Semaphore(unknownMax)

  return ({ by, isKnown, response }) => {
    const ends = [slots.tryEnter(by), ...(isKnown ? [] : [unknownSlots.tryEnter()])]
    const endAll = (): void => ends.forEach((end) => end?.())
    const hasRoom = !ends.includes(null)
    if (hasRoom && !response.closed) response.once('close', endAll)
    else endAll()
    if (!hasRoom) throw busy
  }
}
