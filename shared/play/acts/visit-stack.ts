// The places that somebody left behind: a stack, last in first out. It goes along with the avatar, from world
// to world.
import { VISITS_MAX, type Avatar, type Visit } from '../../world/avatar.ts'

/** Remembers a place; of too many the oldest is forgotten. */
export function pushVisit(visits: Avatar['visits'], visit: Visit): Avatar['visits'] {
  return [...visits, visit].slice(-VISITS_MAX)
}

/** Takes off the place that was left last; null when there is none. */
export function popVisit(visits: Avatar['visits']): { visit: Visit; visits: Avatar['visits'] } | null {
  const visit = visits.at(-1)
  return visit === undefined ? null : { visit, visits: visits.slice(0, -1) }
}
