// How worlds get their addresses: from their owners and titles.
import {
  addressOf,
  makeWorldId,
  parseWorldName,
  wordFrom,
  type AccountName,
  type Address,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { NAME_MAX } from '../../../shared/world/limits.ts'
import { seenOf, whyNotPart } from '../../accounts/names/name-rules.ts'
import { ADDRESS_TRIES_MAX } from '../edge/http-limits.ts'

/** The addresses that a title may get, best first: garden, garden-2, garden-3. */
export function* addressesFor(account: AccountName, title: string): Generator<Address> {
  const titled = parseWorldName(wordFrom(seenOf(title.slice(0, NAME_MAX)), 'world'))
  const word = titled !== null && whyNotPart(titled) === null ? titled : 'world'
  for (let number = 1; number <= ADDRESS_TRIES_MAX; number++) {
    const name = parseWorldName(number === 1 ? word : `${word}-${number}`)
    if (name) yield addressOf(account, name)
  }
}

/** An address that nobody has, for a world whose title is not known yet. */
export function unusedAddress(account: AccountName, random: RandomBytes): Address {
  const name = parseWorldName(makeWorldId(random))
  if (!name) throw new Error('an id is a word')
  return addressOf(account, name)
}
