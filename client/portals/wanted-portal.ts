// A portal that was asked for from elsewhere is made when its world is open, and one may write there.
import { useEffect } from 'react'
import { atLeast } from '../../shared/world/rights.ts'
import type { Context } from '../world/commands/command-types.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import { useWorld } from '../world/context/use-world.ts'
import { useRight } from '../world/play/you.ts'
import { isWanted, makePortal, takeWanted } from './make-portal.ts'

export function useWantedPortal(contextNow: () => Context | null): void {
  const { replica } = useWorld()
  const mayEdit = atLeast(useRight(), 'edit')
  const floor = useShownFloor()
  useEffect(() => {
    if (!mayEdit || floor === null || !isWanted(replica.address)) return
    const context = contextNow()
    const to = context && takeWanted(replica.address)
    if (context !== null && to !== null) makePortal(context, to)
  }, [contextNow, mayEdit, floor, replica])
}
