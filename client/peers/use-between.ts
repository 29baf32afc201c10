// What of one's own is between nodes, asked for again while it is looked at: it moves by itself, as soon as the other node is awake.
import { useEffect } from 'react'
import type { MyThings } from '../../shared/wire/transfers.ts'
import { useAsked } from '../admin/use-asked.ts'
import { fetchBetween } from './between-calls.ts'

/** How often it is asked again, in ms. */
const AGAIN_MS = 5_000

/** Null until it is known, and where it cannot be; `again` asks at once. */
export function useBetween(): readonly [MyThings | null, () => void] {
  const [asked, again] = useAsked(fetchBetween)
  useEffect(() => {
    const timer = setInterval(() => document.hidden || again(), AGAIN_MS)
    return () => clearInterval(timer)
  }, [again])
  return [asked.state === 'here' ? asked.value : null, again]
}
