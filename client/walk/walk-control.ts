// A person's walk through a world, as one tab leads it: requests of keys, fingers, buttons and commands, and
// the words about it beside them.
import { useSyncExternalStore } from 'react'
import type { ThingData } from '../../shared/behavior/sandbox-protocol.ts'
import type { Action } from '../../shared/play/acts/action.ts'
import type { WalkGoal } from '../../shared/play/walking/walk-prediction.ts'
import type { XY } from '../../shared/play/walking/floor-space.ts'
import { PERSON_SIZE } from '../../shared/world/avatar.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import type { Outcome } from '../../shared/world/live/live-state-values.ts'
import { prediction } from '../world/motion/predicted-avatar.ts'
import { ownerClock } from '../world/motion/shown-motion.ts'
import type { World } from '../world/context/use-world.ts'
import { meIn } from '../world/play/you.ts'
import { systemClock } from '../device/system-clock.ts'
import { actionFor } from './walk-actions.ts'
import { createFollow } from './follow-person.ts'
import { around, inFront, isBeside, spotsBeside } from '../world/play/reach.ts'
import { offerToPutBack } from './offer-put-back.ts'
import { createWalker } from './own-avatar.ts'
import { noteUse } from '../world/context/used-things.ts'
import type { WalkControl, Note, Walker } from '../world/play/walk-session.ts'
import { Listeners } from '../device/listener-set.ts'
import { notify } from '../notices/notices.ts'

const NOT_HERE = 'You are not in this world now. Come here first.'
/** How long after one went through something, in ms, one may find oneself in another world because of it. */
const CROSSING_MS = 8000

/**
 * When this tab went through something last. On the way to another node and back one passes through one's
 * home, and the tab with one.
 */
let crossedAt = -Infinity

export function startWalkControl(world: World): WalkControl {
  const listeners = new Listeners()
  const movers = new Listeners()
  let note: Note | null = null
  let chosen: ArtifactId | null = null
  let done: ArtifactId | null = null

  const tell = (): void => listeners.tell()
  /** Words have a place beside oneself only while one is here. */
  function say(words: string): void {
    if (walker.here() === null) return notify({ text: words })
    note = { words, nth: (note?.nth ?? 0) + 1 }
    tell()
  }
  const me = (): Artifact | null => meIn(world)
  const seen = (): Artifact | null => ahead(me(), walker.here())

  const walker = createWalker({
    view: world.view,
    me,
    act: (action) => world.owner.act(action),
    clock: systemClock,
    now: () => ownerClock.now(),
    show(thing) {
      prediction.set(thing)
      movers.tell()
    },
    say,
  })

  async function ask(action: Action): Promise<Outcome> {
    if (action.verb === 'enter' || action.verb === 'leave') crossedAt = performance.now()
    if (action.verb === 'use') noteUse(world.owner, action.thing)
    const outcome = await walker.act(action)
    if (!outcome.ok && !offerToPutBack(world.owner, outcome.why, () => void ask(action)))
      say(outcome.why ?? 'That is not possible.')
    return outcome
  }

  function target(): Artifact | null {
    const is = seen()
    const now = ownerClock.now()
    return is && inFront(around(world.view, is, 8, now), is, now)
  }

  function walkTo(thing: Artifact, then: () => void): void {
    if (walker.here() === null) return say(NOT_HERE)
    const spot = spotFor(walker, thing)
    if (spot !== undefined) walker.walkAndThen(spot, then)
  }

  async function askElse(action: Action, refused: () => void): Promise<void> {
    if (!(await ask(action)).ok) refused()
  }

  const follow = createFollow({
    view: world.view,
    walker,
    goInto: (thing, refused) =>
      walkTo(thing, () => void askElse({ verb: 'enter', thing: thing.id }, refused)),
    goOut: (refused) => void askElse({ verb: 'leave' }, refused),
    clock: systemClock,
    now: () => ownerClock.now(),
    say,
    onChange: tell,
  })

  /** `used`: its actions are not offered any more, until one walks on or presses it. */
  function choose(id: ArtifactId | null, used: ArtifactId | null = null): void {
    if (id === chosen && used === done) return
    chosen = id
    done = used
    tell()
  }

  return {
    world,
    walker,
    target,
    does(deed, thing) {
      follow.stop()
      if (deed === 'use' || deed === 'pickUp') choose(null, thing.id)
      const is = seen()
      const act = (): void => void ask(actionFor(deed, thing))
      const near = is && around(world.view, is, 8, ownerClock.now())
      if (near?.some((one) => one.artifact.id === thing.id && isBeside(one)) === true) act()
      else walkTo(thing, act)
    },
    goTo(thing) {
      follow.stop()
      const spot = thing.properties.passable ? middleOf(thing) : null
      if (spot !== null && walker.here() !== null) walker.walk(spot)
      else walkTo(thing, () => undefined)
    },
    follow: follow.begin,
    unfollow() {
      follow.stop()
      walker.halt()
    },
    following: follow.now,
    leave() {
      follow.stop()
      void ask({ verb: 'leave' })
    },
    putDown: () => void ask({ verb: 'putDown' }),
    ask,
    note: () => note,
    say,
    chosen: () => chosen,
    done: () => done,
    choose: (id) => choose(id),
    isCrossing: () => performance.now() - crossedAt < CROSSING_MS,
    subscribe: listeners.add,
    onMove: movers.add,
    end() {
      follow.end()
      walker.end()
    },
  }
}

/** Somebody as they are shown: ahead of where the owner has them. */
function ahead(artifact: Artifact | null, here: ThingData | null): Artifact | null {
  if (artifact?.place == null || here === null || here.host !== artifact.host) return artifact
  const { x, y, facing } = here
  return { ...artifact, place: { ...artifact.place, x, y, facing }, walk: null }
}

/** Where to stand on a thing: what one can walk over may wait for that. */
function middleOf({ place, look: { width, height } }: Artifact): XY | null {
  if (place === null) return null
  return {
    x: Math.round(place.x + (width - PERSON_SIZE) / 2),
    y: Math.round(place.y + (height - PERSON_SIZE) / 2),
  }
}

/** Where to stand beside a thing: where nothing is in the way, else where the way round that is shortest. */
function spotFor(walker: Walker, { place, look: { width, height } }: Artifact): XY | undefined {
  const here = walker.here()
  if (here === null || place === null) return undefined
  const spots = spotsBeside(here, { ...place, width, height })
  const found = spots.find(walker.reaches)
  if (found !== undefined) return found
  const far = new Map(spots.map((spot) => [spot, walker.farTo(spot) ?? Infinity]))
  return spots.toSorted((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0))[0]
}

export function useNote(control: WalkControl): Note | null {
  return useSyncExternalStore(control.subscribe, control.note)
}

export function useChosen(control: WalkControl): ArtifactId | null {
  return useSyncExternalStore(control.subscribe, control.chosen)
}

/** Walks somewhere by hand: the chosen target is released. */
export function walkOff({ walker, choose, following, unfollow }: WalkControl, goal: WalkGoal): void {
  choose(null)
  if (following() !== null) unfollow()
  walker.walk(goal)
}
