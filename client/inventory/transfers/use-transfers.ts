// One's own things that are between nodes. The list is fetched again while it is looked at: a thing moves by
// itself as soon as the other node is awake.
import { useState } from 'react'
import type { MyThings } from '../../../shared/wire/peers/transfer-bodies.ts'
import { useRepeat } from '../../browser/use-repeat.ts'
import { useRequest } from '../../parts/requests/use-request.ts'
import { fetchTransfers } from '../../api/transfers-api.ts'
import { isNothing } from '../../parts/transfers/transfer-words.ts'

/**
 * How often it is asked again, in ms: while there is something, and while there is nothing, which most people
 * always have.
 */
const SOON_MS = 5_000
const LATER_MS = 30_000

/**
 * Null until it is known, and where it cannot be, on a node without others for one; the second part asks at
 * once.
 */
export function useTransfers(): readonly [MyThings | null, () => void] {
  const [asked, again] = useRequest(fetchTransfers)
  // The last known list stays while the server cannot be asked.
  const [all, setAll] = useState<MyThings | null>(null)
  if (asked.state === 'here' && asked.value !== all) setAll(asked.value)
  useRepeat(again, all === null ? null : isNothing(all) ? LATER_MS : SOON_MS)
  return [all, again]
}
