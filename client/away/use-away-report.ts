// The report of an absence, made once what was missed is here; others' names come with it.
import { useEffect, useState } from 'react'
import type { Absence, Replica } from '../replica/contract/replica.ts'
import { compareApart } from './compare/compare-apart.ts'
import { fetchEditAuthors } from '../world/authors.ts'
import { awayReportOf, type Report } from './compare/away-summary.ts'

/** Null until it is made; an absence in which nothing happened that anybody would notice is forgotten. */
export function useReport(replica: Replica, absence: Absence): Report | null {
  const [made, setMade] = useState<{ readonly of: Absence; readonly report: Report } | null>(null)
  useEffect(() => {
    let isWanted = true
    async function make(): Promise<void> {
      const away = await compareApart(absence)
      if (away === null) return replica.forgetAbsence()
      const clients = [...away.deeds, ...away.met].map(({ client }) => client)
      const report = awayReportOf(away, await fetchEditAuthors(replica.address, clients))
      if (report.groups.length + report.met.length === 0) return replica.forgetAbsence()
      if (isWanted) setMade({ of: absence, report })
    }
    make().catch((error: unknown) => {
      console.warn('An absence could not be told of.', error)
      replica.forgetAbsence()
    })
    return () => {
      isWanted = false
    }
  }, [replica, absence])
  // While it grows, the older one stays to be read.
  return made?.report ?? null
}
