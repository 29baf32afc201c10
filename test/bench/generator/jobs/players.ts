// People who walk and talk in one town or in many: how long from asking to having it, what it costs, and
// whether all see the same in the end.
import type { Endpoint } from '../client.ts'
import { openTownRoom } from '../colyseus-town.ts'
import { randomFrom } from '../edits.ts'
import { FLOOR, type Area, type OpenTown, type Spot, type Town } from '../town.ts'
import { pause } from '../until.ts'
import { openWalkers } from '../walkers.ts'
import { measureWork } from '../work.ts'

interface PlayersPlan {
  readonly towns: number
  /** People in each town. */
  readonly people: number
  /**
   * Mean pauses between two walks of one person, and between two sentences, in ms; half to one and a half of
   * it.
   */
  readonly walkMs: number
  readonly talkMs: number
  readonly warmUpMs: number
  readonly measureMs: number
  readonly seed: number
  /** Where they walk; the whole floor of a town unless given. */
  readonly area?: Area
  /** No obstacles for walkers: there are chairs, unless this is given. */
  readonly isBare?: boolean
  /**
   * People who are refused try again, as real ones do, instead of ending the run: over hours a machine is
   * busy elsewhere at times.
   */
  readonly isPatient?: boolean
}

interface PlayersResult {
  /** From asking to having it, in ms: half, and 99 of 100. */
  readonly p50: number
  readonly p99: number
  readonly actions: number
  /** Actions that were refused, where people are patient. */
  readonly refused: number
  /** Bytes a second of each person, both ways: the mean, and the most. */
  readonly traffic: number
  readonly trafficMost: number
  /** People who in the end see something else than a newcomer. */
  readonly divergences: number
  /** Work of the server per action, in microseconds. */
  readonly workPerUpdate: number
  readonly serverBusy: number
  readonly generatorBusy: number
  readonly othersBusy: number
}

/** A walk across the floor is over after so long, in ms. */
const WALK_MS = 12_000

export async function players(endpoint: Endpoint, plan: PlayersPlan): Promise<PlayersResult> {
  const open: OpenTown = endpoint.dialect === 'colyseus' ? openTownRoom : openWalkers
  const towns: Town[] = []
  for (let i = 0; i < plan.towns; i++)
    towns.push(await open(endpoint, `town-${i}`, plan.people, plan.isBare ?? false))
  const random = randomFrom(plan.seed)
  const took: number[] = []
  const lives: Promise<void>[] = []
  const phase = { isMeasuring: false, isOver: false }
  let refused = 0

  /** Does something again and again, at times of its own. */
  async function live(everyMs: number, act: () => Promise<void>): Promise<void> {
    await pause(random() * everyMs)
    while (!phase.isOver) {
      const began = performance.now()
      await act().catch((error: unknown) => {
        if (plan.isPatient !== true) throw error
        refused++
      })
      if (phase.isMeasuring) took.push(performance.now() - began)
      await pause(Math.max(0, everyMs * (0.5 + random()) - (performance.now() - began)))
    }
  }

  const { left, top, width, height } = plan.area ?? FLOOR
  const spot = (): Spot => ({
    x: left + Math.floor(random() * width),
    y: top + Math.floor(random() * height),
  })
  for (const town of towns) {
    for (let person = 0; person < plan.people; person++) {
      let said = 0
      lives.push(
        live(plan.walkMs, () => town.walk(person, spot())),
        live(plan.talkMs, () => town.say(person, `This is the sentence number ${(said += 1)} of ${person}.`)),
      )
    }
  }
  await Promise.race([pause(plan.warmUpMs), ...lives])
  const before = trafficOf(towns)
  const spent = measureWork(endpoint.pid)
  phase.isMeasuring = true
  await Promise.race([pause(plan.measureMs), ...lives])
  phase.isMeasuring = false
  const { ms, serverMs, ...busy } = spent()
  const each = trafficOf(towns).map((bytes, i) => (bytes - (before[i] ?? 0)) / (ms / 1000))
  phase.isOver = true
  await Promise.all(lives)
  await pause(WALK_MS)
  let divergences = 0
  for (const town of towns) divergences += await town.divergences()
  for (const town of towns) town.leave()
  const sorted = took.sort((a, b) => a - b)
  return {
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    actions: (took.length / ms) * 1000,
    refused,
    traffic: each.reduce((sum, bytes) => sum + bytes, 0) / each.length,
    trafficMost: Math.max(...each),
    divergences,
    workPerUpdate: (serverMs / took.length) * 1000,
    ...busy,
  }
}

const trafficOf = (towns: readonly Town[]): readonly number[] => towns.flatMap((town) => town.traffic())

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? NaN
}
