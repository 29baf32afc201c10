// Where somebody has knocked and waits, in this tab: a reload goes on waiting.
import type { Address } from '../../../shared/world/address.ts'

const keyOf = (address: Address): string => `inkland.knocked.${address}`

export function hasKnocked(address: Address): boolean {
  try {
    return sessionStorage.getItem(keyOf(address)) !== null
  } catch {
    return false
  }
}

export function noteKnock(address: Address, isWaiting: boolean): void {
  try {
    if (isWaiting) sessionStorage.setItem(keyOf(address), 'yes')
    else sessionStorage.removeItem(keyOf(address))
  } catch {
    // The page waits until it is loaded anew.
  }
}
