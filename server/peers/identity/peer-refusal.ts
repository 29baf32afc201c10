// Why something that another node signed does not count: a code for programs, and a sentence for the people
// of either node.
import type { NodeName } from '../../../shared/world/address.ts'

/**
 * `malformed`: no text of ours. `version`: another protocol. `unknown`: a node or a key that is not known.
 * `forged`: the key did not sign it. `other`: it is for somebody or something else. `clock`: not now. `run`:
 * for an earlier run of this node. `again`: it was used before. `busy`: too many at once.
 */
export type TokenRefusalCode =
  | 'malformed'
  | 'version'
  | 'unknown'
  | 'forged'
  | 'other'
  | 'clock'
  | 'run'
  | 'again'
  | 'busy'

export interface TokenRefusal {
  readonly kind: 'refused'
  readonly code: TokenRefusalCode
  readonly text: string
  /** With `clock`: by how many seconds the sender's clock is ahead of this node's; below 0, behind. */
  readonly aheadS?: number
  /** That node did sign it. */
  readonly signedBy?: NodeName
}

export const refused = (code: TokenRefusalCode, text: string): TokenRefusal => ({
  kind: 'refused',
  code,
  text,
})
