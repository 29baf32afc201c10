// Following somebody: one looks again and again where they are, and walks up to a small distance of them,
// also into things that they enter and out of them again. It ends with a step of one's own.
import { rectOf } from '../../shared/play/walking/earshot.ts'
import { gapBetween, type Rect } from '../../shared/play/walking/rect.ts'
import type { XY } from '../../shared/play/walking/floor-space.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import { FLOOR_WIDTH } from '../../shared/world/limits.ts'
import { isPerson } from '../../shared/world/view/present-people.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import type { Clock } from '../../shared/time/clock.ts'
import type { Walker, Followed } from '../world/play/walk-session.ts'

/** How often one looks where they are, in ms: each walk is told the owner. */
const LOOK_MS = 300
/**
 * One comes as near as this, in pixels from edge to edge, and sets out when they are further away than that.
 */
const NEAR = 20
const FAR = 48
/** They have gone so far, in pixels, that one goes elsewhere to be near them. */
const GONE_ON = 16
/** After so long, in ms, a person out of reach is tried again: the obstacle may be gone. */
const AGAIN_MS = 3_000
/** A person who is not through a door after so long, in ms, does not come through it. */
const DOOR_MS = 10_000

export interface Follow {
  readonly now: () => Followed | null
  readonly begin: (person: Artifact) => void
  /** A step of one's own, or somebody said stop. Does nothing while one follows nobody. */
  readonly stop: () => void
  /** Nothing is said any more. */
  readonly end: () => void
}

interface FollowPersonParts {
  readonly view: View
  readonly walker: Pick<Walker, 'here' | 'isWalking' | 'isCut' | 'walk' | 'halt'>
  /** Goes into something, or out of where one is; `refused` is called when that is not done. */
  readonly goInto: (thing: Artifact, refused: () => void) => void
  readonly goOut: (refused: () => void) => void
  readonly clock: Clock
  /** The time on the owner's clock, in ms since 1970. */
  readonly now: () => number
  readonly say: (words: string) => void
  /** One follows somebody else now, or nobody. */
  readonly onChange: () => void
}

/** On the way to a person on another floor. */
interface WayAfter {
  readonly ways: string
  readonly since: number
}

export function createFollow(parts: FollowPersonParts): Follow {
  const { view, walker, clock, say } = parts
  let followed: Followed | null = null
  let cancel: (() => void) | null = null
  /** Where they were when one set out last, and when that was. */
  let aim: (XY & { readonly since: number }) | null = null
  let door: WayAfter | null = null

  function become(next: Followed | null): void {
    cancel?.()
    cancel = null
    followed = next
    aim = null
    door = null
    parts.onChange()
  }

  function giveUp(words: string): void {
    become(null)
    say(words)
  }

  function look(): void {
    cancel = clock.after(LOOK_MS, look)
    const me = walker.here()
    // Without a connection one stands until it is back, and then sets out for the door anew.
    if (walker.isCut()) door = null
    if (followed === null || me === null || walker.isCut()) return
    const them = view.artifact(followed.id)
    const there = them && rectOf(them, parts.now())
    if (them === null || there === null || !isPerson(them) || them.avatar.isAway || them.host === 'limbo')
      return giveUp(`${followed.name} is no longer here.`)
    if (them.host !== me.host) return goThrough(me.host, them.host)
    door = null
    goNear(me, there)
  }

  function goNear(me: Rect, there: Rect): void {
    const gap = gapBetween(me, there)
    if (walker.isWalking() ? gap <= NEAR : gap <= FAR) {
      if (walker.isWalking()) walker.halt()
      return
    }
    const isOnTheWay = aim !== null && (walker.isWalking() || clock.now() - aim.since < AGAIN_MS)
    if (isOnTheWay && aim !== null && Math.hypot(there.x - aim.x, there.y - aim.y) <= GONE_ON) return
    aim = { x: there.x, y: there.y, since: clock.now() }
    walker.walk(spotNear(me, there))
  }

  /** They went into something, or out of it. */
  function goThrough(from: Artifact['host'], to: Artifact['host']): void {
    const ways = `${from} ${to}`
    aim = null
    if (door?.ways !== ways) {
      door = { ways, since: clock.now() }
      pass(from, to)
    } else if (!walker.isWalking() && clock.now() - door.since > DOOR_MS) cannot()
  }

  function pass(from: Artifact['host'], to: Artifact['host']): void {
    const into = to === null || to === 'limbo' ? null : view.artifact(to)
    const around = from === null || from === 'limbo' ? null : view.artifact(from)
    const who = followed
    // Why not is said at the door.
    const refused = (): void => {
      if (followed === who) become(null)
    }
    if (into !== null && into.host === from) parts.goInto(into, refused)
    else if (around !== null && around.host === to) parts.goOut(refused)
    else cannot()
  }

  function cannot(): void {
    if (followed !== null) giveUp(`You cannot go where ${followed.name} is.`)
  }

  return {
    now: () => followed,
    begin({ id, name }) {
      const called = name === '' ? 'somebody' : name
      become({ id, name: called })
      look()
    },
    stop() {
      if (followed !== null) giveUp(`You are no longer following ${followed.name}.`)
    },
    end: () => cancel?.(),
  }
}

/** On the side of them where one is. */
function spotNear(me: Rect, there: Rect): XY {
  const across = me.x + me.width / 2 - there.x - there.width / 2
  const down = me.y + me.height / 2 - there.y - there.height / 2
  const far = Math.hypot(across, down) || 1
  const x = there.x + there.width / 2 + (across / far) * (there.width + NEAR) - me.width / 2
  const y = there.y + there.height / 2 + (down / far) * (there.height + NEAR) - me.height / 2
  return { x: Math.round(Math.max(0, Math.min(x, FLOOR_WIDTH - me.width))), y: Math.round(Math.max(0, y)) }
}
