// A pinned thing stays where it is: a person who would move it is told so, with the way to unpin it.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { pinMany } from '../../../shared/world/edits/batch-edits.ts'
import { notify } from '../../notices/notices.ts'
import { quotedAsTitle } from '../../words/quoted-names.ts'
import { editWithNotice } from '../context/act.ts'
import { announce } from '../../notices/announcement.ts'
import type { World } from '../context/use-world.ts'

/** So soon, in ms, the same is not said again: keys repeat. */
const TOLD_MS = 4_000
let toldAt = -Infinity

/** Pins things where they are, or lets go of them. */
export function pinAll(world: World, ids: Iterable<ArtifactId>, pinned: boolean): void {
  if (!editWithNotice(world, (edit) => pinMany(edit, ids, pinned))) return
  announce(pinned ? 'Pinned.' : 'No longer pinned.')
}

/** Those that a hand can move; says so when some of them are pinned. */
export function looseOf(world: World, ids: Iterable<ArtifactId>): ArtifactId[] {
  const all = [...ids]
  const pinned = all.filter((id) => isPinned(world, id))
  const now = performance.now()
  if (pinned.length > 0 && now - toldAt > TOLD_MS) {
    toldAt = now
    tellPinned(world, pinned)
  }
  return all.filter((id) => !isPinned(world, id))
}

export const isPinned = ({ view }: Pick<World, 'view'>, id: ArtifactId): boolean =>
  view.artifact(id)?.pinned ?? false

function tellPinned(world: World, pinned: readonly ArtifactId[]): void {
  const [first] = pinned
  const one = quotedAsTitle((first !== undefined && world.view.artifact(first)?.name) || '')
  notify({
    text:
      pinned.length === 1
        ? `${one} is pinned, so it stays as it is.`
        : `${pinned.length} things are pinned, so they stay as they are.`,
    action: { label: 'Unpin', run: () => pinAll(world, pinned, false) },
  })
}
