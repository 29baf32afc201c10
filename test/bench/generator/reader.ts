// A client that reads one document: counts what it has by content, and can keep all of it to compare at the
// end.
import { readAdvance, type Seen } from './advance.ts'
import { openClient, type Client, type Copy, type Endpoint } from './client.ts'
import type { Edits } from './edits.ts'
import { copyOf, textOf, updatesOf } from './text.ts'

export interface Reader {
  readonly client: Client
  /** Up to where it has each writer's edits. */
  readonly seen: Seen
  /** The updates that came, when it was asked to keep them. */
  readonly kept: Uint8Array[] | null
  /** Waits until the reader's `seen` is as wanted; fails after two minutes with the name of the wait. */
  when(what: string, holds: () => boolean): Promise<void>
}

interface ReaderOptions {
  readonly writers: number
  readonly keeps?: boolean
  /** A read brought `advance` new clocks, of all writers together. */
  readonly news?: (advance: number, seen: Seen) => void
  readonly closed?: () => void
  /** The state that the reader has when it connects. */
  readonly copy?: Copy
}

const PATIENCE_MS = 120_000

/** Connects a reader and waits for its first sync. */
export async function openReader(
  endpoint: Endpoint,
  document: string,
  options: ReaderOptions,
): Promise<Reader> {
  const seen = new Uint32Array(options.writers)
  const kept: Uint8Array[] | null = options.keeps ? [] : null
  let advance = 0
  let waiting: { readonly holds: () => boolean; readonly resolve: () => void } | null = null
  const client = await openClient(endpoint, {
    document,
    ...options.copy,
    update(view, start, end) {
      advance += readAdvance(view, start, end, seen)
      kept?.push(copyOf(view, start, end))
    },
    read() {
      if (advance === 0) return
      options.news?.(advance, seen)
      advance = 0
      if (waiting?.holds()) waiting.resolve()
    },
    ...(options.closed && { closed: options.closed }),
  })
  await client.synced
  return { client, seen, kept, when }

  async function when(what: string, holds: () => boolean): Promise<void> {
    if (holds()) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const timer = setTimeout(() => reject(new Error(`${what}: not within two minutes`)), PATIENCE_MS)
    waiting = { holds, resolve }
    await promise
    clearTimeout(timer)
    waiting = null
  }
}

/** Throws unless the reader's updates make the very document that the writers' edits make. */
export function compare(reader: Reader, written: readonly { edits: Edits; sent: number }[]): void {
  const expected = textOf(written.flatMap(({ edits, sent }) => updatesOf(edits, sent)))
  const actual = textOf(reader.kept ?? [])
  if (actual !== expected) {
    throw new Error(
      `a reader has another text (${actual.length} characters) than was written (${expected.length})`,
    )
  }
}
