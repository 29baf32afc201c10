// Places on other nodes, in words.
import type { ForeignPlaceBody } from '../../shared/wire/api/foreign-place-bodies.ts'
import { nodeOf, partsOf, type Address } from '../../shared/world/address.ts'
import { bytesInWords } from '../browser/device-space.ts'

/** How a door is that leads there, in one word; null while nobody knows. */
export const DOOR_WORDS: Readonly<Record<ForeignPlaceBody['state'], string | null>> = {
  awake: 'awake',
  asleep: 'asleep',
  closed: 'closed',
  unknown: null,
}

/** The name of a world in a list: its address if it has no title. */
export const titleOf = (title: string, address: Address): string =>
  title.trim() === '' ? partsOf(address).world : title

/** A place as people say it: `square on house.example`. */
export function placeName(address: Address, place: ForeignPlaceBody | null): string {
  const node = nodeOf(address)
  const title = place?.title?.trim() ?? ''
  const [account = '', world = ''] = address.split('/')
  const name = title === '' ? world : title
  return node === null ? `${account}/${world}` : `${name} on ${node}`
}

/** The words about a world that is fetched for the first time, and the possible actions. */
export function waitingWords(
  address: Address,
  place: ForeignPlaceBody | null,
): { title: string; text: string } {
  const node = nodeOf(address) ?? 'another node'
  if (place === null || place.state === 'unknown')
    return {
      title: `Asking ${node}`,
      text: 'This world is on another node, which is being asked for it now.',
    }
  if (place.state === 'asleep') {
    return {
      title: `${node} is asleep`,
      text: 'No copy of this world is kept here yet. It opens by itself as soon as that node wakes.',
    }
  }
  if (place.state === 'closed') {
    return {
      title: 'This world cannot be opened now',
      text: place.why ?? `${node} has not opened it to you.`,
    }
  }
  const bytes = place.fetching?.bytes ?? 0
  return {
    title: `Fetching the world from ${node}`,
    text:
      bytes === 0
        ? 'You will be there in a moment. After that it opens at once, even while that node is asleep.'
        : `${bytesInWords(bytes)} received so far. After that it opens at once, even while that node is asleep.`,
  }
}
