// The props of the editor of a page, on a floor as well as beside one.
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { LiveFollower } from '../../shared/world/view/live-follower.ts'
import type { Undo } from '../undo/undo.ts'

/** Null: the page is in live alone, where nobody writes. */
export type EditablePageProps = Omit<PageEditorProps, 'text'> & { readonly text: Y.Text | null }

export interface PageEditorProps {
  /** The page's thing. */
  readonly id: ArtifactId
  /** The state of its thing: the faults of its code, and the values that it has written. */
  readonly now: LiveFollower
  /** The editor is made anew when it is another one. */
  readonly text: Y.Text
  readonly presence: Awareness
  readonly undo: Undo
  readonly label: string
  readonly hint: string
  /** It is only read just now. */
  readonly isFixed?: boolean
  readonly keys?: readonly PageKey[]
}

/** `key`: as `Mod-Enter`. `run` answers whether it did something. */
export interface PageKey {
  readonly key: string
  readonly preventDefault?: boolean
  readonly run: () => boolean
}
