// What the editor of a page is given, on a floor as well as beside one.
import type { KeyBinding } from '@codemirror/view'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { LiveFollower } from '../../shared/world/view/live-follower.ts'
import type { Undo } from '../undo/undo.ts'

export interface PageEditorProps {
  /** Whose page it is. */
  readonly id: ArtifactId
  /** How its thing is: what went wrong in its code, and what that has written. */
  readonly now: LiveFollower
  /** The editor is made anew when it is another one. */
  readonly text: Y.Text
  readonly presence: Awareness
  readonly undo: Undo
  readonly label: string
  readonly hint: string
  /** It is only read just now. */
  readonly isFixed?: boolean
  readonly keys?: readonly KeyBinding[]
}
