// The words for a person who was in a world and may not be there any more.
import { KICK_MS } from '../../../shared/wire/api/sharing-bodies.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { WhyNot } from './right-checks.ts'

/** The code and the words that their sockets are closed with; `now` in ms since 1970. */
export function closedFor(why: WhyNot, now: number): { readonly code: number; readonly reason: string } {
  switch (why.type) {
    case 'ended':
      return { code: CLOSE.signIn, reason: 'You are signed out here. Sign in again to go on.' }
    case 'closed':
      return { code: CLOSE.right, reason: 'This world is no longer open to you.' }
    case 'out':
      return {
        code: CLOSE.right,
        reason: `The owner of this world sent you out ${howLong(why.until, now)}.`,
      }
  }
  return why satisfies never
}

function howLong(until: number | null, now: number): string {
  if (until === null) return 'for good'
  return until - now <= KICK_MS ? 'for a minute' : 'for a while'
}
