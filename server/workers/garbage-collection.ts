// A collection of garbage by which V8 gives back all the memory that it can, also what it keeps for the next
// load. It stops its thread for some tens of ms, so it is for threads that nobody waits for.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type Collect = (how: { readonly type: 'major'; readonly flavor: 'last-resort' }) => void

/** Collects what this thread does not need. Two threads must not begin it at the same time. */
export function collectGarbage(): void {
  // V8 reads compiled code from the disk only under the flags that it was compiled with.
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('globalThis.gc') as Collect | undefined
  setFlagsFromString('--no-expose-gc')
  collect?.({ type: 'major', flavor: 'last-resort' })
}
