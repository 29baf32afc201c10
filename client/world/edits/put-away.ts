// Putting things away into limbo, and bringing them back, each as one step of undo.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { bringBack, moveArtifact, sendToLimbo, type To } from '../../../shared/world/edits/place-edits.ts'
import { bringAllBack } from '../../../shared/world/edits/limbo-edits.ts'
import { isPhone } from '../../browser/media.ts'
import { notify } from '../../notices/notices.ts'
import { quotedAsTitle } from '../../words/quoted-names.ts'
import { editWithNotice } from '../context/act.ts'
import { CLOSED } from '../context/selection.ts'
import type { World } from '../context/use-world.ts'

/** Puts a thing into limbo, with a way back at hand. */
export function putAway(world: World, id: ArtifactId): void {
  const name = quotedAsTitle(world.view.artifact(id)?.name ?? '')
  if (!editWithNotice(world, (edit) => sendToLimbo(edit, id, Date.now()))) return
  if (world.selection.now.ids.has(id)) world.selection.toggle(id)
  uncoverFloor(world)
  notify({
    text: `${name} is put away, in limbo.`,
    isSo: () => isAway(world, id),
    action: { label: 'Bring back', run: () => bring(world, id) },
  })
}

/**
 * Closes the inspector of what was put away where it lies over the floor. Beside the floor it stays: without
 * it the page would get another size.
 */
export function uncoverFloor({ selection }: World): void {
  if (isPhone() && selection.now.panel.kind === 'inspector') selection.open(CLOSED)
}

export const isAway = ({ view }: World, id: ArtifactId): boolean => view.artifact(id)?.host === 'limbo'

export function bring(world: World, id: ArtifactId): void {
  if (editWithNotice(world, (edit) => bringBack(edit, id))) world.selection.select(id)
}

/** Brings several back from limbo, as one step, and selects them. */
export function bringAll(world: World, ids: readonly ArtifactId[]): void {
  if (editWithNotice(world, (edit) => bringAllBack(edit, ids))) world.selection.selectAll(ids)
}

/** Brings one back from limbo to a spot of one's own choice. */
export function bringTo(world: World, id: ArtifactId, to: To): void {
  if (editWithNotice(world, (edit) => moveArtifact(edit, id, to))) world.selection.select(id)
}
