// The lines of the whole outline: the world, what stands on its floor, what is in that where it is opened, limbo at the
// end. Kept up from what changed: one thing of 10,000 that comes, goes or is renamed moves a line or two.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Host } from '../../shared/world/place.ts'
import type { Change, View } from '../../shared/world/view.ts'
import { floorOf, type Row, type ThingRow } from './row.ts'
import type { Moved, Siblings } from './siblings.ts'

export interface Tree {
  /** The same array until a line comes, goes or opens. */
  readonly rows: () => readonly Row[]
  readonly isOpen: (host: Host) => boolean
  readonly setOpen: (host: Host, isOpen: boolean) => void
  /** Opens all that a thing is in. */
  readonly openTo: (id: ArtifactId) => void
  /** Takes over a change; tells what stands elsewhere or is called something else now. */
  readonly follow: (change: Change) => ReadonlySet<ArtifactId>
}

/** Past so many at once, all lines are made anew. */
const MOVES_MAX = 64

export function createTree(view: View, siblings: Siblings): Tree {
  const open = new Set<Host>()
  let root: ArtifactId | null = null
  let rows: readonly Row[] = []

  function thingRow(id: ArtifactId, depth: number): ThingRow {
    return { kind: 'thing', id, depth, isOpen: open.has(id), isMatch: true }
  }

  /** A line, and those of what is in it where it is open. */
  function write(row: ThingRow, into: Row[]): Row[] {
    into.push(row)
    if (row.isOpen) writeFloor(row.id, row.depth + 1, into)
    return into
  }

  function writeFloor(host: Host, depth: number, into: Row[]): Row[] {
    for (const id of siblings.on(host)) write(thingRow(id, depth), into)
    return into
  }

  function rebuild(): void {
    // Whoever opens the outline looks for what stands on the floor.
    if (view.root !== null && view.root !== root) open.add(view.root)
    root = view.root
    const all: Row[] = []
    if (root !== null) write(thingRow(root, 0), all)
    all.push({ kind: 'limbo', depth: 0, isOpen: open.has('limbo') })
    if (open.has('limbo')) writeFloor('limbo', 1, all)
    rows = all
  }

  const rowOf = (host: Host): number => rows.findIndex((row) => floorOf(row) === host)

  /** Where the lines in the one at `index` end. */
  function endOf(index: number): number {
    const depth = rows[index]?.depth ?? 0
    let end = index + 1
    while ((rows[end]?.depth ?? 0) > depth) end += 1
    return end
  }

  function takeOut(id: ArtifactId): void {
    const at = rowOf(id)
    if (at >= 0) rows = rows.toSpliced(at, endOf(at) - at)
  }

  function putIn(id: ArtifactId, host: Host): void {
    const at = rowOf(host)
    const hostRow = rows[at]
    if (!hostRow || !open.has(host)) return
    const floor = siblings.on(host)
    const next = floor[floor.indexOf(id) + 1]
    const spot = next === undefined ? endOf(at) : rowOf(next)
    rows = rows.toSpliced(spot < 0 ? endOf(at) : spot, 0, ...write(thingRow(id, hostRow.depth + 1), []))
  }

  function setOpen(host: Host, isOpen: boolean): void {
    if (open.has(host) === isOpen) return
    if (isOpen) open.add(host)
    else open.delete(host)
    const at = rowOf(host)
    const row = rows[at]
    if (!row || (row.kind !== 'thing' && row.kind !== 'limbo')) return
    const inside = isOpen ? writeFloor(host, row.depth + 1, []) : []
    rows = [...rows.slice(0, at), { ...row, isOpen }, ...inside, ...rows.slice(endOf(at))]
  }

  rebuild()
  return {
    rows: () => rows,
    isOpen: (host) => open.has(host),
    setOpen,
    openTo(id) {
      const hosts: Host[] = []
      for (let at: Host | null = id; at !== null && at !== 'limbo';) {
        at = view.artifact(at)?.host ?? null
        if (at !== null) hosts.push(at)
      }
      for (const host of hosts.toReversed()) setOpen(host, true)
    },
    follow({ artifacts, meta }) {
      if (meta && view.root !== root) {
        siblings.clear()
        rebuild()
        return artifacts
      }
      const moves = new Map<ArtifactId, Moved>()
      for (const id of artifacts) {
        const moved = siblings.follow(id)
        if (!moved) continue
        moves.set(id, moved)
        if (artifacts.size > MOVES_MAX) continue
        takeOut(id)
        if (moved.to !== null) putIn(id, moved.to)
      }
      if (artifacts.size > MOVES_MAX && moves.size > 0) rebuild()
      return new Set(moves.keys())
    },
  }
}
