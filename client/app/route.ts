// Which screen an address of the browser means, and moving between them without loading anew.
import { useSyncExternalStore } from 'react'
import { parseAddress, parseArtifactId, type Address, type ArtifactId } from '../../shared/world/address.ts'
import type { CopyId } from '../replica/replica.ts'

export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'bin' }
  /** `floor`: the thing whose floor is shown, when it is not the world's own. */
  | { readonly screen: 'world'; readonly address: Address; readonly floor: ArtifactId | null }
  | { readonly screen: 'copy'; readonly id: CopyId }
  | { readonly screen: 'reference' }
  | { readonly screen: 'nowhere' }

export const HOME = '/'
export const BIN = '/#bin'
export const REFERENCE = '/reference'

/** Reads a path and hash; what means nothing is `nowhere`. */
export function parseRoute(path: string, hash: string): Route {
  if (path === '/') return { screen: hash === '#bin' ? 'bin' : 'home' }
  if (path === REFERENCE) return { screen: 'reference' }
  if (path.startsWith('/w/')) {
    const address = parseAddress(decoded(path.slice(3)))
    const floor = parseArtifactId(decoded(hash.slice(1)))
    return address ? { screen: 'world', address, floor } : { screen: 'nowhere' }
  }
  if (path.startsWith('/copies/')) return { screen: 'copy', id: decoded(path.slice(8)) as CopyId }
  return { screen: 'nowhere' }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

export const pathOfWorld = (address: Address): string =>
  `/w/${address.split('/').map(encodeURIComponent).join('/')}`
/** The floor of a thing in a world; null: the world's own. */
export const pathOfFloor = (address: Address, floor: ArtifactId | null): string =>
  floor === null ? pathOfWorld(address) : `${pathOfWorld(address)}#${encodeURIComponent(floor)}`
export const pathOfCopy = (id: CopyId): string => `/copies/${encodeURIComponent(id)}`

const listeners = new Set<() => void>()
let current = parseRoute(location.pathname, location.hash)

function follow(): void {
  current = parseRoute(location.pathname, location.hash)
  for (const listener of listeners) listener()
}

globalThis.addEventListener('popstate', follow)

/** Goes to a path of this app; the back button comes back. */
export function go(path: string): void {
  history.pushState(null, '', path)
  follow()
  scrollTo(0, 0)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => current)
}
