// From a line of the report to its subject: a thing, on any floor, or the line of a page.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { pageOf, type View } from '../../../shared/world/view/world-view.ts'
import type { World } from '../../world/context/use-world.ts'
import { reveal, type Shower } from '../../world/reveal.ts'
import type { WordsConflict } from '../compare/conflicts.ts'
import { findLine, type At } from '../compare/page-authors.ts'
import { wordsAt } from './conflict-choice.ts'

export interface JumpTarget {
  readonly id: ArtifactId
  /** The line of its page to go to; none: the thing itself. */
  readonly at?: At | null
  /** Or the place of a page where words of both met. */
  readonly met?: WordsConflict
}

export function jumpTo(shower: Shower & { readonly world: World }, target: JumpTarget): void {
  const { id } = target
  const { view, selection } = shower.world
  const artifact = view.artifact(id)
  if (!artifact) return
  reveal(shower, id)
  if (artifact.host === 'limbo') selection.open({ kind: 'limbo' })
  const line = lineOf(view, target)
  if (line !== null) selection.point({ id, line }, id === view.root)
}

function lineOf(view: View, { id, at = null, met }: JumpTarget): number | null {
  if (met !== undefined) return wordsAt(view, met)?.line ?? null
  return at && findLine(pageOf(view, id) ?? '', at)
}
