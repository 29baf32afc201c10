// The parts of a client that a simulation needs, for any client.
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

export interface Client {
  readonly kind: 'stock' | 'inkland'
  readonly scene: Y.Doc
  readonly presence: Awareness
  /** Connected, and both sides have told what the other lacked. */
  readonly isSettled: boolean
  /** How many edits it has not been told to be saved. */
  readonly unsaved: number
  /** Why it will not come again; null while it does. No client should ever have a reason. */
  readonly ended: string | null
  /** Ends and opens again, with the data of its device. */
  reload(): void
  destroy(): void
}
