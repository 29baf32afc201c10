// Changes to people that none of their actions asks for. They lose touch, leave their avatar to their
// program, go to another node, are home again, or hold something of another node. The caller that tells the
// play so is answered when it is stored.
import { avatarHere, markAway } from '../acts/arrivals.ts'
import type { RemoteHeldThings } from './remote-held-things.ts'
import type { ArtifactId, NodeName } from '../../world/address.ts'
import type { AvatarKind, Visit } from '../../world/avatar.ts'
import type { HeldLink } from '../crossings/cargo.ts'
import type { ActContext } from '../acts/act-context.ts'
import type { HeldProperty } from '../crossings/held-property.ts'
import { comeHome, goOut, type GoingAbroad } from './abroad-avatar.ts'

/** Each one resolves when its change is stored. */
export interface UnrequestedChanges {
  /** Somebody went away without leaving: their place is kept. Resolves at once when they are not here. */
  readonly away: (body: ArtifactId) => Promise<void>
  /**
   * Somebody may not be here any more: they are away, and held things that are not theirs are back where they
   * took them, in one update.
   */
  readonly sendOut: (body: ArtifactId) => Promise<void>
  /** Puts back, where they took it, what somebody holds that may not leave this world. */
  readonly putBack: (body: ArtifactId) => Promise<void>
  /**
   * Somebody of this node drives their avatar themselves from now on (`player`), or only their program does
   * (`local`).
   */
  readonly drive: (body: ArtifactId, by: Exclude<AvatarKind, 'proxy'>) => Promise<void>
  /** Somebody who is at home goes to a world of another node: they are away until they come home. */
  readonly goAbroad: (body: ArtifactId, leaving: GoingAbroad) => Promise<void>
  /** A person who went out is at home again, and finds back to `from`. */
  readonly comeHome: (body: ArtifactId, from: Visit | null) => Promise<void>
  /**
   * From now on somebody holds these things of another node, and no others of it. A thing here stands for
   * each of them.
   */
  readonly setHeldLinks: (body: ArtifactId, node: NodeName, held: readonly HeldLink[]) => Promise<void>
}

interface PendingChanges {
  readonly changes: UnrequestedChanges
  /** Whether somebody waits for that. */
  readonly hasWaiting: () => boolean
  /** Takes those who are to be told once what was done by now is stored. */
  readonly takeDone: () => readonly (() => void)[]
  /** Nothing more is done, and who still waits gets the error. */
  readonly fail: (error: Error) => void
}

interface UnrequestedChangesParts {
  readonly context: ActContext
  readonly remoteHeld: Pick<RemoteHeldThings, 'set'>
  readonly heldProperty: Pick<HeldProperty, 'putBack' | 'left'>
  readonly isOver: () => boolean
  readonly wake: () => void
}

interface PendingChange {
  readonly resolve: () => void
  readonly reject: (why: Error) => void
}

export function createPendingChanges({
  context,
  remoteHeld,
  heldProperty,
  isOver,
  wake,
}: UnrequestedChangesParts): PendingChanges {
  let waiting: PendingChange[] = []

  /** Resolves when all is stored that is done by now. */
  function stored(): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject })
      wake()
    })
  }

  function move(act: () => void): Promise<void> {
    if (isOver()) return Promise.resolve()
    act()
    return stored()
  }

  const changes: UnrequestedChanges = {
    away: (body) =>
      avatarHere(context.things, body) === null
        ? Promise.resolve()
        : move(() => {
            markAway(context, body)
            heldProperty.left(body)
          }),
    sendOut: (body) =>
      context.things.avatar(body) === null
        ? Promise.resolve()
        : move(() => {
            markAway(context, body)
            heldProperty.putBack(body, 'not theirs')
          }),
    putBack: (body) => move(() => heldProperty.putBack(body, 'staying')),
    drive: (body, by) => (isOver() || !driveBy(context, body, by) ? Promise.resolve() : stored()),
    goAbroad: (body, leaving) => move(() => goOut(context, body, leaving)),
    comeHome: (body, from) => move(() => comeHome(context, body, from)),
    setHeldLinks: (body, node, held) =>
      isOver() || !remoteHeld.set(body, node, held) ? Promise.resolve() : stored(),
  }

  return {
    changes,
    hasWaiting: () => waiting.length > 0,
    takeDone() {
      const done = waiting.map(({ resolve }) => resolve)
      waiting = []
      return done
    },
    fail(error) {
      for (const { reject } of waiting) reject(error)
    },
  }
}

/**
 * Sets who drives an avatar: its person, or their program while they are away. False if that is so already,
 * or if nothing of this node drives it.
 */
function driveBy({ things }: ActContext, body: ArtifactId, kind: Exclude<AvatarKind, 'proxy'>): boolean {
  const avatar = things.avatar(body)
  if (avatar === null || avatar.kind === 'proxy' || avatar.kind === kind) return false
  things.setAvatar(body, { ...avatar, kind })
  return true
}
