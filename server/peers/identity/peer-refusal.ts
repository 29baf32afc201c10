// Why something that another node signed does not count: a code for programs, and a sentence for the people
// of either node.

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
}

export const refused = (code: TokenRefusalCode, text: string): TokenRefusal => ({
  kind: 'refused',
  code,
  text,
})
