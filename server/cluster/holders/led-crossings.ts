// What the process that leads asks of those that play worlds with people in them.
import type { MemberId } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { openSceneElsewhere } from './past-scenes.ts'
import { MembersByNumber, type LeaderQuestion } from './holding-words.ts'
import type { OtherHolders } from './other-holders.ts'
import type { PlayingProcesses } from '../../owner/people/other-processes.ts'
import { openRemoteLife } from '../../owner/people/remote-life.ts'
import type { ServerClock } from '../../time/server-clock.ts'

export function createLedCrossings(holders: OtherHolders, clock: ServerClock): PlayingProcesses {
  let parts = 0
  return {
    async lifeOf({ key: world }) {
      const player = await holders.playerOf(world)
      if (player === null) return null
      const number = (): number => (parts += 1)
      return openRemoteLife({ world, ask: (crossing) => player({ crossing }), number, clock })
    },
    async sendOut({ key }, member, isForAMoment) {
      // All of them, since the world may go from one to the other within that moment.
      const answers = await holders.askAll({ sendOut: member, of: key, isForAMoment })
      return answers.includes(true)
    },
    notify: (notify, words) => holders.tell({ notify, words }),
    tellAll: () => holders.tell({ tellAll: true }),
  }
}

export type RoomsElsewhere = ReturnType<typeof createRoomsElsewhere>

/** What is known of worlds that they have open, as of a `Sync`; null: none of them has that world. */
export function createRoomsElsewhere(holders: OtherHolders) {
  async function ask(
    { key }: WorldRecord,
    question: LeaderQuestion,
  ): Promise<ReadonlyMap<number, MemberId> | null> {
    const player = await holders.playerOf(key)
    return player && new Map(MembersByNumber.parse(await player(question)))
  }
  return {
    /** The connections to them. */
    here: () => holders.here(),
    async writableScene({ key }: WorldRecord) {
      const player = await holders.playerOf(key)
      return player && openSceneElsewhere(key, player)
    },
    present: (world: WorldRecord) => ask(world, { present: world.key }),
    writers: (world: WorldRecord, clients: readonly number[]) =>
      ask(world, { writers: world.key, clients: [...clients] }),
  }
}
