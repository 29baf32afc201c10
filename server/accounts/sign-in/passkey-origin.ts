// Where passkeys work: a browser makes one for a name, and only where nobody can read along. Anywhere else
// people get one plain sentence.
import { isIP } from 'node:net'

export interface PasskeyPlace {
  /** The name that passkeys are made for: WebAuthn's relying party. */
  readonly name: string
  /** The origin whose pages may ask for them. */
  readonly origin: string
}

type PasskeyPlaceOrNot = PasskeyPlace | { readonly why: string }

const NEEDS_NAME =
  'Passkeys need a name, not a number, in the address bar. Open this node by a name, such as http://localhost.'
const NEEDS_HTTPS =
  'Passkeys need https, and this node does not know of any here. The person who runs it can set that up, or use --origin to say that a proxy does it.'

/** Whether passkeys work on pages of an origin. */
export function placeOf(origin: string): PasskeyPlaceOrNot {
  const url = URL.parse(origin)
  const name = url?.hostname ?? ''
  if (url === null || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return { why: NEEDS_NAME }
  const isHere = name === 'localhost' || name.endsWith('.localhost')
  if (url.protocol !== 'https:' && !isHere) return { why: NEEDS_HTTPS }
  return { name, origin: url.origin }
}
