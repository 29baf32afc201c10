// Jobs for a process of a pool in tests: to answer, to take too much, and to end.
import { serve } from '../../../server/workers/process-jobs.ts'

export type Ask =
  | { readonly kind: 'echo'; readonly word: string }
  | { readonly kind: 'spin' | 'pattern' | 'objects' | 'list' | 'buffers' | 'throw' | 'exit' }

const JOBS: Readonly<Record<Exclude<Ask['kind'], 'echo'>, () => unknown>> = {
  spin() {
    for (;;) Math.random()
  },
  pattern: () => /^(a+)+$/.test(`${'a'.repeat(64)}b`),
  objects() {
    for (const all: object[] = []; ;) all.push({ all: [] })
  },
  // One array that doubles: in a thread this ends all threads.
  list() {
    for (const all: number[] = []; ;) all.push(0)
  },
  buffers() {
    for (const all: Uint8Array[] = []; ;) all.push(new Uint8Array(8e6).fill(1))
  },
  throw() {
    throw new Error('it threw')
  },
  exit: () => process.exit(3),
}

serve((ask: Ask) => (ask.kind === 'echo' ? ask.word : JOBS[ask.kind]()))
