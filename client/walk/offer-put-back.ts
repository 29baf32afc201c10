// A held thing stays in its world, and one is told so: it can be put back where one took it, and one goes on.
import { isStayRefusal } from '../../shared/play/acts/staying-refusal.ts'
import { notify } from '../notices/notices.ts'
import { ask, type OwnerRequester } from '../world/context/owner-requester.ts'

/** How long it is offered, in ms: one reads first why. */
const OFFERED_MS = 30_000

/** Says why one could not go, with the way out; false: it was for another reason. */
export function offerToPutBack(owner: OwnerRequester, why: string | null, goOn: () => void): boolean {
  if (why === null || !isStayRefusal(why)) return false
  const run = (): void => void ask(owner, { verb: 'putBack' }).then((isBack) => isBack && goOn())
  notify({ text: why, action: { label: 'Put back and go', run }, timeoutMs: OFFERED_MS })
  return true
}

/** Says why one cannot come, with the way out where there is one. */
export function sayWhyNot(owner: OwnerRequester, why: string, goOn: () => void): void {
  if (!offerToPutBack(owner, why, goOn)) notify({ text: why })
}
