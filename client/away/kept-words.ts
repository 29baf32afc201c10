// What is told of the device: why it cannot keep one's work, and what one can do about it.
import { count } from '../app/words.ts'
import type { Trouble } from '../replica/database.ts'
import type { Keeping } from '../replica/replica.ts'

/** What is the matter, and a way out. */
export const TROUBLE_WORDS: Readonly<Record<Trouble, { readonly what: string; readonly way: string }>> = {
  none: {
    what: 'This browser has nothing to keep worlds in.',
    way: 'What you write is safe once it is on the server. To work without a network, use a newer browser.',
  },
  refused: {
    what: 'This browser keeps nothing on the device, as in a private window or where site data is blocked.',
    way: 'What you write is safe once it is on the server. To work without a network, use an ordinary window, or allow this site to keep data.',
  },
  full: {
    what: 'There is no space left on this device.',
    way: 'Make room: worlds that you do not need here can be removed from this device on the page of worlds. It is tried again every few seconds.',
  },
  broken: {
    what: 'This device does not take what is written to it now.',
    way: 'It is tried again every few seconds. Closing other programs, or starting the browser anew once all is saved, may help.',
  },
}

/** How much of what is unsaved is on the device. */
export function keptWords({ changes, kept, trouble }: Keeping): string {
  if (trouble !== null || kept === 0) return 'nothing of it yet'
  if (kept >= changes) return changes === 1 ? 'kept' : 'all kept'
  return `${kept.toLocaleString('en-GB')} of ${count(changes, 'change')} kept`
}

export function tabsWords(otherTabs: number): string {
  return otherTabs === 1
    ? 'Another tab has this world open too; what is counted is of both.'
    : `${otherTabs} other tabs have this world open too; what is counted is of all of them.`
}
