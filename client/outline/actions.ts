// What one does in the outline: go to a thing, open it, select some, put them elsewhere or away.
import type { ArtifactId } from '../../shared/world/address.ts'
import { moveMany } from '../../shared/world/edit-many.ts'
import type { Host } from '../../shared/world/place.ts'
import { act } from '../floor/act.ts'
import { kept, settled } from '../floor/grid.ts'
import { putInto } from '../floor/drop-target.ts'
import { putAllAway } from '../floor/many.ts'
import type { Point, Stage } from '../floor/stage.ts'
import type { World } from '../floor/world.ts'
import { lineOfFault } from '../play/fault-words.ts'
import { ask } from '../play/owner.ts'
import type { OutlineModel } from './model.ts'
import { reveal } from './reveal.ts'
import { floorOf, type Row } from './row.ts'

export interface Actions {
  /** A click, or what comes nearest to it: goes there. */
  readonly choose: (row: Row) => void
  /** Goes there, and opens it beside the floor. */
  readonly open: (row: Row) => void
  readonly toggle: (row: Row) => void
  /** Selects these alone. */
  readonly selectRows: (rows: readonly Row[]) => void
  readonly setOpen: (row: Row, isOpen: boolean) => void
  readonly rename: (row: Row) => void
  readonly putAway: (row: Row) => void
  /** What is dragged when a line is: all that is selected, where it is one of them. */
  readonly dragged: (row: Row) => readonly ArtifactId[]
  readonly nameOf: (ids: readonly ArtifactId[]) => string
  readonly drop: (ids: readonly ArtifactId[], into: Host) => void
  /** Onto the floor that is shown, at a spot of the screen. */
  readonly dropAt: (ids: readonly ArtifactId[], point: Point) => void
}

interface Options {
  readonly world: World
  readonly outline: OutlineModel
  readonly stage: Stage
  readonly floor: ArtifactId | null
  readonly point: (id: ArtifactId, line: number) => void
  readonly name: (id: ArtifactId) => void
}

export function createActions({ world, outline, stage, floor, point, name }: Options): Actions {
  const { view, selection, programs, owner } = world

  /** The thing of a line; null for the world itself, and for what is none. */
  function thingOf(row: Row): ArtifactId | null {
    return row.kind === 'thing' && row.id !== view.root ? row.id : null
  }

  function setOpen(row: Row, isOpen: boolean): void {
    const host = floorOf(row)
    if (host !== null) outline.setOpen(host, isOpen)
  }

  function choose(row: Row): void {
    switch (row.kind) {
      case 'thing':
        return reveal({ world, stage, floor }, row.id)
      case 'limbo':
        return setOpen(row, !row.isOpen)
      case 'fault':
        return point(row.id, lineOfFault(row.fault, programs.of(row.id)) ?? 1)
      case 'asleep':
        void ask(owner, { verb: 'wake', thing: row.id })
    }
  }

  function dragged(row: Row): readonly ArtifactId[] {
    const id = thingOf(row)
    if (id === null) return []
    return selection.now.ids.has(id) ? [...selection.now.ids] : [id]
  }

  return {
    choose,
    open(row) {
      choose(row)
      if (row.kind === 'thing') selection.open({ kind: 'inspector', id: row.id })
    },
    toggle(row) {
      const id = thingOf(row)
      if (id !== null) selection.toggle(id)
    },
    selectRows: (rows) => selection.selectAll(rows.map(thingOf).filter((id) => id !== null)),
    setOpen,
    rename(row) {
      const id = thingOf(row)
      if (id !== null) name(id)
    },
    putAway(row) {
      const ids = dragged(row).filter((id) => view.artifact(id)?.host !== 'limbo')
      putAllAway(world, ids)
    },
    dragged,
    nameOf(ids) {
      const [first] = ids
      if (ids.length !== 1 || first === undefined) return `${ids.length} things`
      return view.artifact(first)?.name ?? ''
    },
    drop(ids, into) {
      const moving = ids.filter((id) => id !== into && view.artifact(id)?.host !== into)
      if (moving.length === 0) return
      if (into !== 'limbo') {
        if (putInto(world, moving, into)) outline.setOpen(into, true)
      } else putAllAway(world, moving)
    },
    dropAt(ids, at) {
      const [first] = ids
      if (floor === null || first === undefined) return
      const spot = stage.toFloor(at)
      const isDone = act(world, (edit) =>
        moveMany(
          edit,
          ids.map((id, turn) => {
            const { width = 64, height = 64 } = view.artifact(id)?.look ?? {}
            const corner = { x: spot.x - width / 2 + turn * STAGGER, y: spot.y - height / 2 + turn * STAGGER }
            const to = kept({ x: settled(corner.x), y: settled(corner.y) }, width)
            return { id, host: floor, ...to }
          }),
        ),
      )
      if (isDone) selection.selectAll(ids)
    },
  }
}

/** Several that are put down at one spot lie side by side, so far apart in pixels. */
const STAGGER = 24
