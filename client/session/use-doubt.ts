// A world that was closed because the server no longer knows this person: asks it once, so that one is asked
// to sign in. A person who is known all the same, under a new session, goes on.
import { useEffect } from 'react'
import { checkSession } from '../api/session-doubt.ts'

/** To a server that goes on closing one does not go back more often than this by oneself, in ms. */
const AGAIN_MS = 10_000

let againAt = -Infinity

export function useSessionCheck(isClosed: boolean, onKnown: () => void): void {
  useEffect(() => {
    if (!isClosed) return undefined
    let isWanted = true
    async function look(): Promise<void> {
      await checkSession()
      if (!isWanted || performance.now() - againAt < AGAIN_MS) return
      againAt = performance.now()
      onKnown()
    }
    void look()
    return () => {
      isWanted = false
    }
    // Once for each time that it is closed: what is done then does not change.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies, react-hooks/exhaustive-deps
  }, [isClosed])
}
