// The accounts of the people who are here, and the decisions about them, for the owner of the world. They
// come from the node, since a browser may claim anything about itself.
import { useCallback, useEffect, useState } from 'react'
import type { PresentPeople } from '../../../shared/wire/api/sharing-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { repeatWhileSeen } from '../../device/repeat.ts'
import { useMe } from '../../session/me.ts'
import { useWorld } from '../../world/context/use-world.ts'
import type { RosterEntry } from '../../world/people/roster.ts'
import { useStanding, useYou } from '../../world/play/you.ts'
import { fetchPresent, fetchWriters } from '../../api/sharing-api.ts'

/** How often it is asked who is here, in ms, while a list of them is read. */
const ASK_MS = 3_000
/** Most who are kept in mind while the list is open: many times those who are drawn. */
const KNOWN_MAX = 2_000

export interface Moderation {
  readonly address: Address
  /**
   * The account of a person in the list, as the node knows it; null if the node does not know it (yet), or it
   * is oneself.
   */
  readonly accountOf: (entry: RosterEntry) => string | null
  /** Whether somebody may not speak here. */
  readonly isMuted: (account: string | null) => boolean
  /** Something was decided about somebody: the node is asked anew. */
  readonly refresh: () => void
  /** Whether what somebody wrote can be taken back here. */
  readonly canTakeBack: boolean
}

/** Null for people who do not own the world, and in a node without owners. */
export function useModeration(): Moderation | null {
  const { replica, trial } = useWorld()
  const { access, person } = useMe()
  const isTold = useYou() !== null
  const isOwner = atLeast(useStanding(), 'own') && isTold && trial === null && access === 'accounts'
  const { address } = replica
  const [present, setPresent] = useState<PresentPeople['people']>([])
  const [canTakeBack, setCanTakeBack] = useState(false)

  const look = useCallback(
    async (isWanted = (): boolean => true): Promise<void> => {
      // If it cannot be fetched now, it is fetched again.
      const answer = await fetchPresent(address).catch(() => null)
      if (answer !== null && isWanted()) setPresent((before) => joined(before, answer.people))
    },
    [address],
  )
  useEffect(() => (isOwner ? repeatWhileSeen(look, ASK_MS) : undefined), [isOwner, look])
  useEffect(() => {
    if (!isOwner) return undefined
    let isWanted = true
    fetchWriters(address, Date.now()).then(
      () => isWanted && setCanTakeBack(true),
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [isOwner, address])

  if (!isOwner) return null
  return {
    address,
    canTakeBack,
    isMuted: (account) => present.some((one) => one.account === account && one.isMuted === true),
    refresh: () => void look(),
    accountOf({ client, person: body }) {
      const account = body?.avatar.account ?? present.find((one) => one.client === client)?.account ?? null
      return account === person.account ? null : account
    },
  }
}

/**
 * A person who left may still be read about, and may be on their way back. So nobody's line loses what is
 * chosen in it.
 */
function joined(before: PresentPeople['people'], now: PresentPeople['people']): PresentPeople['people'] {
  const clients = new Set(now.map(({ client }) => client))
  return [...now, ...before.filter(({ client }) => !clients.has(client))].slice(0, KNOWN_MAX)
}
