// How many people wait at the door of a world, for its owner. A new knock is announced once.
import { useEffect, useRef, useState } from 'react'
import { atLeast } from '../../shared/world/rights.ts'
import { useMe } from '../session/me.ts'
import { repeatWhileSeen } from '../device/repeat.ts'
import { notify } from '../notices/notices.ts'
import { useWorld } from '../world/context/use-world.ts'
import { useStanding, useYou } from '../world/play/you.ts'
import { fetchSharing } from '../api/sharing-api.ts'

/** How often it is looked, in ms: somebody waits, and nobody has to be fast. */
const LOOK_MS = 5_000

/** How long a knock stays on the screen: the number beside “Share” stays until it is answered. */
const TOLD_MS = 15_000

export function useKnocks(): number {
  const { replica, selection, trial } = useWorld()
  const { access } = useMe()
  const isTold = useYou() !== null
  const isOwner = atLeast(useStanding(), 'own') && isTold && trial === null
  const isAsked = access === 'accounts' && isOwner
  const [knocks, setKnocks] = useState(0)
  const known = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (!isAsked) return undefined
    async function look(isWanted: () => boolean): Promise<void> {
      // If it cannot be fetched now, it is fetched again.
      const now = await fetchSharing(replica.address).catch(() => null)
      if (now === null || !isWanted()) return
      const fresh = now.knocks.find(({ account }) => !known.current.has(account))
      known.current = new Set(now.knocks.map(({ account }) => account))
      setKnocks(now.knocks.length)
      if (fresh && selection.now.panel.kind !== 'share') {
        notify({
          text: `${fresh.name} is at the door${fresh.words === '' ? '.' : `: “${fresh.words}”`}`,
          action: { label: 'Look', run: () => selection.open({ kind: 'share' }) },
          timeoutMs: TOLD_MS,
        })
      }
    }
    return repeatWhileSeen(look, LOOK_MS)
  }, [isAsked, replica, selection])
  return isAsked ? knocks : 0
}
