// From a line of the report to its subject: a thing, on any floor, or the line of a page.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { pageOf } from '../../../shared/world/view/world-view.ts'
import type { World } from '../../world/context/use-world.ts'
import { reveal, type Shower } from '../../world/reveal.ts'
import { findLine, type At } from '../compare/page-authors.ts'

export interface JumpTarget {
  readonly id: ArtifactId
  /** The line of its page to go to; none: the thing itself. */
  readonly at?: At | null
}

export function jumpTo(shower: Shower & { readonly world: World }, { id, at = null }: JumpTarget): void {
  const { view, selection } = shower.world
  const artifact = view.artifact(id)
  if (!artifact) return
  reveal(shower, id)
  if (artifact.host === 'limbo') selection.open({ kind: 'limbo' })
  if (at === null) return
  const line = findLine(pageOf(view, id) ?? '', at)
  selection.point({ id, line }, id === view.root)
}
