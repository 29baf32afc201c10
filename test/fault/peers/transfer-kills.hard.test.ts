// Two nodes, killed at random while things change hands between them: each thing is in exactly one place,
// whatever was cut off. Each kill cuts off several things at once, on their way to the other node and on
// their way home.
import { afterAll, beforeAll, test } from 'vitest'
import { startAgain, startLastingPair } from '../../peers.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { Carrier, isGiving, roundsOf } from './carrier.ts'
import { roundsOr } from '../../support/rounds.ts'

const KILLS = roundsOr(25)
/** Cut off by each kill. */
const AT_ONCE = 5
const LIMIT_MS = 120_000 + KILLS * 60_000
/** A thing is asked for, taken out, sent and put down in about so long; five of them at once take longer. */
const KILL_MS = 250

const rounds = roundsOf(KILLS, AT_ONCE)
let carrier: Carrier

beforeAll(async () => {
  const { a, b } = await startLastingPair()
  carrier = new Carrier(a, b)
  await carrier.begin(rounds)
}, LIMIT_MS)

afterAll(async () => {
  await carrier?.end()
})

test(
  '[N61] whichever node is killed, what was on its way is in exactly one place',
  { timeout: LIMIT_MS },
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const found = { there: 0, 'not there': 0 }
    let slowest = 0
    for (const round of rounds) {
      await carrier.bring(round)
      for (const name of round.names) void carrier.ada.putDown(name)
      await new Promise((resolve) => setTimeout(resolve, random.below(KILL_MS)))
      const isOfA = random.below(2) === 0
      await (isOfA ? carrier.a : carrier.b).server.kill()
      if (isOfA) carrier.a = await startAgain(carrier.a)
      else carrier.b = await startAgain(carrier.b)
      const since = performance.now()
      await carrier.look()
      for (const name of round.names)
        found[(await carrier.settled(name, isGiving(round), seed)) ? 'there' : 'not there'] += 1
      slowest = Math.max(slowest, performance.now() - since)
    }
    await carrier.allSettled(rounds, seed)
    console.info(
      `${KILLS} kills, ${KILLS * AT_ONCE} things cut off: ${JSON.stringify(found)}, 0 lost, 0 twice; all in one place ${Math.round(slowest)} ms after the start at the latest (seed ${seed})`,
    )
  },
)
