// A world at work within a page of another site (`/work/…`). The browser keeps no cookie there, and where it
// sends one, the server does not count it: one is a guest by a secret, which this tab alone remembers.
import { FRAME_PATH, FRAME_PROTOCOL, FRAME_TOKEN } from '../../shared/world/framing.ts'
import { readPreference, storePreference } from '../device/preferences.ts'

/** Whether this page is such a one; for as long as it is open. */
export const isFramed = globalThis.location?.pathname.startsWith(FRAME_PATH) ?? false

const SECRET = 'frame-secret'
let secret = isFramed ? readPreference(SECRET, 'sessionStorage') : null

/** What the server says with who one is; where it says nothing, one is nobody. */
export function keepFrameSecret(told: string | undefined): void {
  if (!isFramed) return
  secret = told ?? null
  storePreference(SECRET, secret, 'sessionStorage')
}

const tokenNow = (): string => `${FRAME_TOKEN}${secret ?? ''}`

/** A request as one makes it from here: by cookies, or in a frame by the secret alone. */
export function asOneself(init: RequestInit): RequestInit {
  if (!isFramed) return init
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${tokenNow()}`)
  return { ...init, credentials: 'omit', headers }
}

/** The subprotocols of a socket from here: it cannot have a header, and its cookies cannot be left out. */
export const ownProtocols = (): string[] => (isFramed ? [FRAME_PROTOCOL, tokenNow()] : [])
