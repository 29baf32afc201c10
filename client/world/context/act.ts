// A person's edits of things, each as one step of undo, with a notice when it is refused.
import type { ArtifactId } from '../../../shared/world/address.ts'
import { rename } from '../../../shared/world/edits/name-edits.ts'
import type { Edit, Edited } from '../../../shared/world/edits/scene-edit.ts'
import { notify } from '../../notices/notices.ts'
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

export function nameThing(world: World, id: ArtifactId, name: string): boolean {
  return editWithNotice(world, (edit) => rename(edit, id, name))
}

/** Uses a thing: presses, opens, switches, reads it. Its code decides the effect. */
export function use({ owner }: Pick<World, 'owner'>, id: ArtifactId): void {
  noteUse(owner, id)
  void ask(owner, { verb: 'use', thing: id })
}
