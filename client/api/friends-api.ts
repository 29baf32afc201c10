// Requests to the server about people whom one met, and their worlds.
import { Friends, type MetPeopleReport } from '../../shared/wire/api/friend-bodies.ts'
import type { AccountName } from '../../shared/world/address.ts'
import { call } from './request.ts'
import { systemClock } from '../device/system-clock.ts'
import { repeat } from '../../shared/time/repeat.ts'

/**
 * While other nodes are asked, this is asked so often, so many times, in ms: nobody waits longer for a list.
 */
const AGAIN_MS = 500
const TIMES_MAX = 20

export const fetchFriends = (): Promise<Friends> => call('GET', '/api/me/met', Friends)
export const tellMet = (body: MetPeopleReport): Promise<null> => call('POST', '/api/me/met', null, body)
export const forgetMet = (account: AccountName): Promise<null> =>
  call('DELETE', `/api/me/met/${encodeURIComponent(account)}`, null)
export const forgetAllMet = (): Promise<null> => call('DELETE', '/api/me/met', null)

/** Tells what is known at once, and again while other nodes answer; until the answer is called. */
export function followFriends(tell: (friends: Friends) => void, failed: () => void): () => void {
  let [times, isOver] = [0, false]
  const end = (): void => {
    isOver = true
    endAsking()
  }
  async function look(): Promise<void> {
    const friends = await fetchFriends()
    if (isOver) return
    tell(friends)
    times += 1
    if (!friends.isAsking || times === TIMES_MAX) end()
  }
  function onFault(): void {
    if (isOver) return
    end()
    failed()
  }
  const endAsking = repeat(look, { everyMs: AGAIN_MS, isDueNow: true, onFault, clock: systemClock })
  return end
}
