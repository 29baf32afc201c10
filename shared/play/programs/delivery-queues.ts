// Deliveries on their way to programs: for each a queue in order, taken in portions, so that an overloaded
// one does not hold up the others for long.
import type { Delivery, JobResults, Job, Result } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'

/** Most deliveries that one program is given in one run. */
const PORTION = 32
/**
 * Most deliveries that wait for one program; further ones are dropped, and it is told that it cannot keep up.
 */
export const WAITING_MAX = 1000

interface QueuedDelivery {
  readonly delivery: Delivery
  /** Its result; null: the program was not there to work on it, or was stopped since. */
  readonly done: (result: Result | null) => void
}

export interface DeliveryQueues {
  /** False: too many wait already. */
  readonly send: (artifact: ArtifactId, parcel: QueuedDelivery) => boolean
  readonly isEmpty: () => boolean
  /** Takes what is to be worked on now. */
  readonly take: () => readonly Job[]
  /** Hands out the results, in order. */
  readonly settle: (dones: readonly JobResults[]) => void
  /** Nothing that waits for an artifact, or is being worked on, counts any more. */
  readonly drop: (artifact: ArtifactId) => void
}

/**
 * The letter box of a program, for as long as it runs: made anew for each beat of a timer, boxes would live
 * just long enough to be taken for old by the collector of garbage, and with them all that is in them.
 */
interface Box {
  readonly artifact: ArtifactId
  waiting: QueuedDelivery[]
  working: QueuedDelivery[]
}

export function createDeliveryQueues(): DeliveryQueues {
  const boxes = new Map<ArtifactId, Box>()
  /** The boxes in which something waits, in the order in which it came. */
  let filled: Box[] = []

  function boxOf(artifact: ArtifactId): Box {
    let box = boxes.get(artifact)
    if (box === undefined) boxes.set(artifact, (box = { artifact, waiting: [], working: [] }))
    return box
  }

  return {
    send(artifact, parcel) {
      const box = boxOf(artifact)
      if (box.waiting.length >= WAITING_MAX) return false
      if (box.waiting.length === 0) filled.push(box)
      box.waiting.push(parcel)
      return true
    },
    isEmpty: () => filled.length === 0,
    take() {
      const taken = filled
      filled = []
      return taken.map((box) => {
        box.working = box.waiting.splice(0, PORTION)
        if (box.waiting.length > 0) filled.push(box)
        return { artifact: box.artifact, deliveries: box.working.map(({ delivery }) => delivery) }
      })
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
      if (box === undefined) return
      boxes.delete(artifact)
      if (box.waiting.length > 0) filled = filled.filter((other) => other !== box)
      for (const parcel of [...box.working, ...box.waiting]) parcel.done(null)
    },
  }
}
