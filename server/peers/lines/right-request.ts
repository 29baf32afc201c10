// Asks a host what somebody of ours may do in a world of its own.
import { MyRight } from '../../../shared/wire/api/sharing-bodies.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { ForeignPlace, MemberId } from '../../../shared/world/address.ts'
import type { Right } from '../../../shared/world/rights.ts'
import type { ClosedToMember } from '../../sync/sync-server.ts'
import type { PeerClient } from '../known/peer-client.ts'
import { PeerFault } from '../outward/faults.ts'
import { apiPath } from './copy-ids.ts'

/** How long a host may take to say so, in ms. */
const ASK_MS = 8_000

/** The same for a world that is not there and one that somebody may not know of. */
export const NOT_OPEN: ClosedToMember = {
  code: CLOSE.right,
  reason: 'This world is not open to you, or does not exist.',
}

/** Rejects with a PeerFault. */
export async function askRight(
  caller: Pick<PeerClient, 'call'>,
  place: ForeignPlace,
  member: MemberId,
  timeoutMs = ASK_MS,
  query: Readonly<Record<string, string>> = {},
): Promise<Right> {
  const path = apiPath(place, ['right'], query)
  const { body } = await caller.call(place.node, { method: 'GET', path, as: member, timeoutMs })
  const told = MyRight.safeParse(body)
  return told.success ? told.data.right : 'none'
}

/** The same for things that go by themselves out of a world of theirs. */
export const askRightAlone = (
  caller: Pick<PeerClient, 'call'>,
  place: ForeignPlace,
  member: MemberId,
  timeoutMs = ASK_MS,
): Promise<Right> => askRight(caller, place, member, timeoutMs, { alone: '1' })

/** The words for a person who could not get to a world. */
export function closedBy(error: unknown): ClosedToMember {
  if (!(error instanceof PeerFault)) throw error
  return { code: error.isAway ? CLOSE.asleep : CLOSE.right, reason: error.message }
}
