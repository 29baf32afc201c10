// Follows a world that moved to another address, such as when it was handed over: it is the same world by its id.
import { useEffect } from 'react'
import { goInstead, pathOfWorld } from '../app/route.ts'
import type { Replica } from '../replica/replica.ts'
import { fetchWorlds } from '../home/calls.ts'

/** Goes there where one may see it; draws nothing. */
export function FollowMoved({ replica }: { readonly replica: Replica }) {
  useEffect(() => {
    let isWanted = true
    async function follow(): Promise<void> {
      const { worlds } = await fetchWorlds()
      const moved = worlds.find(({ id }) => id === replica.world?.id)
      if (isWanted && moved !== undefined && moved.address !== replica.address)
        goInstead(pathOfWorld(moved.address))
    }
    // What is shown meanwhile says where it can be found.
    follow().catch(() => undefined)
    return () => {
      isWanted = false
    }
  }, [replica])
  return null
}
