// The world that somebody has just made here: it opens with the caret in its page.
import type { Address } from '../../shared/world/address.ts'

let made: Address | null = null

export function noteMade(address: Address): void {
  made = address
}

/** True once. */
export function wasJustMade(address: Address): boolean {
  const isIt = made === address
  if (isIt) made = null
  return isIt
}
