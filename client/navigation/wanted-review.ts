// The draft that somebody goes to for its review: that opens with it.
import type { Address } from '../../shared/world/address.ts'

/** In this tab alone. */
let wanted: Address | null = null

export function noteWantedReview(draft: Address): void {
  wanted = draft
}

/** True once. */
export function takeWantedReview(draft: Address): boolean {
  const isIt = wanted === draft
  if (isIt) wanted = null
  return isIt
}
