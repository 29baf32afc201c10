// One person does something now and then, others are in the world: how long until the effect, saved, is with
// another.
import * as Y from 'yjs'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import type { Endpoint } from '../client.ts'
import { randomFrom } from '../edits.ts'
import { pause, until } from '../until.ts'
import { measureWork } from '../work.ts'
import { remembered, visit, writeWorld, type Visitor } from '../world.ts'

interface ActingPlan {
  readonly people: number
  /**
   * Mean pause from one effect to the next action, in ms; it is exponential, so that no beat of the server's
   * is met.
   */
  readonly pauseMs: number
  readonly actions: number
  readonly seed: number
}

interface ActingResult {
  /** From when an action is sent to when another person has its effect, in ms. */
  readonly p50: number
  readonly p99: number
  /** The same until the actor has the outcome. */
  readonly outcomeP50: number
  readonly outcomeP99: number
  /** The share of the machine that other programs used meanwhile; 1 is one core. */
  readonly othersBusy: number
}

/** Counts its uses. */
export const COUNTER = `# A counter

\`\`\`js
on('use', count)

function count() {
  memory.uses = Number(memory.uses ?? 0) + 1
}
\`\`\`
`

const PATIENCE_MS = 20_000

export async function acting(endpoint: Endpoint, plan: ActingPlan): Promise<ActingResult> {
  const world = 'acting'
  const [thing] = await writeWorld(endpoint, world, { count: 1, text: COUNTER })
  if (thing === undefined) throw new Error('there is nothing to use')
  const crowd: Visitor[] = []
  for (let i = 2; i < plan.people; i++) crowd.push(await visit(endpoint, world))
  const pair = await openPair(endpoint, world, thing)
  // The first one wakes sleeping programs, and compiles them.
  for (let i = 0; i < WARM_UP; i++) await pair.act()

  const random = randomFrom(plan.seed)
  const spent = measureWork(endpoint.pid)
  const effects: number[] = []
  const outcomes: number[] = []
  for (let i = 0; i < plan.actions; i++) {
    await pause(-Math.log(1 - random()) * plan.pauseMs)
    const { effect, outcome } = await pair.act()
    effects.push(effect)
    outcomes.push(outcome)
  }
  const { othersBusy } = spent()
  if (crowd.some((visitor) => visitor.received() === 0)) throw new Error('somebody in the world saw nothing')
  return {
    p50: quantile(effects, 0.5),
    p99: quantile(effects, 0.99),
    outcomeP50: quantile(outcomes, 0.5),
    outcomeP99: quantile(outcomes, 0.99),
    othersBusy,
  }
}

const WARM_UP = 20

interface Pair {
  /** Lets one act; how long until the other saw it, and until the outcome was there, in ms. */
  act(): Promise<{ readonly effect: number; readonly outcome: number }>
}

async function openPair(endpoint: Endpoint, world: string, thing: ArtifactId): Promise<Pair> {
  const live = new Y.Doc()
  let uses = 0
  let seenAt = 0
  let doneAt = 0
  await visit(endpoint, world, {
    live,
    news() {
      if (remembered(live, thing, 'uses') === uses) seenAt = performance.now()
    },
  })
  uses = remembered(live, thing, 'uses')
  const actor = await visit(endpoint, world, { outcome: () => (doneAt = performance.now()) })
  return {
    async act() {
      uses += 1
      seenAt = doneAt = 0
      const began = performance.now()
      actor.act({ verb: 'use', thing })
      await until('an action has its effect', PATIENCE_MS, () => seenAt > 0 && doneAt > 0)
      return { effect: seenAt - began, outcome: doneAt - began }
    },
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * share)] ?? NaN
}
