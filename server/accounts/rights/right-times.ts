// Since when those have their rights in a world to whom it is open: a setting of a world lets people look
// back to that time. A right that was given before this was noted has none.
import type { GroupId, MemberId, NodeName } from '../../../shared/world/address.ts'
import type { SharedRecord } from './right-records.ts'

/** What somebody has a right by, as it stands in a record. */
export type GivenTo = 'everyone' | 'public' | `person:${MemberId}` | `node:${NodeName}` | `group:${GroupId}`

function given({ everyone, public: anybody, people, nodes, groups }: SharedRecord): GivenTo[] {
  return [
    ...(everyone === 'none' ? [] : ['everyone' as const]),
    ...(anybody === 'none' ? [] : ['public' as const]),
    ...people.filter(([, right]) => right !== 'none').map(([id]): GivenTo => `person:${id}`),
    ...nodes.map(([name]): GivenTo => `node:${name}`),
    ...groups.map(([id]): GivenTo => `group:${id}`),
  ]
}

/** A changed record with its times: of what is given now and was not before, now; of what was, as before. */
export function withTimes(before: SharedRecord, changed: SharedRecord, now: number): SharedRecord {
  const had = new Set<string>(given(before))
  const known = new Map(before.times)
  const times = given(changed).flatMap((to): [string, number][] => {
    const at = had.has(to) ? known.get(to) : now
    return at === undefined ? [] : [[to, at]]
  })
  return { ...changed, times }
}

/** The times of a record in which somebody is another now: of both, the earlier one. */
export function inheritedTimes(
  { people, times }: SharedRecord,
  from: MemberId,
  to: MemberId,
): SharedRecord['times'] {
  const [old, heir] = [`person:${from}`, `person:${to}`]
  const others = times.filter(([key]) => key !== old && key !== heir)
  const both = people.filter(([id]) => id === from || id === to).map(([id]) => timeOf(times, id))
  const known = both.filter((at) => at !== undefined)
  // Of one that was not noted it is only known that it was before all that were.
  return known.length === 0 || known.length < both.length ? others : [...others, [heir, Math.min(...known)]]
}

const timeOf = (times: SharedRecord['times'], id: MemberId): number | undefined =>
  times.find(([key]) => key === `person:${id}`)?.[1]
