// The report of an absence, made once what was missed is here; others' names come with it.
import { useEffect, useState } from 'react'
import type { Absence, Replica } from '../replica/contract/replica.ts'
import { compareAway, type AbsenceComparison } from './compare/absence-comparison.ts'
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

/** Compares what one missed beside the page's own thread, and in it where a browser gives no other. */
async function compareApart(absence: Absence): Promise<AbsenceComparison | null> {
  try {
    return await askWorker(absence)
  } catch {
    return compareAway(absence)
  }
}

function askWorker(absence: Absence): Promise<AbsenceComparison | null> {
  const worker = new Worker(new URL('./compare/compare-worker.ts', import.meta.url), { type: 'module' })
  const answer = new Promise<AbsenceComparison | null>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<AbsenceComparison | null>) => resolve(data))
    worker.addEventListener('error', () => reject(new Error('The worker broke.')))
  })
  worker.postMessage(absence, [])
  return answer.finally(() => worker.terminate())
}
