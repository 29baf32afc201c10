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

/** After a job was cut, so many deliveries of its program do not follow others: they would be cut again. */
const ALONE = 32

interface QueuedDelivery {
  readonly delivery: Delivery
  /** Its result; null: the program was not there to work on it, or was stopped since. */
  readonly done: (result: Result | null) => void
}

/** A delivery that `follows` others. */
export interface FollowingDelivery extends QueuedDelivery {
  /** It was not begun, since those before it changed more than their program's memory. */
  readonly cut: () => void
}

export interface DeliveryQueues {
  /** False: too many wait already. */
  readonly send: (artifact: ArtifactId, delivery: QueuedDelivery) => boolean
  /**
   * Sends one that follows what waits for that program. False: it would not be in the same job, or jobs of
   * this program were cut lately.
   */
  readonly follow: (artifact: ArtifactId, delivery: FollowingDelivery) => boolean
  readonly isEmpty: () => boolean
  /** Takes what is to be worked on now. */
  readonly take: () => readonly Job[]
  /** Hands out the results, in order. */
  readonly settle: (dones: readonly JobResults[]) => void
  /** Nothing that waits for an artifact, or is being worked on, counts any more. */
  readonly drop: (artifact: ArtifactId) => void
}

/**
 * The queue of a program, kept for as long as it runs. Queues that are made anew for each beat of a timer
 * live just long enough for the garbage collector to take them for old, and with them all that is in them.
 */
interface ProgramQueue {
  readonly artifact: ArtifactId
  waiting: (QueuedDelivery | FollowingDelivery)[]
  working: (QueuedDelivery | FollowingDelivery)[]
  /** So many more do not follow, since a job was cut. */
  alone: number
}

export function createDeliveryQueues(): DeliveryQueues {
  const queues = new Map<ArtifactId, ProgramQueue>()
  /** The queues in which something waits, in the order in which it came. */
  let waiting: ProgramQueue[] = []

  function queueOf(artifact: ArtifactId): ProgramQueue {
    let queue = queues.get(artifact)
    if (queue === undefined) queues.set(artifact, (queue = { artifact, waiting: [], working: [], alone: 0 }))
    return queue
  }

  /** A job was cut: the rest waits again, before all that came meanwhile. */
  function putBack(queue: ProgramQueue, rest: readonly (QueuedDelivery | FollowingDelivery)[]): void {
    queue.alone = ALONE
    const kept = rest.filter((delivery) => !('cut' in delivery))
    if (kept.length > 0 && queue.waiting.length === 0) waiting.push(queue)
    queue.waiting = [...kept, ...queue.waiting]
    for (const delivery of rest) if ('cut' in delivery) delivery.cut()
  }

  return {
    follow(artifact, delivery) {
      const queue = queues.get(artifact)
      if (queue === undefined || queue.waiting.length === 0 || queue.waiting.length >= PORTION) return false
      if (queue.alone > 0) {
        queue.alone -= 1
        return false
      }
      queue.waiting.push(delivery)
      return true
    },
    send(artifact, delivery) {
      const queue = queueOf(artifact)
      if (queue.waiting.length >= WAITING_MAX) return false
      if (queue.waiting.length === 0) waiting.push(queue)
      queue.waiting.push(delivery)
      return true
    },
    isEmpty: () => waiting.length === 0,
    take() {
      const taken = waiting
      waiting = []
      return taken.map((queue) => {
        queue.working = queue.waiting.splice(0, PORTION)
        if (queue.waiting.length > 0) waiting.push(queue)
        return { artifact: queue.artifact, deliveries: queue.working.map(({ delivery }) => delivery) }
      })
    },
    settle(dones) {
      for (const { artifact, results, isCut = false } of dones) {
        const queue = queues.get(artifact)
        if (queue === undefined) continue
        const { working } = queue
        queue.working = []
        const begun = isCut ? working.slice(0, results.length) : working
        if (isCut) putBack(queue, working.slice(results.length))
        begun.forEach((delivery, index) => delivery.done(results[index] ?? null))
      }
    },
    drop(artifact) {
      const queue = queues.get(artifact)
      if (queue === undefined) return
      queues.delete(artifact)
      if (queue.waiting.length > 0) waiting = waiting.filter((other) => other !== queue)
      for (const delivery of [...queue.working, ...queue.waiting]) delivery.done(null)
    },
  }
}
