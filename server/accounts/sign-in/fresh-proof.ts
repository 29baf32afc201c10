// Whether somebody showed lately that it is really them. Whoever stole a session can do what it can do until
// it ends; what would outlast it, such as another way to sign in, asks for more than a session.
import { PROOF_MINUTES } from '../../../shared/wire/api/account-bodies.ts'

export const PROOF_MS = PROOF_MINUTES * 60_000

/** Whether a proof that was made then still counts. A clock that was set back makes none longer. */
export const isFresh = (provenAt: number | null, now: number): boolean =>
  provenAt !== null && Math.abs(now - provenAt) <= PROOF_MS
