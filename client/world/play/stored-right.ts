// What the server said last of what one may do in a world, in this tab: a reload does not begin with tools
// that go at once, and without a network it is the best that anybody knows.
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
