// A world that was closed because the server no longer knows who this is: asks it once, so that one is asked to sign in; who
// is known all the same, under a new session, goes on.
import { useEffect } from 'react'
import { doubtWho } from '../app/doubt.ts'

/** A server that goes on closing is not asked more often than this, in ms. */
const AGAIN_MS = 10_000

let askedAt = -Infinity

export function useDoubt(isClosed: boolean, onKnown: () => void): void {
  useEffect(() => {
    if (!isClosed || performance.now() - askedAt < AGAIN_MS) return undefined
    let isWanted = true
    askedAt = performance.now()
    void doubtWho().then(() => isWanted && onKnown())
    return () => {
      isWanted = false
    }
    // Once for each time that it is closed: what is done then does not change.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps
  }, [isClosed])
}
