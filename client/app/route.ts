// Which screen an address of the browser means, and moving between them without loading anew.
import { useSyncExternalStore } from 'react'
import { parseAddress, type Address } from '../../shared/world/address.ts'
import type { CopyId } from '../replica/replica.ts'

export type Route =
  | { readonly screen: 'home' }
  | { readonly screen: 'bin' }
  | { readonly screen: 'world'; readonly address: Address }
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
    return address ? { screen: 'world', address } : { screen: 'nowhere' }
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
