// The run of peers-apart.test.ts, in a network of its own. Its last line says the result, and it ends with 1
// if that is wrong.
import { makeHomes, PORT, setCable, delayCable, type Home } from './networks.ts'
import { endNodes, startIn } from '../../peers.ts'
import { seededRandom } from '../../simulation/random.ts'
import { Carrier, isGiving, roundsOf } from './carrier.ts'

const ROUNDS = 6
const AT_ONCE = 4
const DELAY_MS = 40
/** A cable is out for so long at most: shorter than a node is waited for, and longer. */
const OUT_MS = 25_000

const seed = Number(process.argv[2])
const random = seededRandom(seed)
const rounds = roundsOf(ROUNDS, AT_ONCE)
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const homes = await makeHomes()
const start = (account: string, { name, outside, keeper }: Home) =>
  startIn(account, { name: `${name}:${PORT}`, outside: `${outside}:${PORT}`, keeper: keeper.pid ?? 0 })
const [a, b] = await Promise.all([start('ada', homes[0]), start('bob', homes[1])])
const isDelayed = delayCable(homes, DELAY_MS)
try {
  const carrier = new Carrier(a, b)
  await carrier.begin(rounds)
  let slowest = 0
  for (const round of rounds) {
    await carrier.bring(round)
    const asked = performance.now()
    const puts = round.names.map((name) => carrier.ada.putDown(name))
    await pause(random.below(300))
    setCable(homes, false)
    await Promise.all(puts)
    slowest = Math.max(slowest, performance.now() - asked)
    await pause(random.below(OUT_MS))
    setCable(homes, true)
    await carrier.look()
    for (const name of round.names) await carrier.settled(name, isGiving(round), seed)
  }
  await carrier.allSettled(rounds, seed)
  console.log(
    `the cable was pulled ${ROUNDS} times, ${isDelayed ? `with ${DELAY_MS} ms each way` : 'without a delay, which this kernel has not'}: ` +
      `${ROUNDS * AT_ONCE} things, 0 lost, 0 twice; each request was answered within ${Math.round(slowest)} ms (seed ${seed})`,
  )
  carrier[Symbol.dispose]()
} finally {
  await endNodes(a, b)
  for (const { keeper } of homes) keeper.kill('SIGKILL')
}
process.exit(0)
