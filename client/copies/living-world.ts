// A kept copy beside the living world, followed while that changes.
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import * as Y from 'yjs'
import type { Address } from '../../shared/world/address.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { createView, type View } from '../../shared/world/view/world-view.ts'
import { hasSnapshot } from '../../shared/yjs/snapshots.ts'
import { worldsOnDevice } from '../session/person-device.ts'
import type { Person } from '../session/me.ts'
import { openWorld, type OpenWorld } from '../world/opening/open-world.ts'
import { onYou, youIn } from '../world/play/you.ts'
import type { Copy } from '../replica/storage/stored-rows.ts'
import { fetchWorlds } from '../api/worlds-api.ts'
import { changesIn, type CopyChange } from './copy-changes.ts'

function viewOf(update: Uint8Array): View {
  const scene = new Y.Doc()
  Y.applyUpdate(scene, update)
  return createView(scene, null)
}

export type LivingWorld =
  /** Or it is found and is not here yet: nothing can be taken over into it. */
  | { readonly state: 'seeking' }
  | { readonly state: 'open'; readonly world: OpenWorld }
  /** The world of the copy is not here any more; the copy can still be read. */
  | { readonly state: 'gone' }

/** Opens the world that a copy is of, wherever it is now. */
export function useLiving(person: Person, copy: Copy): LivingWorld {
  const [living, setLiving] = useState<LivingWorld>({ state: 'seeking' })
  useEffect(() => {
    let isWanted = true
    let world: OpenWorld | null = null
    async function seek(): Promise<void> {
      const address = await addressOf(person, copy)
      if (!isWanted) return
      if (address === null) {
        setLiving({ state: 'gone' })
        return
      }
      const opening = openWorld(person, address)
      world = opening
      // Until it is here, everything would look as if the world had lost it.
      await opening.replica.ready
      if (isWanted) setLiving({ state: 'open', world: opening })
    }
    seek().catch(() => setLiving({ state: 'gone' }))
    return () => {
      isWanted = false
      world?.close()
    }
  }, [person, copy])
  return living
}

/** Whether one can write in that world now; until the server has answered, yes. */
export function useMayWrite(living: LivingWorld): boolean {
  const replica = living.state === 'open' ? living.world.replica : null
  const right = useSyncExternalStore(
    (listener) => (replica ? onYou(replica, listener) : () => undefined),
    () => (replica ? (youIn(replica)?.right ?? 'edit') : 'none'),
  )
  return atLeast(right, 'edit')
}

/**
 * By identity: another world may be at the copy's address by now, and opening an empty one would make one.
 */
async function addressOf(person: Person, copy: Copy): Promise<Address | null> {
  const worlds = await fetchWorlds().then(
    (answer) => answer.worlds,
    () => worldsOnDevice(person.id),
  )
  return worlds.find(({ id }) => id === copy.world)?.address ?? null
}

/**
 * The changes of the copy that the living world does not have; compared with the server's state then, when
 * there is no living world.
 */
export function useChanges(copy: Copy, living: LivingWorld): readonly CopyChange[] {
  const views = useMemo(() => ({ mine: viewOf(copy.mine), theirs: viewOf(copy.theirs) }), [copy])
  const now = useNow(living)
  const [changes, setChanges] = useState<readonly CopyChange[]>([])
  useEffect(() => {
    const view = now ?? views.theirs
    const copied = Y.snapshot(views.mine.scene)
    let hasCome = false
    const compare = (): void => {
      // A refused edit may have been accepted all the same; later edits of others in it are no change here.
      hasCome ||= hasSnapshot(view.scene, copied)
      setChanges(hasCome ? [] : changesIn({ ...views, now: view }))
    }
    compare()
    return view.subscribe(compare)
  }, [views, now])
  return changes
}

/** The view of the living world, another one after a rebuild. */
function useNow(living: LivingWorld): View | null {
  const world = living.state === 'open' ? living.world : null
  const [view, setView] = useState<View | null>(null)
  useEffect(() => {
    if (!world) return undefined
    const take = (): void => setView(world.bound.view)
    take()
    return world.onRebound(take)
  }, [world])
  return view
}
