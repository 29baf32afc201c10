// Follows a world that moved to another address.
import { useEffect } from 'react'
import { replaceRoute, pathOfWorld } from '../../navigation/route.ts'
import type { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import type { Address } from '../../../shared/world/address.ts'
import { CallError } from '../../api/request.ts'
import { fetchWorld } from '../../api/worlds-api.ts'
import type { Replica } from '../../replica/replica.ts'
import { movedTo } from './moved-to.ts'
import { systemClock } from '../../device/system-clock.ts'
import { pause } from '../../../shared/time/time-limit.ts'

/** Null where there is none that one may see. */
const find = (address: Address): Promise<WorldSummary | null> =>
  fetchWorld(address).catch((error: unknown) => {
    if (error instanceof CallError && error.code === 'missing') return null
    throw error
  })

/** Goes there where one may see it; draws nothing. */
export function FollowMoved({ replica }: { readonly replica: Replica }) {
  useEffect(() => {
    let isWanted = true
    async function follow(): Promise<void> {
      const { world, address } = replica
      const rest = (ms: number): Promise<void> => pause(systemClock, ms)
      const to = await movedTo({ id: world?.id ?? null, address }, find, rest)
      if (isWanted && to !== null) replaceRoute(pathOfWorld(to))
    }
    // The page that is shown meanwhile says where the world can be found.
    follow().catch(() => undefined)
    return () => {
      isWanted = false
    }
  }, [replica])
  return null
}
