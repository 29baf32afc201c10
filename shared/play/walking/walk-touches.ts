// When walkers come onto passable things on their way. It is computed when a leg begins, as where it ends is:
// so it costs nothing while somebody walks. Where nobody listens for it, nothing is computed.
import type { ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { createDueQueue } from '../documents/due-queue.ts'
import { sweptBy, type Space, type XY } from './floor-space.ts'
import { entryOf } from './rect.ts'
import { durationOf } from './walk-geometry.ts'

/** Most things that one leg comes onto: a floor of a thousand tiles must not hold up a step. */
const TOUCHES_PER_LEG = 100

interface WalkTouch {
  readonly walker: ThingData
  readonly thing: ThingData
  readonly at: number
}

export interface WalkTouches {
  /** To be told of every change of a thing, after the space knows it. */
  readonly follow: (before: ThingData | null, after: ThingData | null) => void
  /** Tells what was touched by now. */
  readonly step: (now: number) => void
  /** When the next thing is touched; null: none is. */
  readonly next: () => number | null
}

interface WalkTouchesParts {
  readonly things: { readonly get: (id: ArtifactId) => ThingData | null }
  readonly space: Pick<Space, 'passable'>
  readonly now: () => number
  readonly isHeard: () => boolean
  readonly tell: (touch: WalkTouch) => void
}

interface DueTouch {
  readonly walker: ArtifactId
  readonly thing: ArtifactId
  /** Where it stood: nobody comes onto one that was moved since. */
  readonly spot: XY
}

export function createWalkTouches({ things, space, now, isHeard, tell }: WalkTouchesParts): WalkTouches {
  const due = createDueQueue<DueTouch>()
  const byWalker = new Map<ArtifactId, (() => void)[]>()

  function forget(walker: ArtifactId): void {
    for (const cancel of byWalker.get(walker) ?? []) cancel()
    byWalker.delete(walker)
  }

  function plan(walker: ThingData): void {
    forget(walker.id)
    const { walk, host } = walker
    if (walk === null || host === null || host === 'limbo' || !isHeard()) return
    const [dx, dy] = [walk.toX - walker.x, walk.toY - walker.y]
    const ms = durationOf(walker)
    if (ms === Infinity) return
    const cancels: (() => void)[] = []
    for (const thing of space.passable(host, sweptBy(walker))) {
      if (thing.id === walker.id || thing.person !== null) continue
      const met = entryOf(walker, dx, dy, thing)
      if (met === null) continue
      cancels.push(
        due.put(walk.at + met.share * ms, {
          walker: walker.id,
          thing: thing.id,
          spot: { x: thing.x, y: thing.y },
        }),
      )
      if (cancels.length === TOUCHES_PER_LEG) break
    }
    if (cancels.length > 0) byWalker.set(walker.id, cancels)
  }

  function step(at: number): void {
    for (let next = due.take(at); next !== null; next = due.take(at)) {
      const [walker, thing] = [things.get(next.item.walker), things.get(next.item.thing)]
      if (walker === null || thing === null || !thing.passable || thing.host !== walker.host) continue
      const { x, y } = next.item.spot
      if (thing.x === x && thing.y === y) tell({ walker, thing, at: next.at })
    }
  }

  return {
    follow(before, after) {
      const thing = after ?? before
      if (thing === null || (before?.walk ?? null) === (after?.walk ?? null)) return
      // What was come onto before it goes another way counts.
      if (before !== null && byWalker.has(thing.id)) step(now())
      if (after === null) forget(thing.id)
      else plan(after)
    },
    step,
    next: due.next,
  }
}
