// A place in another world that somebody goes to, as from a search: it is shown once its world is open.
import type { Address, ArtifactId } from '../../shared/world/address.ts'
import { go, pathOfWorld } from './route.ts'

export interface WantedPlace {
  readonly where: Address
  readonly thing: ArtifactId
  /** Folded: they are marked there. */
  readonly words: readonly string[]
}

/** In this tab alone. */
let wanted: WantedPlace | null = null

export function goToPlace(place: WantedPlace): void {
  wanted = place
  go(pathOfWorld(place.where))
}

/** The place to show in a world that is open now, once. */
export function takeWantedPlace(where: Address): WantedPlace | null {
  const place = wanted?.where === where ? wanted : null
  if (place !== null) wanted = null
  return place
}
