// How the person at this browser arranged the list of their worlds: asked of the server, and kept on the
// device, so that it shows without a network.
import { createContext, use, useEffect, useMemo, useRef, useState } from 'react'
import { HomeOrder, PLAIN_ORDER, type HomeOrderChange } from '../../shared/wire/api/home-order-bodies.ts'
import type { MemberId } from '../../shared/world/address.ts'
import { call } from '../api/request.ts'
import { answer } from '../replica/storage/database.ts'
import { createDeviceCache } from '../session/device-cache.ts'
import type { ListedWorld, Worlds } from '../session/listed-worlds.ts'
import { useMe } from '../session/me.ts'
import { deviceOf } from '../session/person-device.ts'

/** What the server alone says of a world: kept of those on this device. */
type WorldFacts = Pick<ListedWorld, 'id' | 'changedAt' | 'draft'>

/** The order as it is kept on this device. */
export interface KeptOrder {
  readonly order: HomeOrder
  readonly facts: readonly WorldFacts[]
  /** Folders that are closed on this device. */
  readonly closed: readonly string[]
}

const NOTHING_KEPT: KeptOrder = { order: PLAIN_ORDER, facts: [], closed: [] }

const { within } = createDeviceCache('order')
const KEY = 'order'

/** As it was last on this device. Never rejects. */
async function readKept(member: MemberId): Promise<KeptOrder> {
  const row = within(deviceOf(member), (store) => answer(store.get(KEY) as IDBRequest<KeptOrder | undefined>))
  return (await row.catch(() => undefined)) ?? NOTHING_KEPT
}

/** Never rejects: without it the server is asked. */
function keep(member: MemberId, kept: KeptOrder): void {
  const row = { ...kept, key: KEY, world: '' }
  within(deviceOf(member), (store) => answer(store.put(row))).catch(() => undefined)
}

interface OrderHandle extends KeptOrder {
  /** Makes a change; rejects with a CallError. Null: for guests, and while there is no network. */
  readonly change: ((change: HomeOrderChange) => Promise<void>) | null
  /** Opens or closes a folder. */
  readonly toggle: (folder: string) => void
}

/** Null until it is known. It is asked for again when the network or the person comes back. */
export function useHomeOrder(worlds: Worlds): OrderHandle | null {
  const { access, person } = useMe()
  const { id } = person
  const arranges = person.kind === 'account' || (access === 'open' && person.kind === 'guest')
  const [kept, setKept] = useState<KeptOrder | null>(arranges ? null : NOTHING_KEPT)
  /** An answer from before a change of one's own counts no more. */
  const changes = useRef(0)

  useEffect(() => {
    if (!arranges) return
    let isHere = true
    const setOrder = (order: HomeOrder): void => setKept((before) => ({ ...(before ?? NOTHING_KEPT), order }))
    async function ask(): Promise<void> {
      const before = changes.current
      const order = await call('GET', '/api/me/order', HomeOrder)
      if (isHere && before === changes.current) setOrder(order)
    }
    const askAgain = (): void => void ask().catch(() => undefined)
    async function begin(): Promise<void> {
      const last = await readKept(id)
      if (last !== NOTHING_KEPT && isHere) setKept(last)
      await ask().catch(() => isHere && setKept((before) => before ?? NOTHING_KEPT))
    }
    void begin()
    addEventListener('online', askAgain)
    addEventListener('focus', askAgain)
    return () => {
      isHere = false
      removeEventListener('online', askAgain)
      removeEventListener('focus', askAgain)
    }
  }, [arranges, id])

  useEffect(() => {
    if (arranges && kept !== null) keep(id, { ...kept, facts: factsOf(worlds) ?? kept.facts })
  }, [arranges, id, kept, worlds])

  return useMemo(() => {
    if (kept === null) return null
    async function change(change: HomeOrderChange): Promise<void> {
      changes.current += 1
      const order = await call('PATCH', '/api/me/order', HomeOrder, change)
      setKept((before) => ({ ...(before ?? NOTHING_KEPT), order }))
    }
    function toggle(folder: string): void {
      setKept((before) => {
        const { closed } = before ?? NOTHING_KEPT
        const others = closed.filter((each) => each !== folder)
        return {
          ...(before ?? NOTHING_KEPT),
          closed: others.length < closed.length ? others : [...others, folder],
        }
      })
    }
    return { ...kept, change: arranges && worlds.state === 'here' ? change : null, toggle }
  }, [arranges, kept, worlds.state])
}

/** Null while the server has said nothing of them. */
function factsOf(worlds: Worlds): readonly WorldFacts[] | null {
  if (worlds.state !== 'here' || worlds.worlds.every(({ changedAt }) => changedAt === null)) return null
  return worlds.worlds
    .filter(({ onDevice }) => onDevice)
    .map(({ id, changedAt, draft }) => ({ id, changedAt, draft }))
}

/** What a line of the list does with its world. */
interface LineOrder extends OrderHandle {
  /** Asks into which folder a world goes. */
  readonly askFolder: (world: ListedWorld) => void
}

export const OrderContext = createContext<LineOrder | null>(null)

export function useLineOrder(): LineOrder {
  const order = use(OrderContext)
  if (order === null) throw new Error('Nothing is arranged here.')
  return order
}
