// Waits at the door of a world: asks now and then what one may do there, and goes in when that is enough.
import { useEffect, useRef } from 'react'
import type { Address } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { fetchMyRight } from '../../api/sharing-api.ts'
import { systemClock } from '../../device/system-clock.ts'
import { repeat } from '../../../shared/time/repeat.ts'

/** How often somebody who waits asks, in ms: they look at the page, and a class may wait at once. */
const ASK_MS = 2_000

/** Calls `onLetIn` once one may see the world. Asks only while `isWaiting` and the page is looked at. */
export function useLetIn(address: Address, isWaiting: boolean, onLetIn: () => void): void {
  const latest = useRef(onLetIn)
  useEffect(() => {
    latest.current = onLetIn
  })
  useEffect(() => {
    if (!isWaiting) return undefined
    let isWanted = true
    const end = (): void => {
      isWanted = false
      endAsking()
    }
    async function ask(): Promise<void> {
      // A question that fails now is asked again.
      const answer = document.hidden ? null : await fetchMyRight(address).catch(() => null)
      if (!isWanted) return
      if (answer === null || !atLeast(answer.right, 'see')) return
      end()
      latest.current()
    }
    const endAsking = repeat(ask, { everyMs: ASK_MS, clock: systemClock })
    return end
  }, [address, isWaiting])
}
