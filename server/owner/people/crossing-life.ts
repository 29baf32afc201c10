// A world that is played, as crossings know it: in this process, or in another one of this node.
import type { Cargo, CrossingRoute } from '../../../shared/play/crossings/cargo.ts'
import type { LandingPlace, LandingRefusal } from '../../../shared/play/crossings/landing-spot.ts'
import type { WorldArrival } from '../../../shared/play/crossings/world-arrival.ts'
import type { CarrierRight, WorldDeparture } from '../../../shared/play/crossings/world-crossing.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { JointPart } from '../../sync/sync-server.ts'
import type { WorldRun } from '../worlds/world-run.ts'

/** Something is about to leave: its world stands still until `done` or `cancel`. */
export interface LifeDeparture extends Pick<WorldDeparture, 'cargo' | 'done' | 'cancel'> {
  /** What is written there when it is gone; null when it is no longer as it was packed. */
  leave(): Promise<JointPart | null>
}

/** Something is about to come: its world stands still until `done` or `undo`. */
export interface LifeArrival extends Pick<WorldArrival, 'ids' | 'done' | 'undo'> {
  /** What is written there when it has come. */
  part(): JointPart
}

export interface CrossingLife {
  /** Whether somebody's avatar is there, or away and kept there; null when nobody can say now. */
  hasAvatar(body: ArtifactId): Promise<boolean | null>
  /** Somebody puts back what they hold there; answers whether that is done. */
  putBack(body: ArtifactId): Promise<boolean>
  depart(id: ArtifactId, way: CrossingRoute, whose: CarrierRight): Promise<LifeDeparture | LandingRefusal>
  receive(cargo: Cargo, where: LandingPlace): Promise<LifeArrival | LandingRefusal>
  /** What was to be written there is not stored, or nobody knows: it begins again from the disk. */
  fail(error: unknown): void
}

/** Of a world that is played here. */
export function lifeOfRun(run: WorldRun): CrossingLife {
  const { play } = run
  return {
    hasAvatar: (body) => Promise.resolve(run.hasAvatar(body)),
    async putBack(body) {
      await play.putBack(body)
      return true
    },
    async depart(id, way, whose) {
      const departure = await play.depart(id, way, whose)
      if ('why' in departure) return departure
      const leave: LifeDeparture['leave'] = () => {
        const left = departure.leave()
        return Promise.resolve(left && run.part(left))
      }
      return { ...departure, leave }
    },
    async receive(cargo, where) {
      const arrival = await play.receive(cargo, where)
      return 'why' in arrival ? arrival : { ...arrival, part: () => run.part(arrival.update) }
    },
    fail: (error) => run.fail(error),
  }
}
