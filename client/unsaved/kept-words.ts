// The words about the device: why it cannot keep one's work, and what one can do about it.
import { count } from '../words/counts.ts'
import type { UnsavedState } from '../replica/sync-state.ts'
import type { DeviceTrouble } from '../replica/storage/database.ts'

/** The trouble, and a way out. */
export const TROUBLE_WORDS: Readonly<Record<DeviceTrouble, { readonly what: string; readonly way: string }>> =
  {
    none: {
      what: 'This device keeps nothing: this browser cannot store worlds.',
      way: 'What you write is safe once it is on the server. To work offline, use a newer browser.',
    },
    refused: {
      what: 'This device keeps nothing. That is usual in a private window, or when site data is blocked.',
      way: 'What you write is safe once it is on the server. To work offline, use an ordinary window, or allow this site to keep data.',
    },
    silent: {
      what: 'This device keeps nothing: the browser does not answer when its storage is asked for.',
      way: 'What you write is safe once it is on the server. It may help to restart the browser once everything is saved.',
    },
    full: {
      what: 'There is no space left on this device.',
      way: 'Free some space: on the list of worlds, remove those you do not need on this device. Saving is tried again every few seconds.',
    },
    broken: {
      what: 'This device cannot save anything right now.',
      way: 'Saving is tried again every few seconds. It may help to close other programs, or to restart the browser once everything is saved.',
    },
  }

/** How much of the unsaved work is on the device. */
export function unsavedWords({ changes, stored, trouble }: UnsavedState): string {
  // A browser that keeps nothing will not keep it later, either: `yet` would be a promise.
  if (trouble === 'none' || trouble === 'refused') return 'nothing'
  if (trouble === 'broken' || trouble === 'silent' || stored === 0) return 'nothing yet'
  if (stored >= changes) return changes === 1 ? 'kept' : 'all kept'
  return `${stored.toLocaleString('en-GB')} of ${count(changes, 'change')} kept`
}

export function tabsWords(otherTabs: number): string {
  return otherTabs === 1
    ? 'Another tab also has this world open. These figures cover both.'
    : `${otherTabs} other tabs also have this world open. These figures cover all of them.`
}
