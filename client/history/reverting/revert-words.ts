// What a revert came to, or would come to, in words.
import type { Reverted } from '../../../shared/wire/api/revert-bodies.ts'
import { count } from '../../words/counts.ts'

export const isNothing = ({ changed, removed, restored, letters, carried }: Reverted): boolean =>
  changed + removed + restored + letters + carried === 0

/** "1 thing changed back, with 12 letters, 1 thing put into limbo". A page is of a thing. */
export function revertWords({ changed, removed, restored, letters, carried }: Reverted): string {
  const withLetters = letters > 0 ? `, with ${count(letters, 'letter')}` : ''
  const parts = [
    changed > 0 && `${count(changed, 'thing')} changed back${withLetters}`,
    changed === 0 && letters > 0 && count(letters, 'letter'),
    removed > 0 && `${count(removed, 'thing')} put into limbo`,
    restored > 0 && `${count(restored, 'thing')} brought back`,
    carried > 0 && `${count(carried, 'thing')} called back that they took along`,
  ].filter((part) => part !== false)
  return parts.length === 0 ? 'nothing was left of it' : parts.join(', ')
}
