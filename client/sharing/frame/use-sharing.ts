// How a world is shared, followed while somebody looks at it, and changed: a change is shown at once, and
// taken back, with the reason, where the server does not keep it.
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Sharing } from '../../../shared/wire/api/sharing-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { repeatWhileSeen } from '../../device/repeat.ts'
import { wordsOf } from '../../api/request.ts'
import { fetchSharing } from '../../api/sharing-api.ts'

/** How often it is asked for anew while it is open, in ms: somebody may knock, or come by a link. */
const ASK_MS = 3_000

/** Asks for a change; `guess` is what is shown until the server has answered. True when it is kept. */
export type ChangeSharing = (
  ask: () => Promise<Sharing>,
  guess?: (before: Sharing) => Sharing,
) => Promise<boolean>

interface SharingState {
  /** Null until the server has told. */
  readonly now: Sharing | null
  /** Why the last change was not kept, or nothing is known; null while all is well. */
  readonly trouble: string | null
  readonly change: ChangeSharing
}

export function useSharing(address: Address): SharingState {
  const [state, setState] = useState<Pick<SharingState, 'now' | 'trouble'>>({ now: null, trouble: null })
  // Changes that are on their way. An answer to a later request may not include them.
  const pending = useRef({ changes: 0, done: 0 })

  const change: ChangeSharing = useCallback(
    async (ask, guess) => {
      pending.current.changes++
      setState(({ now }) => ({ now: now && guess ? guess(now) : now, trouble: null }))
      try {
        const now = await ask()
        setState({ now, trouble: null })
        return true
      } catch (error) {
        // The present state is fetched again, since only the answer may have been lost.
        const now = await fetchSharing(address).catch(() => null)
        setState((before) => ({ now: now ?? before.now, trouble: wordsOf(error) }))
        return false
      } finally {
        pending.current.changes--
        pending.current.done++
      }
    },
    [address],
  )

  useEffect(() => {
    async function look(isWanted: () => boolean): Promise<void> {
      const { done } = pending.current
      try {
        const now = await fetchSharing(address)
        const isNewest = pending.current.changes === 0 && pending.current.done === done
        if (isWanted() && isNewest) setState(({ trouble }) => ({ now, trouble }))
      } catch (error) {
        if (isWanted())
          setState((before) => (before.now === null ? { now: null, trouble: wordsOf(error) } : before))
      }
    }
    return repeatWhileSeen(look, ASK_MS)
  }, [address])

  return { ...state, change }
}
