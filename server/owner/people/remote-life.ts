// A world that another process of this node plays, for crossings: each step is asked there. The log of that
// world waits there while its rows are written here, together with those of the other world.
import type { LandingRefusal } from '../../../shared/play/crossings/landing-spot.ts'
import { answerWithin } from '../../../shared/time/time-limit.ts'
import { BEHAVIOR } from '../../../shared/world/address.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import { isOfTheWrite, type JointPart, type ServerClock } from '../../sync/sync-server.ts'
import type { CrossingLife } from './crossing-life.ts'
import { Arriving, Departing, isTooMuch, Rows, TOO_MUCH, type CrossingStep } from './crossing-steps.ts'

/** How long that process may take for a step in which its world stands still already, in ms. */
const STEP_MS = 3_000

const ASLEEP: LandingRefusal = { why: 'That world is just waking up. Try again.' }

interface RemoteLifeOptions {
  readonly world: WorldKey
  /** Asks the process that plays it; rejects where that fails. */
  readonly ask: (step: CrossingStep) => Promise<unknown>
  /** A number that no other part of a crossing has there. */
  readonly number: () => number
  readonly clock: Pick<ServerClock, 'after'>
}

export function openRemoteLife({ world, ask, number, clock }: RemoteLifeOptions): CrossingLife {
  /** Null: it was not answered. */
  const answered = (step: CrossingStep): Promise<unknown> => answerWithin(clock, STEP_MS, ask(step))
  const tell = (step: CrossingStep): void => void answered(step)

  const partOf = (part: number): JointPart => ({
    update: NOTHING,
    by: BEHAVIOR,
    epoch: 0,
    document: {
      async append(_update, _by, _epoch, joint) {
        const rows = Rows.safeParse(await answered({ rows: part }))
        if (joint === undefined || !rows.success) {
          tell({ unwritten: part, isKnown: true })
          throw new Error('the process that plays this world did not take part')
        }
        try {
          const sequences = await joint.take(rows.data)
          // It is stored, whether that process hears of it or not.
          await answered({ written: part, sequences })
        } catch (error) {
          tell({ unwritten: part, isKnown: isOfTheWrite(error) })
          throw error
        }
      },
    },
  })

  return {
    async hasAvatar(body) {
      const has = await answered({ has: body, in: world })
      return typeof has === 'boolean' ? has : null
    },
    putBack: async (body) => (await answered({ putBack: body, in: world })) === true,
    async depart(id, way, whose) {
      const part = number()
      const departing = Departing.parse(await ask({ depart: id, from: world, part, way, whose }))
      if (departing === null) return ASLEEP
      if ('why' in departing) return departing
      return {
        cargo: departing.cargo,
        leave: async () => ((await answered({ leave: part })) === true ? partOf(part) : null),
        done: () => undefined,
        cancel: () => tell({ drop: part }),
      }
    },
    async receive(cargo, where) {
      if (isTooMuch(cargo)) return TOO_MUCH
      const part = number()
      const arriving = Arriving.parse(await ask({ receive: cargo, to: world, part, where }))
      if (arriving === null) return ASLEEP
      if ('why' in arriving) return arriving
      const undo = (): void => tell({ drop: part })
      return { ids: new Map(arriving.ids), part: () => partOf(part), done: () => undefined, undo }
    },
    // That process hears of it by its part.
    fail: () => undefined,
  }
}

/** Its rows are made where the world is played. */
const NOTHING = new Uint8Array()
