// The right in a world that the server gave last, kept in this tab. With it, a reload does not show tools
// that disappear at once. Without a network it is the best known value.
import type { Address } from '../../../shared/world/address.ts'
import { RIGHTS, type Right } from '../../../shared/world/rights.ts'
import { readPreference, storePreference } from '../../device/preferences.ts'

const known = new Map<Address, Right>()
const keyOf = (address: Address): string => `right.${address}`

export function keepRight(address: Address, right: Right): void {
  if (known.get(address) === right) return
  known.set(address, right)
  storePreference(keyOf(address), right, 'sessionStorage')
}

/** Where nothing was said yet, as much as anybody. */
export function storedRight(address: Address): Right {
  let right = known.get(address)
  if (right === undefined) known.set(address, (right = read(address)))
  return right
}

function read(address: Address): Right {
  const stored = readPreference(keyOf(address), 'sessionStorage')
  return RIGHTS.find((right) => right === stored) ?? 'edit'
}
