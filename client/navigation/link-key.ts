// The secret of a link, on its way from the address bar to the server. It is taken out of the bar before
// anything else happens, and kept in this tab until it was used: signing in may come between, and lead to
// another site and back.
import { readLinkSecret } from '../../shared/world/link-secret.ts'
import { parseAnyAddress, type Address } from '../../shared/world/address.ts'
import { Observable } from '../device/observable.ts'
import { readPreference, storePreference } from '../device/preferences.ts'

interface LinkKey {
  readonly address: Address
  readonly secret: string
}

/** The name under which this tab keeps it. */
const KEY = 'key'
/** Longer than any secret that a node makes. */
const SECRET_MAX = 200

const held = new Observable(readStoredKey())

/** Takes the key out of `/w/ACCOUNT/WORLD#key=SECRET`, should one stand in the address bar. */
export function takeKey(): void {
  const written = /^#key=(.+)$/u.exec(location.hash)?.[1]
  const address = /^\/w\/(.+)$/u.exec(location.pathname)?.[1]
  if (written === undefined || address === undefined) return
  history.replaceState(history.state, '', location.pathname + location.search)
  const parsed = parseAnyAddress(decoded(address))
  const secret = readLinkSecret(written)
  if (parsed !== null && secret.length <= SECRET_MAX) hold({ address: parsed, secret })
}

/** The secret that waits to be used at an address; null when there is none. */
export const keyFor = (address: Address): string | null =>
  held.now?.address === address ? held.now.secret : null

/** It was used, or is good for nothing. */
export function dropKey(address: Address): void {
  if (held.now?.address === address) hold(null)
}

export const onKey = held.subscribe

function hold(key: LinkKey | null): void {
  storePreference(KEY, key && JSON.stringify([key.address, key.secret]), 'sessionStorage')
  held.set(key)
}

function readStoredKey(): LinkKey | null {
  try {
    const [address, secret]: readonly unknown[] = JSON.parse(readPreference(KEY, 'sessionStorage') ?? '[]')
    const parsed = typeof address === 'string' ? parseAnyAddress(address) : null
    return parsed !== null && typeof secret === 'string' ? { address: parsed, secret } : null
  } catch {
    return null
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
