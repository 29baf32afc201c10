// A person's edits of things, each as one step of undo, with a notice when it is refused.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { rename, setTitle } from '../../../shared/world/edits/name-edits.ts'
import type { Renamed } from '../../../shared/folder/links/renamed-links.ts'
import type { Edit, Edited } from '../../../shared/world/edits/scene-edit.ts'
import { notify } from '../../notices/notices.ts'
import { count } from '../../words/counts.ts'
import { ask } from './owner-requester.ts'
import { noteUse } from './used-things.ts'
import type { World } from './use-world.ts'

/** What can be edited, in steps that can be undone. */
export interface UndoableEdit {
  readonly edit: Edit
  readonly undo: Pick<World['undo'], 'step'>
}

/** Runs a command as a step of its own; says why when it is refused. */
export function editWithNotice({ edit, undo }: UndoableEdit, command: (edit: Edit) => Edited): boolean {
  undo.step()
  const done = command(edit)
  if (!done.ok) notify({ text: done.text })
  undo.step()
  return done.ok
}

/** What finds the links that show a name: not needed for the first look. */
export const fetchRenaming = () => import('../../../shared/folder/links/renamed-links.ts')

/** Gives a thing another name, also in the links that show it. */
export const nameThing = (world: UndoableEdit, id: ArtifactId, name: string): Promise<boolean> =>
  fetchRenaming().then(
    ({ renameWithLinks }) => editWithNotice(world, (edit) => toldOfLinks(renameWithLinks(edit, id, name))),
    // It is not on this device: the name counts all the same.
    () => editWithNotice(world, (edit) => rename(edit, id, name)),
  )

/** Likewise the world. */
export const nameWorld = (world: UndoableEdit, title: string): Promise<boolean> =>
  fetchRenaming().then(
    ({ retitleWithLinks }) => editWithNotice(world, (edit) => toldOfLinks(retitleWithLinks(edit, title))),
    () => editWithNotice(world, (edit) => setTitle(edit, title)),
  )

function toldOfLinks(done: Renamed): Renamed {
  if (done.ok && done.left > 0)
    notify({ text: `The old name stays in ${count(done.left, 'link')}: so many are not changed at once.` })
  return done
}

/** Uses a thing: presses, opens, switches, reads it. Its code decides the effect. */
export function use({ owner }: Pick<World, 'owner'>, id: ArtifactId): void {
  noteUse(owner, id)
  void ask(owner, { verb: 'use', thing: id })
}
