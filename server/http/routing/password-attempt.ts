// A try at an account's password or code, counted by its name and by where it comes from.
import type { Request } from 'express'
import { parseAccountName } from '../../../shared/world/address.ts'
import type { GuessAttempt } from '../../accounts/sign-in/guess-limit.ts'
import { networkOf } from '../edge/request-origin.ts'
import type { AccountParts } from './request-account.ts'

/** Longest name that is counted as it was given, in characters: no account's name is longer. */
const NAME_MAX = 64

interface Attempt extends GuessAttempt {
  /** It came to nothing, for a reason that is not theirs: passes the error on. */
  readonly giveBack: (error: unknown) => never
}

/** Lets somebody try the account of this name; throws a Refused that says when, if that is not now. */
export function beginTry({ entrance, guard }: AccountParts, request: Request, name: string): Attempt {
  const { book, guesses, signedIn } = entrance
  const word = parseAccountName(name)
  const account = word && book.find(word)
  const network = networkOf(guard.addressOf(request))
  const isKnown = account !== null && signedIn.of(account.id).some(({ from }) => networkOf(from) === network)
  const attempt = guesses.begin(word ?? name.slice(0, NAME_MAX), network, isKnown)
  return {
    ...attempt,
    giveBack(error) {
      attempt.undone()
      throw error
    },
  }
}
