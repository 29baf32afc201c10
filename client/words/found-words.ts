// Where something was found, in words.
import { count } from './counts.ts'
import type { FoundPlace } from '../../shared/wire/search/found-places.ts'

/** Its world, and what that is. */
export function placeNote({ world, name, isInLimbo }: FoundPlace): string {
  const { address, title, draft, node } = world
  return [
    // The page of the world itself has its title.
    title.trim() === '' || title === name ? address : title,
    ...(draft === null ? [] : [`draft “${draft}”`]),
    ...(node === null ? [] : [`on ${node}`]),
    ...(isInLimbo ? ['in limbo'] : []),
  ].join(' · ')
}

interface SearchState {
  readonly isAsking: boolean
  readonly isOffline: boolean
  readonly found: readonly unknown[]
  readonly unread: number
}

/** What one is to know of a search; empty where that is nothing. */
export function searchNote({ isAsking, isOffline, found, unread }: SearchState): string {
  if (isOffline) return 'The server cannot be reached. This is what pages on this device have.'
  if (unread > 0)
    return `${count(unread, 'world')} ${unread === 1 ? 'is' : 'are'} being read for the first time…`
  return !isAsking && found.length === 0 ? 'No page elsewhere has these words.' : ''
}
