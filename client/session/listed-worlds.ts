// The worlds that a person can open: the server's list, or, when it cannot be asked, the worlds on this
// device.
import { useCallback, useEffect, useState } from 'react'
import type { Address, WorldId } from '../../shared/world/address.ts'
import type { WorldSummary } from '../../shared/wire/api/world-bodies.ts'
import type { Right } from '../../shared/world/rights.ts'
import { worldsOnDevice } from './person-device.ts'
import { useMe, type Person } from './me.ts'
import { fetchBin, fetchWorlds } from '../api/worlds-api.ts'

/** One line of the list. `changedAt` is null for a world known only from this device. */
export interface ListedWorld {
  readonly id: WorldId
  readonly address: Address
  readonly title: string
  readonly changedAt: number | null
  /** One's right there; null where it is not known, and in an open node. */
  readonly right: Right | null
  /** The owner, if it is somebody else. */
  readonly owner: string | null
  /** Which other people can see it; only its owner is told. */
  readonly seenBy: WorldSummary['seenBy'] | null
  /** Of a world of another node: how that node is; null where nobody can be asked. */
  readonly host: WorldSummary['host'] | null
  /**
   * Of a draft: its name, and of which world it is a draft, if one may see that; null for any other world.
   */
  readonly draft: NonNullable<WorldSummary['draft']> | null
  /** When it was open on this device last; null: never. */
  readonly openedAt: number | null
  /** It opens without a network. */
  readonly onDevice: boolean
}

export type Worlds =
  | { readonly state: 'asking' }
  | {
      readonly state: 'here'
      readonly worlds: readonly ListedWorld[]
      /** On this device alone: they are not open to one any more, or are gone. */
      readonly left: readonly ListedWorld[]
      /** More worlds are open to one. */
      readonly isCut: boolean
    }
  /** The server cannot be reached; these are on this device. */
  | { readonly state: 'offline'; readonly worlds: readonly ListedWorld[] }

/** The list, and how to ask for it again. It asks by itself when the network or the person comes back. */
export function useWorlds(): readonly [Worlds, () => void] {
  const [worlds, setWorlds] = useState<Worlds>({ state: 'asking' })
  const { person } = useMe()
  const ask = useCallback(() => {
    listWorlds(person, (known) => {
      setWorlds((before) =>
        before.state === 'asking' ? { state: 'here', worlds: known, left: [], isCut: false } : before,
      )
    }).then(setWorlds, () => setWorlds({ state: 'offline', worlds: [] }))
  }, [person])
  useEffect(() => {
    ask()
    addEventListener('online', ask)
    addEventListener('focus', ask)
    return () => {
      removeEventListener('online', ask)
      removeEventListener('focus', ask)
    }
  }, [ask])
  return [worlds, ask]
}

/** How long the server may take before this device's own list is shown meanwhile. */
const DEVICE_LIST_DELAY_MS = 300

async function listWorlds(
  { id: member, account }: Pick<Person, 'id' | 'account'>,
  onWaiting: (known: readonly ListedWorld[]) => void,
): Promise<Worlds> {
  const known = (await worldsOnDevice(member)).map(({ id, address, title, openedAt }): ListedWorld => ({
    id,
    address,
    title,
    changedAt: null,
    right: null,
    owner: null,
    seenBy: null,
    host: null,
    draft: null,
    openedAt,
    onDevice: true,
  }))
  const timer = setTimeout(() => known.length > 0 && onWaiting(known), DEVICE_LIST_DELAY_MS)
  try {
    const { worlds, isCut = false } = await fetchWorlds()
    const onDevice = new Map(known.map((world) => [world.id, world]))
    const listed = new Set(worlds.map(({ id }) => id))
    const unlisted = known.filter(({ id, address }) => !listed.has(id) && isOfThisNode(address))
    const unlistedWorlds = unlisted.map((world): ListedWorld => ({ ...world, right: 'see' }))
    const here = worlds.map(
      ({
        id,
        address,
        title,
        changedAt,
        right = null,
        owner,
        seenBy = null,
        host = null,
        draft = null,
      }): ListedWorld => ({
        id,
        address,
        title,
        changedAt,
        right,
        owner: owner == null || owner.account === account ? null : owner.name,
        seenBy,
        host,
        draft,
        openedAt: onDevice.get(id)?.openedAt ?? null,
        onDevice: onDevice.has(id),
      }),
    )
    // A world that the server does not list may be open all the same, if the server has more to list.
    if (isCut) return { state: 'here', worlds: [...here, ...unlistedWorlds], left: [], isCut }
    return { state: 'here', worlds: here, left: await withoutBinned(unlisted), isCut }
  } catch {
    return { state: 'offline', worlds: known }
  } finally {
    clearTimeout(timer)
  }
}

/** Only worlds of this node are in its list. */
const isOfThisNode = (address: Address): boolean => !address.includes('@')

/** A world that one put in the bin oneself waits there. */
async function withoutBinned(left: readonly ListedWorld[]): Promise<readonly ListedWorld[]> {
  if (left.length === 0) return left
  const binned = new Set((await fetchBin()).worlds.map(({ id }) => id))
  return left.filter(({ id }) => !binned.has(id))
}
