// Places on other nodes, in words.
import type { Place } from '../../shared/wire/places.ts'
import { nodeOf, type Address } from '../../shared/world/address.ts'
import { size } from '../app/storage.ts'

/** How a door is that leads there, in one word; null while nobody knows. */
export const DOOR_WORDS: Readonly<Record<Place['state'], string | null>> = {
  awake: 'awake',
  asleep: 'asleep',
  closed: 'closed',
  unknown: null,
}

/** A place as people say it: `square on house.example`. */
export function placeName(address: Address, place: Place | null): string {
  const node = nodeOf(address)
  const title = place?.title?.trim() ?? ''
  const [account = '', world = ''] = address.split('/')
  const name = title === '' ? world : title
  return node === null ? `${account}/${world}` : `${name} on ${node}`
}

/** What is told of a world that is fetched for the first time, and what one can do. */
export function waitingWords(address: Address, place: Place | null): { title: string; text: string } {
  const node = nodeOf(address) ?? 'another node'
  if (place === null || place.state === 'unknown')
    return { title: `Asking ${node}`, text: 'The world is on another node. It is asked for it now.' }
  if (place.state === 'asleep') {
    return {
      title: `${node} is asleep`,
      text: 'Nothing of this world is kept here yet. It opens by itself as soon as that node wakes.',
    }
  }
  if (place.state === 'closed') {
    return {
      title: 'This world cannot be entered now',
      text: place.why ?? `${node} does not open it to you.`,
    }
  }
  const bytes = place.fetching?.bytes ?? 0
  return {
    title: `Fetching the world from ${node}`,
    text:
      bytes === 0
        ? 'You are there in a moment. From then on it opens at once, and while that node is asleep, too.'
        : `${size(bytes)} of it ${bytes === 1 ? 'is' : 'are'} here. From then on it opens at once, and while that node is asleep, too.`,
  }
}
