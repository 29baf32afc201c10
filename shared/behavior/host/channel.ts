// What goes between the thread that plays and a worker that runs programs, and the worker's side of it: worlds take turns,
// a job at a time, and within a world everything happens in the order in which it was said.
import type { ArtifactId } from '../../world/address.ts'
import type { Done, Job, Patch } from '../protocol.ts'
import type { Host } from './host.ts'

export type ToWorker =
  | { readonly type: 'patch'; readonly world: string; readonly patch: Patch }
  /** Answered with `done` and the same number. */
  | { readonly type: 'run'; readonly world: string; readonly run: number; readonly jobs: readonly Job[] }
  | { readonly type: 'stop'; readonly world: string; readonly artifact: ArtifactId }
  | { readonly type: 'close'; readonly world: string }

export type FromWorker =
  /** It has started. */
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly run: number; readonly done: readonly Done[] }
  /** Where no memory is shared: what is being worked on. */
  | { readonly type: 'mark'; readonly mark: Mark }

/** What a worker is doing. */
export interface Mark {
  /** The number of the run that it works on; 0: it waits. */
  readonly run: number
  /** Which of the run's jobs. */
  readonly job: number
  /** Rises with each delivery. */
  readonly beat: number
}

export const IDLE: Mark = { run: 0, job: 0, beat: 0 }

/** How long a worker goes on before it looks for messages, in ms. */
const TURN_MS = 10

export interface ServeOptions {
  readonly host: Host
  readonly post: (message: FromWorker) => void
  readonly ticks: () => number
  /** Calls `go` after messages that wait have been taken in. */
  readonly soon: (go: () => void) => void
  /** Told which job is next, and with -1 that there is none. */
  readonly working: (run: number, job: number) => void
}

interface Running {
  readonly run: number
  readonly jobs: readonly Job[]
  readonly done: Done[]
}

/** Serves what is told: give it every message. */
export function serve({ host, post, ticks, soon, working }: ServeOptions): (message: ToWorker) => void {
  /** What is still to do, by world. The first world is next. */
  const waiting = new Map<string, (ToWorker | Running)[]>()
  let isGoing = false

  function receive(message: ToWorker): void {
    const queue = waiting.get(message.world)
    if (queue) queue.push(message)
    else waiting.set(message.world, [message])
    if (!isGoing) go()
  }

  function go(): void {
    isGoing = true
    const until = ticks() + TURN_MS
    for (let next = take(); next; next = take()) {
      step(...next)
      if (ticks() > until) {
        soon(go)
        return
      }
    }
    isGoing = false
    working(0, -1)
  }

  /** The next step of the world whose turn it is; the world goes to the end of the line. */
  function take(): [world: string, step: ToWorker | Running] | null {
    for (const [world, queue] of waiting) {
      waiting.delete(world)
      const step = queue.shift()
      if (step === undefined) continue
      waiting.set(world, queue)
      return [world, step]
    }
    return null
  }

  function step(world: string, given: ToWorker | Running): void {
    if (!('type' in given)) return work(world, given)
    switch (given.type) {
      case 'patch':
        return host.patch(world, given.patch)
      case 'stop':
        return host.stop(world, given.artifact)
      case 'close':
        return host.close(world)
      case 'run':
        return work(world, { run: given.run, jobs: given.jobs, done: [] })
    }
  }

  function work(world: string, running: Running): void {
    const { run, jobs, done } = running
    const job = jobs[done.length]
    if (job) {
      working(run, done.length)
      done.push(host.run(world, job))
    }
    if (done.length >= jobs.length) post({ type: 'done', run, done })
    else waiting.get(world)?.unshift(running)
  }

  return receive
}
