// The report for somebody who was away: the changes of each person, with their names, and the conflicts.
import { useEffect, useState } from 'react'
import type { AbsenceComparison } from '../../shared/history/merge/compare-absence.ts'
import type { Client } from '../../shared/yjs/entry-id.ts'
import { listed } from '../parts/changes/listed-changes.ts'
import type { Absence } from '../replica/absence.ts'
import type { Replica } from '../replica/replica.ts'
import { fetchEditAuthors, type EditAuthors } from '../world/authors.ts'
import { useSync } from '../world/context/use-world.ts'
import { count, listedWords } from '../words/counts.ts'

export type AbsenceReport = ReturnType<typeof reportOf>

/**
 * Null until it is made, where an absence cannot be compared, and where nothing happened that anybody would
 * notice: then the absence is forgotten. While it grows, the older one stays to be read.
 */
export function useAbsenceReport(replica: Replica, absence: Absence): AbsenceReport | null {
  const [report, setReport] = useState<AbsenceReport | null>(null)
  const { state } = useSync(replica)
  const isOnline = state !== 'opening' && state !== 'offline'
  useEffect(() => {
    let isWanted = true
    async function make(): Promise<void> {
      const compared = await compareApart(absence)
      const clients = compared ? [...compared.changes, ...compared.conflicts].map(({ client }) => client) : []
      const made = compared && reportOf(compared, await fetchEditAuthors(replica.address, clients))
      if (!isWanted) return
      if (made === null || made.groups.length + made.conflicts.length === 0) replica.absences.forget()
      // Without the server nobody has a name: it is made again then.
      else setReport((before) => (isOnline ? made : (before ?? made)))
    }
    make().catch((error: unknown) => console.warn('An absence could not be told of.', error))
    return () => {
      isWanted = false
    }
  }, [replica, absence, isOnline])
  return report
}

function compareApart(absence: Absence): Promise<AbsenceComparison | null> {
  const worker = new Worker(new URL('./absence-worker.ts', import.meta.url), { type: 'module' })
  const answer = new Promise<AbsenceComparison | null>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<AbsenceComparison | null>) => resolve(data))
    worker.addEventListener('error', () => reject(new Error('The worker broke.')))
  })
  worker.postMessage(absence, [])
  return answer.finally(() => worker.terminate())
}

/** The changes by person, and the conflicts. A person's own work on another device is no news to them. */
export function reportOf({ until, lengthMs, changes, conflicts }: AbsenceComparison, authors: EditAuthors) {
  const people = Map.groupBy(changes, ({ client }) => whoIs(client, authors))
  people.delete(YOU)
  const groups = [...people].map(([who, all]) => {
    return { who, things: new Set(all.map(({ id }) => id)).size, ...listed(all) }
  })
  return {
    until,
    lengthMs,
    // Those with a name first.
    groups: groups.toSorted((a, b) => Number(a.who === SOMEBODY) - Number(b.who === SOMEBODY)),
    conflicts: conflicts.map((met) => ({ ...met, who: whoIs(met.client, authors) })),
  }
}

const SOMEBODY = 'Somebody'
const YOU = 'You, elsewhere'

function whoIs(client: Client, authors: EditAuthors): string {
  const hand = client === null ? undefined : authors.get(client)
  switch (hand?.kind) {
    case 'person':
      return hand.name
    case 'you':
      return YOU
    case 'code':
      return 'This world’s code'
    case undefined:
      return SOMEBODY
  }
}

/** "Bob changed 3 things and Eve 1. You were away for 2 hours." */
export function headline({ groups, lengthMs }: AbsenceReport): string {
  const [first, ...others] = groups
  const rest = others.map(({ who, things }) => `${who} ${things}`)
  const what = first
    ? listedWords([`${first.who} changed ${count(first.things, 'thing')}`, ...rest])
    : 'Your changes met someone else’s'
  return `${what}. You were away for ${lengthOf(lengthMs)}.`
}

/** How long somebody was away: "3 minutes", "2 hours", "5 days". */
export function lengthOf(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000))
  if (minutes < 60) return count(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day')
}
