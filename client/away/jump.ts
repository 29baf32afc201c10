// From a line of the report to its subject: a thing, on any floor, or the line of a page.
import type { ThingId } from '../../shared/history/merge/merge-types.ts'
import { reveal, type Shower } from '../world/reveal.ts'
import type { World } from '../world/context/use-world.ts'

/** `line`: of its page, from 1 on; null: the thing itself. */
export function jumpTo(shower: Shower & { readonly world: World }, to: ThingId, line: number | null): void {
  const { view, selection } = shower.world
  const id = to === 'world' ? view.root : to
  const artifact = id === null ? null : view.artifact(id)
  if (id === null || artifact === null) return
  reveal(shower, id)
  if (artifact.host === 'limbo') selection.open({ kind: 'limbo' })
  if (line !== null) selection.point({ id, line }, id === view.root)
}
