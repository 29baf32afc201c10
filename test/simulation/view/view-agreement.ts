// Runs of steps on replicas of a world, checked as they go, until all has arrived everywhere and all show the
// same.
import fc from 'fast-check'
import { expect } from 'vitest'
import { repairs } from '../../../shared/world/edits/scene-repairs.ts'
import { dump } from '../../unit/world/made.ts'
import {
  askForMissing,
  check,
  deliverAll,
  makeReplicas,
  pages,
  reloaded,
  type Replica,
  type Step,
} from './view-replicas.ts'

/** Steps of one run. */
export const STEPS = 200

/** A run: steps on some replicas, checked as they go, until all has arrived everywhere. */
export function agreement(step: fc.Arbitrary<Step>, seen: Seen): fc.IProperty<[number, number, Step[]]> {
  const steps = fc.array(step, { minLength: STEPS, maxLength: STEPS, size: 'max' })
  return fc.property(fc.integer({ min: 2, max: 5 }), fc.nat(), steps, (count, order, steps) => {
    const replicas = makeReplicas(count, order)
    for (const step of steps) {
      const replica = step.run(replicas)
      if (replica === undefined) continue
      check(replica)
      note(replica, seen)
    }
    for (const replica of replicas) deliverAll(replica)
    for (const replica of replicas) askForMissing(replica, replicas)
    const [first, ...others] = replicas
    if (first === undefined) throw new Error('no replica')
    for (const other of others) {
      expect(dump(other.view)).toBe(dump(first.view))
      expect(pages(other)).toEqual(pages(first))
    }
    expect(reloaded(first)).toBe(dump(first.view))
  })
}

/** The cases that the runs met, to tell that they met them. */
interface Seen {
  steps: number
  artifacts: number
  limbo: number
  circles: number
  live: number
}

export function nothingSeen(): Seen {
  return { steps: 0, artifacts: 0, limbo: 0, circles: 0, live: 0 }
}

function note({ view }: Replica, seen: Seen): void {
  seen.steps += 1
  seen.artifacts += view.size
  seen.limbo += view.limbo.length
  seen.circles += repairs(view).filter((repair) => repair.why === 'circle').length
  for (const artifact of view.artifacts()) seen.live += artifact.live.size
}
