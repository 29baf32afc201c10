// The person here: their body and right as the server tells them, their avatar while it is in this world, and
// whether they walk or write.
import { useSyncExternalStore } from 'react'
import type { YouEvent } from '../../../shared/wire/frames/action-frames.ts'
import { nodeOf, type ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { atLeast, type Right } from '../../../shared/world/rights.ts'
import { useArtifactState, useShowsMaking, useSync, useWorld, type World } from '../context/use-world.ts'
import type { Replica } from '../../replica/replica.ts'
import { Listeners } from '../../device/listener-set.ts'
import { keepRight, storedRight } from './stored-right.ts'
import { modeIn, onMode, type Mode } from './mode.ts'

interface You {
  now: YouEvent | null
  /** A visitor who only looks may do no more than that, until they have said who they are. */
  readonly isReader: boolean
  /** The server's right for them, whoever they say they are. */
  offered: Right | null
  readonly listeners: Listeners
}

const known = new WeakMap<Replica, You>()

/**
 * Remembers what the server tells; from when a replica is opened on, since it is told once for each
 * connection.
 */
export function followYou(replica: Replica, isReader: boolean): void {
  const you: You = { now: null, isReader, offered: null, listeners: new Listeners() }
  known.set(replica, you)
  replica.onEvent((event) => {
    if (event.type !== 'you') return
    you.now = isReader ? { ...event, right: 'see' } : event
    you.offered = event.right
    if (!isReader) keepRight(replica.address, event.right)
    you.listeners.tell()
  })
}

/** The server's last message; null: none yet. */
export const youIn = (replica: Replica): YouEvent | null => known.get(replica)?.now ?? null

export const onYou = (replica: Replica, listener: () => void): (() => void) =>
  known.get(replica)?.listeners.add(listener) ?? (() => undefined)

function useKnown<Part extends 'now' | 'offered'>(part: Part): You[Part] | null {
  const { replica } = useWorld()
  return useSyncExternalStore(
    (listener) => onYou(replica, listener),
    () => known.get(replica)?.[part] ?? null,
  )
}

export const useYou = (): YouEvent | null => useKnown('now')

/** The right of a visitor who only looks, once they have a name; null: nobody has told yet. */
export const useOfferedRight = (): Right | null => useKnown('offered')

type OwnWorldState = Pick<World, 'replica' | 'trial' | 'past'>

/** The artifact that is the person's body; null: there is none, or nobody knows yet. */
export const bodyIn = ({ replica, trial, past }: OwnWorldState): ArtifactId | null =>
  past !== null ? null : trial === null ? (youIn(replica)?.body ?? null) : trial.body

/**
 * The person's right here. Until the server has told, its last answer to this tab, or the highest one: it
 * refuses when it must. The past can only be looked at.
 */
export const rightIn = ({ replica, trial, past }: OwnWorldState): Right =>
  past !== null ? 'see' : trial === null ? (youIn(replica)?.right ?? rightBefore(replica)) : 'edit'

const rightBefore = (replica: Replica): Right =>
  known.get(replica)?.isReader === true ? 'see' : storedRight(replica.address)

/** One's own node knows where one is; another one may sleep, and its last state may still show one there. */
function isElsewhere({ replica, trial }: OwnWorldState): boolean {
  const you = trial === null && nodeOf(replica.address) !== null ? youIn(replica) : null
  return you !== null && you.at !== replica.address
}

/** One's avatar while it is in this world, and not away. */
export function meIn(world: OwnWorldState & Pick<World, 'view'>): Artifact | null {
  const body = isElsewhere(world) ? null : bodyIn(world)
  const artifact = body === null ? null : world.view.artifact(body)
  return artifact?.avatar != null && !artifact.avatar.isAway ? artifact : null
}

/** Whether the person is not shown the code of pages: the world says so, and they may not edit it. */
export const hidesMakingIn = ({ view, ...world }: OwnWorldState & Pick<World, 'view'>): boolean =>
  !view.showsMaking && !atLeast(rightIn({ ...world, past: null }), 'edit')

export function useHidesMaking(): boolean {
  const world = useWorld()
  useYou()
  useShowsMaking()
  return hidesMakingIn(world)
}

/** The person's right here, drawn anew when it changes. */
export function useRight(): Right {
  const world = useWorld()
  useYou()
  return rightIn(world)
}

/** Whether the server has told their right, or nobody can just now. */
export function useIsTold(): boolean {
  const { state } = useSync(useWorld().replica)
  return useYou() !== null || state === 'offline'
}

/**
 * The person's right to the world as a whole: a world that is written in a draft can be edited by nobody, and
 * still be managed.
 */
export function useStanding(): Right {
  const right = useRight()
  return useYou()?.standing ?? right
}

export function useMe(): Artifact | null {
  const world = useWorld()
  useYou()
  return useArtifactState(bodyIn(world), () => meIn(world))
}

export function useMode(): Mode {
  const right = useRight()
  const { replica } = useWorld()
  return useSyncExternalStore(onMode, () => modeIn(replica.address, right))
}
