// What is on its way to programs: for each a queue in order, taken in portions, so that one that is swamped does not hold up
// the others for long.
import type { Delivery, Done, Job, Result } from '../behavior/protocol.ts'
import type { ArtifactId } from '../world/address.ts'

/** Most deliveries that one program is given in one run. */
const PORTION = 32
/** Most deliveries that wait for one program; what comes then is dropped, and it is told that it cannot keep up. */
export const WAITING_MAX = 1000

export interface Parcel {
  readonly delivery: Delivery
  /** What came of it; null: the program was not there to work on it, or was stopped since. */
  readonly done: (result: Result | null) => void
}

export interface Post {
  /** False: too many wait already. */
  readonly send: (artifact: ArtifactId, parcel: Parcel) => boolean
  readonly isEmpty: () => boolean
  /** Takes what is to be worked on now. */
  readonly take: () => readonly Job[]
  /** Hands out what came of it, in order. */
  readonly settle: (dones: readonly Done[]) => void
  /** Nothing that waits for an artifact, or is being worked on, counts any more. */
  readonly drop: (artifact: ArtifactId) => void
}

interface Box {
  waiting: Parcel[]
  working: Parcel[]
}

export function createPost(): Post {
  const boxes = new Map<ArtifactId, Box>()
  let isEmpty = true

  function boxOf(artifact: ArtifactId): Box {
    let box = boxes.get(artifact)
    if (box === undefined) boxes.set(artifact, (box = { waiting: [], working: [] }))
    return box
  }

  return {
    send(artifact, parcel) {
      const box = boxOf(artifact)
      if (box.waiting.length >= WAITING_MAX) return false
      box.waiting.push(parcel)
      isEmpty = false
      return true
    },
    isEmpty: () => isEmpty,
    take() {
      const jobs: Job[] = []
      isEmpty = true
      for (const [artifact, box] of boxes) {
        if (box.waiting.length === 0) {
          boxes.delete(artifact)
          continue
        }
        box.working = box.waiting.splice(0, PORTION)
        if (box.waiting.length > 0) isEmpty = false
        jobs.push({ artifact, deliveries: box.working.map(({ delivery }) => delivery) })
      }
      return jobs
    },
    settle(dones) {
      for (const { artifact, results } of dones) {
        const box = boxes.get(artifact)
        if (box === undefined) continue
        const { working } = box
        box.working = []
        for (const [index, parcel] of working.entries()) parcel.done(results[index] ?? null)
      }
    },
    drop(artifact) {
      const box = boxes.get(artifact)
      boxes.delete(artifact)
      for (const parcel of [...(box?.working ?? []), ...(box?.waiting ?? [])]) parcel.done(null)
    },
  }
}
