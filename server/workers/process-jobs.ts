// The other side of a pool: a process that does one job after the other, at the lowest priority that helps
// people, and ends with the node.
import { flushCompileCache } from 'node:module'
import { setPriority } from 'node:os'
import { Script } from 'node:vm'

export type ToWork = {
  readonly job: unknown
  /** Longest that it may take, in ms of a clock, should nobody be left to end it. */
  readonly lastMs: number
}

export type FromWork =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly result: unknown }
  /** The job was ended by itself, since nobody else did. */
  | { readonly type: 'slow' }
  /** The job threw: a refusal is a result, so this is a bug. */
  | { readonly type: 'threw'; readonly message: string }

/** Where the job that is next waits for the script that runs it. */
const RUN = 'runJob'

/** Does each job that comes. `work` is one piece, without promises: so it can be ended in here, too. */
export function serve(work: (job: never) => unknown): void {
  const script = new Script(`globalThis.${RUN}()`)
  const post = (message: FromWork) => void process.send?.(message)

  process.on('message', ({ job, lastMs }: ToWork) => {
    let result: unknown = null
    // The pool of this script hands out jobs of its type alone.
    Object.assign(globalThis, { [RUN]: () => (result = work(job as never)) })
    try {
      // A node that was killed ends nothing: its orphan ends itself.
      script.runInThisContext({ timeout: lastMs })
      post({ type: 'done', result })
    } catch (error) {
      post(failureFrom(error))
    }
  })
  process.once('disconnect', () => process.exit())
  // A terminal and a supervisor tell all processes of a node to end; the node ends this one, when nobody
  // waits for it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
  // Most processes that work are killed, and nothing would be kept then.
  flushCompileCache()
  stepBack()
  post({ type: 'ready' })
}

function failureFrom(error: unknown): FromWork {
  if (!(error instanceof Error)) return { type: 'threw', message: String(error) }
  const isLate = 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  return isLate ? { type: 'slow' } : { type: 'threw', message: error.message }
}

/** With a core to share, people go before what strangers sent. */
function stepBack(): void {
  try {
    setPriority(10)
  } catch {
    // Not allowed: nothing depends on it.
  }
}
