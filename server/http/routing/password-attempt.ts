// A try at an account's password or code. It is counted by the account's name and by where it comes from.
import type { Request } from 'express'
import { parseAccountName } from '../../../shared/world/address.ts'
import type { AccountEntry } from '../../accounts/account-entry.ts'
import type { GuessAttempt } from '../../accounts/sign-in/guess-limit.ts'
import type { Guard } from '../edge/origin-guard.ts'
import { networkOf } from '../../network/client-network.ts'

/** The longest name that is counted, in characters: no account's name is longer. */
const NAME_MAX = 64

interface Attempt extends GuessAttempt {
  /** Where it comes from. */
  readonly network: string
  /** The attempt failed for a reason that is not theirs, and does not count: passes the error on. */
  readonly giveBack: (error: unknown) => never
}

/** Lets somebody try the account of this name; throws an AccountRefusal that says when, if not now. */
export function beginTry(
  { entrance, guard }: { readonly entrance: AccountEntry; readonly guard: Guard },
  request: Request,
  name: string,
): Attempt {
  const { book, guesses, signedIn } = entrance
  const word = parseAccountName(name)
  const account = word && book.find(word)
  const network = networkOf(guard.addressOf(request))
  const isKnown = account !== null && signedIn.of(account.id).some(({ from }) => networkOf(from) === network)
  const attempt = guesses.begin(word ?? name.slice(0, NAME_MAX), network, isKnown)
  return {
    ...attempt,
    network,
    giveBack(error) {
      attempt.undone()
      throw error
    },
  }
}
