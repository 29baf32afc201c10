// Actions in the outline: go to a line, open it, select some, put them away.
import type { ArtifactId } from '../../shared/world/address.ts'
import { personWith } from '../../shared/world/view/present-people.ts'
import { putAllAway } from '../world/edits/selected-edits.ts'
import { CLOSED } from '../world/context/selection.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import type { World } from '../world/context/use-world.ts'
import type { Headings } from '../world/geometry/heading-positions.ts'
import { lineOfFault } from '../words/fault-words.ts'
import { ask } from '../world/context/owner-requester.ts'
import type { OutlineModel } from './outline-model.ts'
import { reveal, showFloor } from '../world/reveal.ts'
import { showWords } from '../world/show-words.ts'
import { createDrops, idsOf, thingOf, type OutlineDrops } from './outline-drops.ts'
import { shelfOf, type HeadingRow, type OutlineEntry } from './outline-entry.ts'

export interface OutlineActions extends OutlineDrops {
  /** A click, or its equivalent: goes there. */
  readonly choose: (row: OutlineEntry) => void
  /** Goes there, and opens it beside the floor. */
  readonly open: (row: OutlineEntry) => void
  readonly toggle: (row: OutlineEntry) => void
  /** Selects these alone. */
  readonly selectRows: (rows: readonly OutlineEntry[]) => void
  readonly setOpen: (row: OutlineEntry, isOpen: boolean) => void
  readonly rename: (row: OutlineEntry) => void
  readonly putAway: (row: OutlineEntry) => void
}

interface OutlineActionsOptions {
  readonly world: World
  readonly outline: OutlineModel
  readonly headings: Pick<Headings, 'of'>
  readonly viewport: Viewport
  readonly floor: ArtifactId | null
  readonly point: (id: ArtifactId, line: number) => void
  readonly name: (id: ArtifactId) => void
}

export function createActions(options: OutlineActionsOptions): OutlineActions {
  const { world, outline, headings, viewport, floor, point, name } = options
  const { view, selection, programs, owner } = world
  const drops = createDrops(options)

  function setOpen(row: OutlineEntry, isOpen: boolean): void {
    const shelf = shelfOf(row)
    if (shelf !== null) outline.setOpen(shelf, isOpen)
  }

  function choose(row: OutlineEntry): void {
    switch (row.kind) {
      case 'thing':
        if (row.isMatch) return showWords({ world, viewport, floor }, row.id, outline.words())
        return reveal({ world, viewport, floor }, row.id)
      case 'person':
        return reveal({ world, viewport, floor }, row.id)
      case 'heading':
        return goToHeading(row)
      case 'people':
      case 'limbo':
        return setOpen(row, !row.isOpen)
      case 'fault':
        return point(row.id, lineOfFault(row.fault, programs.of(row.id)) ?? 1)
      case 'asleep':
        void ask(owner, { verb: 'wake', thing: row.id })
    }
  }

  function goToHeading({ host, at }: HeadingRow): void {
    const heading = headings.of(host)[at]
    if (!heading) return
    if (host === floor) return point(host, heading.line)
    showFloor(world, host)
    uncoverFloor()
    selection.point({ id: host, line: heading.line }, true)
  }

  /** On a phone the outline lies over the floor. */
  function uncoverFloor(): void {
    if (selection.now.panel.kind === 'outline') selection.open(CLOSED)
  }

  return {
    choose,
    open(row) {
      choose(row)
      const isOpened = row.kind === 'thing' && personWith(view, row.id) === null
      if (isOpened) selection.inspect(row.id)
    },
    toggle(row) {
      const id = thingOf(view, row)
      if (id !== null) selection.toggle(id)
    },
    selectRows: (rows) =>
      selection.selectAll(rows.map((row) => thingOf(view, row)).filter((id) => id !== null)),
    setOpen,
    rename(row) {
      const id = thingOf(view, row)
      if (id !== null) name(id)
      else if (row.kind === 'thing') drops.tellStay([row.id])
    },
    putAway(row) {
      if (row.kind === 'thing' && thingOf(view, row) === null) return drops.tellStay([row.id])
      const ids = idsOf(world, row).filter((id) => view.artifact(id)?.host !== 'limbo')
      putAllAway(world, ids)
    },
    ...drops,
  }
}
