// Compares what one missed beside the page's own thread, and in it where a browser gives no other.
import type { Absence } from '../../replica/contract/replica.ts'
import { compareAway, type AbsenceComparison } from './absence-comparison.ts'

export async function compareApart(absence: Absence): Promise<AbsenceComparison | null> {
  try {
    return await askWorker(absence)
  } catch {
    return compareAway(absence)
  }
}

function askWorker(absence: Absence): Promise<AbsenceComparison | null> {
  const worker = new Worker(new URL('./compare-worker.ts', import.meta.url), { type: 'module' })
  const answer = new Promise<AbsenceComparison | null>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<AbsenceComparison | null>) => resolve(data))
    worker.addEventListener('error', () => reject(new Error('The worker broke.')))
  })
  worker.postMessage(absence, [])
  return answer.finally(() => worker.terminate())
}
