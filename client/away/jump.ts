// From a line of the report to what it tells of: a thing, on whatever floor, or the line of a page.
import type { ArtifactId } from '../../shared/world/address.ts'
import { pageOf } from '../../shared/world/page.ts'
import { go, pathOfFloor } from '../app/route.ts'
import type { Stage } from '../floor/stage.ts'
import type { World } from '../floor/world.ts'
import { findLine, type At } from './writings.ts'

export interface Target {
  readonly id: ArtifactId
  /** The line of its page to go to; none: the thing itself. */
  readonly at?: At | null
}

interface Where {
  readonly world: World
  /** Null where there is nothing to scroll. */
  readonly stage: Stage | null
  /** The floor that is shown now. */
  readonly floor: ArtifactId | null
}

export function jumpTo({ world, stage, floor }: Where, { id, at = null }: Target): void {
  const { view, selection, replica } = world
  const artifact = view.artifact(id)
  if (!artifact) return
  // The world itself is shown by its floor, a thing by the floor it stands on.
  const host = artifact.host ?? id
  if (host === 'limbo') selection.open({ kind: 'limbo' })
  else if (host !== floor) go(pathOfFloor(replica.address, host === view.root ? null : host))
  if (id !== view.root) selection.select(id)
  if (at !== null) {
    const line = findLine(pageOf(view, id) ?? '', at)
    selection.point({ id, line }, id === view.root)
  } else if (artifact.place && host !== 'limbo') {
    const y = artifact.place.y + artifact.look.height / 2
    afterDrawing(() => stage?.show(y))
  }
}

/** Twice: the first frame draws the other floor, the second knows how large it is. */
function afterDrawing(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run))
}
