// Beginning to say something: the line at the foot of the floor takes the keyboard, or the panel in which there is one opens.
import type { ArtifactId } from '../../shared/world/address.ts'
import { afterDrawing } from '../floor/in-window.ts'
import type { World } from '../floor/world.ts'
import { wantToSay } from '../play/saying.ts'

/** `to`: whom one whispers to; null: to all who are near. */
export function beginToSay({ selection }: World, to: ArtifactId | null): void {
  if (wantToSay(to)) return
  selection.open({ kind: 'talk' })
  afterDrawing(() => {
    if (!wantToSay(to)) document.querySelector<HTMLElement>('.talk-field')?.focus()
  })
}
