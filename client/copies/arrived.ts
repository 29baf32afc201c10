// Whether a world has had all that is in a kept copy: what was refused may have been taken in all the same,
// which was known too late here. What others made of it since is no change of one's own.
import * as Y from 'yjs'

/** `copy` is the scene of the copy, as a snapshot. */
export function hasArrived(world: Y.Doc, copy: Y.Snapshot): boolean {
  const { sv, ds } = Y.snapshot(world)
  for (const [client, clock] of copy.sv) if ((sv.get(client) ?? 0) < clock) return false
  for (const [client, deleted] of copy.ds.clients) {
    const gone = ds.clients.get(client) ?? []
    const isGone = ({ clock, len }: (typeof deleted)[number]): boolean =>
      gone.some((run) => run.clock <= clock && clock + len <= run.clock + run.len)
    if (!deleted.every(isGone)) return false
  }
  return true
}
