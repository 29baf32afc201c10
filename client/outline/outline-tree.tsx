// The tree of the outline: only lines in sight are drawn; arrows, letters and a pointer go through all of
// them.
import { useCallback, useLayoutEffect, useMemo, useState, type RefObject } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { usePhone } from '../browser/media.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import { useWorld } from '../world/context/use-world.ts'
import { headingsIn } from '../world/geometry/heading-positions.ts'
import { usePresence } from '../world/people/others.ts'
import type { OutlineModel } from './outline-model.ts'
import { createActions, type OutlineActions } from './outline-actions.ts'
import { usePoint } from '../parts/world/fault-list.tsx'
import { lineId, type Selector } from './line-parts.tsx'
import { OutlineLine } from './outline-row.tsx'
import { keyOf, type OutlineEntry } from './outline-entry.ts'
import { useOutlineDrag } from './outline-drag.ts'
import { useTreeKeys } from './tree-keys.ts'
import { showLine, useVisibleLines } from './visible-lines.ts'

/** In pixels; a finger needs more than a pointer. */
const LINE = 30
const LINE_PHONE = 44

interface TreeProps {
  readonly place: RefObject<HTMLDivElement | null>
  /** Told how to go to the first line that was found. */
  readonly onFound: (goThere: () => void) => void
  readonly outline: OutlineModel
  readonly rows: readonly OutlineEntry[]
  readonly viewport: Viewport
}

export function OutlineTree({ place, onFound, outline, rows, viewport }: TreeProps) {
  const height = usePhone() ? LINE_PHONE : LINE
  const [active, setActive] = useState<string | null>(null)
  const [naming, setNaming] = useState<ArtifactId | null>(null)
  const actions = useActions(outline, viewport, setNaming)
  const selectors = useSelectors()
  const at = useMemo(() => rows.findIndex((row) => keyOf(row) === active), [rows, active])
  // Its host is above it, and is no match.
  const found = rows.find((row) => 'isMatch' in row && row.isMatch) ?? rows[0]
  useLayoutEffect(() => {
    onFound(() => {
      if (!found) return
      setActive(keyOf(found))
      actions.choose(found)
    })
  })
  const sight = useVisibleLines(place, rows.length, height)
  const onKeyDown = useTreeKeys({
    rows,
    at: Math.max(0, at),
    setActive(key, line) {
      setActive(key)
      showLine(place.current, line, height)
    },
    actions,
  })
  const drag = useOutlineDrag({ place, rows, viewport, actions, setActive })
  const words = outline.words()
  const onNamed = useCallback(() => {
    setNaming(null)
    place.current?.focus()
  }, [place])
  const activeRow = rows[at]
  const isDrawn = at >= sight.first && at < sight.end
  return (
    <div
      ref={place}
      role="tree"
      aria-label="Everything in this world"
      aria-multiselectable="true"
      {...(activeRow && isDrawn && { 'aria-activedescendant': lineId(activeRow) })}
      tabIndex={0}
      className="outline-tree"
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (at < 0 && found) setActive(keyOf(found))
      }}
      {...drag.handlers}
    >
      <div role="none" className="outline-lines" style={{ height: rows.length * height }}>
        {rows.slice(sight.first, sight.end).map((row, index) => (
          <OutlineLine
            key={keyOf(row)}
            row={row}
            at={sight.first + index}
            height={height}
            isActive={sight.first + index === at}
            isOver={drag.over === keyOf(row)}
            isNaming={row.kind === 'thing' && row.id === naming}
            words={words}
            selectors={(row.kind === 'thing' && selectors.get(row.id)) || NOBODY}
            excerpt={row.kind === 'thing' ? outline.excerpt(row.id) : null}
            isBare={row.kind === 'heading' && outline.isBare(row)}
            {...turnOf(outline, row)}
            onNamed={onNamed}
          />
        ))}
      </div>
      {drag.ghost}
    </div>
  )
}

/** For those who listen to a tree that is drawn in parts. */
function turnOf(
  outline: OutlineModel,
  row: OutlineEntry,
): { readonly turn?: number; readonly turns?: number } {
  const turn = outline.turnOf(row)
  return turn === null ? {} : { turn: turn.at, turns: turn.of }
}

/** Actions of the outline, bound to the present screen. */
function useActions(
  outline: OutlineModel,
  viewport: Viewport,
  name: (id: ArtifactId | null) => void,
): OutlineActions {
  const world = useWorld()
  const floor = useShownFloor()
  const point = usePoint()
  const headings = headingsIn(world.view)
  return createActions({ world, outline, headings, viewport, floor, point, name })
}

const NOBODY: readonly Selector[] = []

/** The selections of the others. */
function useSelectors(): ReadonlyMap<ArtifactId, readonly Selector[]> {
  const { presence } = useWorld()
  const selecting = usePresence(presence, (others) =>
    others.map(({ client, name, color, selected }) => ({ client, name, color, selected })),
  )
  return useMemo(() => {
    const by = new Map<ArtifactId, Selector[]>()
    for (const { selected, ...selector } of selecting) {
      for (const id of selected) by.set(id, [...(by.get(id) ?? []), selector])
    }
    return by
  }, [selecting])
}
