// Moves of a data folder for tests: by a process that may be killed, or here, where none is, and what both
// stores say afterwards.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { compareContents } from '../../../server/storage/moving/store-comparison.ts'
import { moveStore, type DoneMove } from '../../../server/storage/moving/store-move.ts'
import type { StoreContents } from '../../../server/storage/store-contents.ts'
import { lastHolder, readBinding } from '../../../server/storage/opening/folder-binding.ts'
import { openNodeStore } from '../../../server/storage/opening/node-store.ts'
import { parseStoreAddress } from '../../../server/storage/opening/store-address.ts'
import { readDatabase } from '../../../server/storage/postgres/contents/database-ends.ts'
import { readFolder } from '../../../server/storage/sqlite/contents/folder-ends.ts'
import { lockFolder } from '../../../server/storage/sqlite/files/data-folder.ts'

const MOVER = fileURLToPath(new URL('mover.ts', import.meta.url))

/** What a move keeps in memory does not grow with what it moves: this is enough for any. */
const HEAP = ['--max-old-space-size=64', '--max-semi-space-size=8']

const Done = z.object({
  worlds: z.number(),
  rows: z.number(),
  digest: z.string(),
  aside: z.string().nullable(),
  ms: z.number(),
  peakMb: z.number(),
})

interface MoveRun {
  /** Null where it was killed, or did not move. */
  readonly done: Pick<DoneMove, 'worlds' | 'rows' | 'digest' | 'aside'> | null
  readonly said: string
  readonly isKilled: boolean
}

interface AskedMove {
  readonly data: string
  readonly from: string
  readonly to: string
  /** It kills itself there. */
  readonly dieAt?: string
}

/**
 * Moves in this process, or in one of its own that is to be killed: a start of one takes longer than a small
 * move.
 */
export async function move(asked: AskedMove): Promise<MoveRun> {
  if (asked.dieAt !== undefined) return moveApart(asked)
  const { data, from, to } = asked
  try {
    const [source, target] = [parseStoreAddress(from), parseStoreAddress(to)]
    const done = await moveStore({
      carry: async () => undefined,
      data,
      from: source,
      to: target,
      now: Date.now(),
      tell: () => {},
    })
    return { done, said: '', isKilled: false }
  } catch (error) {
    return { done: null, said: error instanceof Error ? error.message : String(error), isKilled: false }
  }
}

interface MoveApart extends MoveRun {
  /** With how long it took, and how much memory it had at most. */
  readonly done: z.infer<typeof Done> | null
}

/** Moves in a process of its own. */
export async function moveApart(
  { data, from, to, dieAt = '' }: AskedMove,
  whileItRuns: (child: ChildProcess) => void = () => {},
): Promise<MoveApart> {
  const child = spawn(process.execPath, [...HEAP, MOVER, data, from, to, dieAt], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  whileItRuns(child)
  const [out, said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  const done = child.exitCode === 0 ? Done.parse(JSON.parse(out)) : null
  return { done, said, isKilled: child.signalCode === 'SIGKILL' }
}

/** Where a node finds its worlds; everything else refuses to start. */
export async function whereItStarts(data: string, stores: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const store of stores) {
    const opened = await openNodeStore(parseStoreAddress(store), { folder: data }).catch((error: unknown) => {
      if (error instanceof Error && error.name.endsWith('Refusal')) return null
      throw error
    })
    if (opened === null) continue
    found.push(store)
    await opened.close()
  }
  return found
}

/** The digest is of the first of two that are compared. */
const NOTHING: StoreContents = {
  size: async () => ({ worlds: 0, rows: 0, bytes: 0 }),
  counters: async () => ({ world: 0, sequence: 0 }),
  async *pages() {},
}

/** The digest of all that a node has; `store`: its address. */
export async function digestOf(data: string, store: string): Promise<string> {
  const address = parseStoreAddress(store)
  if (address.kind === 'postgres') {
    const expected = readBinding(data)?.id ?? ''
    const left = await readDatabase({
      address: address.database,
      expected,
      dead: lastHolder(data),
      cutOff: [],
    })
    try {
      return (await compareContents(left.contents, NOTHING)).digest
    } finally {
      await left.close()
    }
  }
  const lock = lockFolder(data)
  const left = readFolder(data)
  try {
    return (await compareContents(left.contents, NOTHING)).digest
  } finally {
    left.close()
    lock.close()
  }
}
