// People on a real node that is killed, and frozen, while they act: an answered action has happened, once,
// and an unanswered one is done once when the node is there again.
import { expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { connect, type Driver } from '../../shared/driver/connect.ts'
import { speechOf } from '../../shared/world/live/live-state.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../process.ts'
import { seededRandom, seedFromEnvironment } from '../simulation/random.ts'
import { roundsOr } from '../support/rounds.ts'
import { furnish } from '../unit/owner/visitors.ts'
import { id } from '../unit/world/made.ts'
import { IS_HARD } from '../hard.ts'

const ROUNDS = IS_HARD ? roundsOr(40) : 1
const LIMIT_MS = IS_HARD ? 60 * 60_000 : 180_000
/** More than a node may take to start on a machine that has much else to do, in ms. */
const PATIENCE_MS = 60_000
/** The node is killed or frozen so soon after somebody acts, in ms. */
const SOON_MS = 30
/** A node is frozen for so long at most, in ms. */
const FROZEN_MS = 500
const WORLD = 'ada/garden'
/** A chair, and the spot above it where people stand: nothing is in the way there from where they come in. */
const CHAIR = { name: 'chair', x: 430, y: 400, look: { width: 40, height: 40 } }
const ABOVE = { x: 434, y: 366 }

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

function enter({ url: server }: RunningServer, name: string): Promise<Driver> {
  const patienceMs = PATIENCE_MS
  return connect({ server, world: WORLD, name, platform: globalThis, WebSocket, patienceMs })
}

it(
  '[O3] what people do on a node that is killed and frozen is done whole and once, and one of two holds the chair',
  { timeout: LIMIT_MS },
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const data = temporaryFolder()
    let server = await startServer({ data })
    const args = ['--port', String(server.port)]
    await furnish({ url: `${server.wsUrl}/sync` }, WORLD, [CHAIR])
    const ada = await enter(server, 'Ada')
    const bob = await enter(server, 'Bob')
    for (const driver of [ada, bob]) {
      expect(await driver.visit()).toMatchObject({ ok: true })
      expect(await driver.walkTo(ABOVE)).toMatchObject({ ok: true })
    }
    let [kills, freezes] = [0, 0]

    /** Something happens to the node while people act. */
    async function disturb(): Promise<void> {
      await pause(random.below(SOON_MS))
      if (random.below(2) === 0) {
        freezes += 1
        process.kill(server.pid, 'SIGSTOP')
        await pause(random.below(FROZEN_MS))
        process.kill(server.pid, 'SIGCONT')
      } else {
        kills += 1
        await server.kill()
        server = await startServer({ data, args })
      }
    }

    async function during<T>(...acts: readonly Promise<T>[]): Promise<T[]> {
      const [outcomes] = await Promise.all([Promise.all(acts), disturb()])
      return outcomes
    }

    try {
      for (let round = 1; round <= ROUNDS; round += 1) {
        const what = `seed ${seed}, round ${round}`
        const outcomes = await during(ada.pickUp(id('chair')), bob.pickUp(id('chair')))
        expect(
          outcomes.filter(({ ok }) => ok),
          what,
        ).toHaveLength(1)
        const [winner, loser] = outcomes[0]?.ok === true ? [ada, bob] : [bob, ada]
        expect(outcomes.find(({ ok }) => !ok)?.why, what).toBe(`${winner.name} has it.`)
        await until('both see who holds it', () =>
          [ada, bob].every(({ view }) => view.artifact(id('chair'))?.host === winner.me?.id),
        )
        const words = `This is round ${round}.`
        expect(await during(loser.say(words)), what).toEqual([{ ok: true, why: null }])
        const { x, y } = CHAIR
        expect(await during(winner.putDown(id('chair'), { x, y })), what).toEqual([{ ok: true, why: null }])
        const { live } = winner.view
        const said = live === null ? [] : speechOf(live).filter((speech) => speech.words === words)
        expect(said, what).toHaveLength(1)
        expect(winner.view.artifact(id('chair')), what).toMatchObject({
          host: winner.view.root,
          place: { x, y },
        })
      }
    } finally {
      for (const driver of [ada, bob]) driver.close()
      await server.kill()
    }
    console.info(
      `${ROUNDS * 4} actions of two people through ${kills} kills and ${freezes} freezes of a node: each done once (seed ${seed})`,
    )
  },
)
