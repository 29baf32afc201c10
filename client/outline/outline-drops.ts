// Dragging the lines of the outline: which things go along, where they would go, and putting them there.
import type { ArtifactId } from '../../shared/world/address.ts'
import { moveMany } from '../../shared/world/edits/batch-edits.ts'
import { personWith } from '../../shared/world/view/present-people.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { notify } from '../notices/notices.ts'
import { editWithNotice } from '../world/context/act.ts'
import { keptInside, settled } from '../world/geometry/snap-grid.ts'
import { putInto, type Under } from '../world/edits/drop-target.ts'
import { putAllAway } from '../world/edits/selected-edits.ts'
import { isPinned, looseOf } from '../world/edits/pinned.ts'
import type { Point, Viewport } from '../world/geometry/viewport.ts'
import type { World } from '../world/context/use-world.ts'
import type { Headings } from '../world/geometry/heading-positions.ts'
import type { OutlineModel } from './outline-model.ts'
import type { OutlineEntry } from './outline-entry.ts'
import { nameInWords } from '../../shared/world/artifact.ts'

export interface OutlineDrops {
  /**
   * The things that are dragged with a line: the whole selection, if it is one of them; null: it cannot be
   * dragged.
   */
  readonly grip: (row: OutlineEntry) => OutlineGrip | null
  /** Where the dragged things would go at a line; null: nowhere. */
  readonly goal: (row: OutlineEntry) => Goal | null
  readonly drop: (ids: readonly ArtifactId[], goal: Goal) => void
  /** Onto the floor that is shown, at a spot of the screen. */
  readonly dropAt: (ids: readonly ArtifactId[], point: Point) => void
  /** Says why things stay where they are. */
  readonly tellStay: (ids: readonly ArtifactId[]) => void
}

export interface OutlineGrip {
  readonly ids: readonly ArtifactId[]
  /** Their name. */
  readonly name: string
  /** Why they stay where they are: "is pinned"; null: they can be moved. */
  readonly stays: string | null
}

export type Goal =
  | {
      readonly kind: 'floor'
      readonly host: ArtifactId
      readonly under: Under | null
      readonly words: string
    }
  | { readonly kind: 'limbo'; readonly words: string }
  /** Nothing is put there. */
  | { readonly kind: 'none'; readonly words: string }

interface OutlineDropsOptions {
  readonly world: World
  readonly outline: Pick<OutlineModel, 'setOpen'>
  readonly headings: Pick<Headings, 'of'>
  readonly viewport: Viewport
  readonly floor: ArtifactId | null
}

export function createDrops({
  world,
  outline,
  headings,
  viewport,
  floor,
}: OutlineDropsOptions): OutlineDrops {
  const { view, selection } = world

  function nameOf(ids: readonly ArtifactId[]): string {
    const [first] = ids
    if (ids.length !== 1 || first === undefined) return `${ids.length} things`
    return nameInWords(view.artifact(first)?.name ?? '')
  }

  /** Why all of them stay where they are; null when one can be moved. */
  function stayOf(ids: readonly ArtifactId[]): string | null {
    const [first] = ids
    const holder = first === undefined ? null : personWith(view, first)
    if (holder !== null) return `is in ${holder.name}’s hands`
    if (!ids.every((id) => isPinned(world, id))) return null
    return ids.length === 1 ? 'is pinned' : 'are pinned'
  }

  function goalIn(id: ArtifactId): Goal {
    const holder = personWith(view, id)
    if (holder !== null) return { kind: 'none', words: `not into ${holder.name}’s hands` }
    const words = id === view.root ? 'onto the world’s main floor' : `into ${nameOf([id])}`
    return { kind: 'floor', host: id, under: null, words }
  }

  return {
    grip(row) {
      if (row.kind !== 'thing' || row.id === view.root) return null
      const own = idsOf(world, row)
      const ids = own.length === 0 ? [row.id] : own
      return { ids, name: nameOf(ids), stays: stayOf(ids) }
    },
    goal(row) {
      switch (row.kind) {
        case 'thing':
          return goalIn(row.id)
        case 'heading': {
          const heading = headings.of(row.host)[row.at]
          if (!heading) return null
          const onFloor = goalIn(row.host)
          if (onFloor.kind !== 'floor') return onFloor
          return { ...onFloor, under: heading, words: `under ${row.text}` }
        }
        case 'limbo':
          return { kind: 'limbo', words: 'into limbo' }
        case 'person':
          return goalIn(row.id)
        case 'people':
        case 'fault':
        case 'asleep':
          return null
      }
    },
    drop(ids, goal) {
      switch (goal.kind) {
        case 'floor': {
          const { host, under } = goal
          const moving = ids.filter(
            (id) => id !== host && (under !== null || view.artifact(id)?.host !== host),
          )
          if (moving.length > 0 && putInto(world, moving, host, under)) outline.setOpen(host, true)
          return
        }
        case 'limbo': {
          const moving = ids.filter((id) => view.artifact(id)?.host !== 'limbo')
          if (moving.length > 0) putAllAway(world, moving)
          return
        }
        case 'none':
          notify({
            text: 'Only the person holding something can put it down, and only they can pick things up.',
          })
      }
    },
    dropAt(ids, at) {
      const loose = looseOf(world, ids)
      if (floor === null || loose.length === 0) return
      const spot = viewport.toFloor(at)
      const isDone = editWithNotice(world, (edit) =>
        moveMany(
          edit,
          loose.map((id, turn) => {
            const { width = 64, height = 64 } = view.artifact(id)?.look ?? {}
            const corner = { x: spot.x - width / 2 + turn * STAGGER, y: spot.y - height / 2 + turn * STAGGER }
            const to = keptInside({ x: settled(corner.x), y: settled(corner.y) }, width)
            return { id, host: floor, ...to }
          }),
        ),
      )
      if (isDone) selection.selectAll(loose)
    },
    tellStay,
  }

  function tellStay(ids: readonly ArtifactId[]): void {
    const [first] = ids
    const holder = first === undefined ? null : personWith(view, first)
    if (holder === null) looseOf(world, ids)
    else notify({ text: `“${nameOf(ids)}” is in ${holder.name}’s hands until they put it down.` })
  }
}

/**
 * The thing of a line; null for the world itself, for a line that is no thing, and for a thing in
 * somebody's hands.
 */
export function thingOf(view: View, row: OutlineEntry): ArtifactId | null {
  if (row.kind !== 'thing' || row.id === view.root) return null
  return personWith(view, row.id) === null ? row.id : null
}

/** All that is selected where the thing of a line is, else that alone. */
export function idsOf({ view, selection }: World, row: OutlineEntry): readonly ArtifactId[] {
  const id = thingOf(view, row)
  if (id === null) return []
  return selection.now.ids.has(id) ? [...selection.now.ids] : [id]
}

/** Several that are put down at one spot lie side by side, so far apart in pixels. */
const STAGGER = 24
