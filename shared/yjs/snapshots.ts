// States of a document, kept as snapshots.
import * as Y from 'yjs'
import type { IdRange } from './id-ranges.ts'

/** Whether all that is in a snapshot, and all that was deleted by then, is in a document too. */
export function hasSnapshot(doc: Y.Doc, snapshot: Y.Snapshot): boolean {
  const { sv, ds } = Y.snapshot(doc)
  for (const [client, clock] of snapshot.sv) if ((sv.get(client) ?? 0) < clock) return false
  for (const [client, deleted] of snapshot.ds.clients) {
    const gone = ds.clients.get(client) ?? []
    const isGone = ({ clock, len }: (typeof deleted)[number]): boolean =>
      gone.some((run) => run.clock <= clock && clock + len <= run.clock + run.len)
    if (!deleted.every(isGone)) return false
  }
  return true
}

/** Everything that was deleted in a document. */
export function deletedIn(doc: Y.Doc): readonly IdRange[] {
  return [...Y.snapshot(doc).ds.clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => ({ client, clock, length: len })),
  )
}
