// A bounded queue in which senders take turns: a sender of a hundred jobs waits for their own hundred,
// everybody else for one.

export interface FairQueueBounds {
  /** Of all. */
  readonly waitingMax: number
  /** Of one who asks. */
  readonly waitingEachMax: number
}

interface FairQueue<Job> {
  readonly length: number
  /**
   * Puts a job in. Returns the job that has no room: this one; or the last job of the sender with most, if
   * they leave no room for a sender without any; or none (null).
   */
  push(by: string, job: Job): Job | null
  /** The next job, of the sender who waited longest for their turn among those who may go on. */
  shift(mayGoOn?: (by: string) => boolean): Job | null
  remove(job: Job): void
  /** Takes all out. */
  clear(): readonly Job[]
}

export function createFairQueue<Job>({ waitingMax, waitingEachMax }: FairQueueBounds): FairQueue<Job> {
  /** In the order of their turns. */
  const waiting = new Map<string, Job[]>()
  let length = 0

  function greediest(): Job[] {
    let most: Job[] = []
    for (const jobs of waiting.values()) if (jobs.length > most.length) most = jobs
    return most
  }

  /** Makes room for one more; null: there is none to be made. */
  function displaced(own: number): Job | null {
    const most = greediest()
    // Only who would have fewer than another takes from them.
    if (most.length <= own + 1) return null
    length -= 1
    return most.pop() ?? null
  }

  return {
    get length() {
      return length
    },
    push(by, job) {
      const own = waiting.get(by) ?? []
      if (own.length >= waitingEachMax) return job
      const gone = length >= waitingMax ? displaced(own.length) : null
      if (length >= waitingMax) return job
      own.push(job)
      length += 1
      waiting.set(by, own)
      return gone
    },
    shift(mayGoOn = () => true) {
      for (const [by, jobs] of waiting) {
        if (!mayGoOn(by)) continue
        waiting.delete(by)
        const job = jobs.shift()
        if (job === undefined) continue
        length -= 1
        if (jobs.length > 0) waiting.set(by, jobs)
        return job
      }
      return null
    },
    remove(job) {
      for (const [by, jobs] of waiting) {
        const at = jobs.indexOf(job)
        if (at < 0) continue
        jobs.splice(at, 1)
        length -= 1
        if (jobs.length === 0) waiting.delete(by)
      }
    },
    clear() {
      const all = [...waiting.values()].flat()
      waiting.clear()
      length = 0
      return all
    },
  }
}
