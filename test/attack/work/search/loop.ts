// Searches for the inputs that cost a node most, kind by kind: it sends an input, sees how late others are
// answered and how much memory the node takes, keeps the costliest and grows those further. An input that
// passes a bound twice is a finding.
import { setTimeout } from 'node:timers/promises'
import type { Random } from '../../../simulation/random.ts'
import { GROWN_BYTES, LATE_MS, SERVES_MS } from '../bounds.ts'
import type { Stage, Target } from '../watched-node.ts'
import { oneOf, type Kind } from './kind.ts'

interface Found {
  readonly kind: string
  /** As JSON: it is sent again by that. */
  readonly input: string
  readonly what: string
}

interface Cost {
  readonly netMs: number
  readonly grown: number
  readonly workedMs: number
  readonly bytes: number
  /** Why nothing was seen, or not all: it was refused, or never answered. */
  readonly why: string | null
}

interface Searched {
  readonly found: readonly Found[]
  readonly tries: number
  /** How long the node took to serve after it was killed in the middle, at most. */
  readonly servedMs: number
  /** The costliest of each kind. */
  readonly worst: readonly (Cost & { readonly kind: string; readonly input: string })[]
}

/**
 * How many of the costliest of each kind are grown further, and as many of those that cost most for their
 * bytes.
 */
const KEPT = 5
/** Of a kind of which so much was found, nothing more is looked for: the rest is of the same cause. */
const FOUND_EACH = 4
/** A kind is picked at least as often as that, of those that cost as much as they may. */
const LEAST = 0.15

/** An input is changed so often at most, before it is sent again. */
const STEPS_MAX = 4

interface Kept {
  readonly input: string
  readonly cost: Cost
}

interface Lane {
  readonly kind: Kind
  readonly seeds: string[]
  kept: readonly Kept[]
  found: number
}

/** The share of its bounds that an input used. */
const shareOf = ({ netMs, grown, workedMs }: Cost): number =>
  Math.max(netMs / LATE_MS, grown / GROWN_BYTES) + workedMs / 100_000
const perByte = ({ cost }: Kept): number => shareOf(cost) / (cost.bytes + 10_000)

/** The bound that it passes; null when it passes none. */
export function passed({ netMs, grown, why }: Cost): string | null {
  if (why === DOWN || why === RESTLESS) return why
  if (netMs > LATE_MS) return `others were answered ${netMs.toFixed(0)} ms late`
  return grown > GROWN_BYTES ? `${(grown / 1e6).toFixed(0)} MB more memory` : null
}

const DOWN = 'the node ended'
const RESTLESS = 'the node has no rest'

/** Longest time of a try, in ms; requests that have no answer by then are told, and the search goes on. */
const TRY_MS = 150_000

async function unanswered(): Promise<never> {
  await setTimeout(TRY_MS, null, { ref: false })
  throw new Error(`not all of it was answered within ${TRY_MS / 1000} s`)
}

/** Sends an input of a kind once, and says what it cost. */
export async function tried(viewport: Stage, target: Target, kind: Kind, input: string): Promise<Cost> {
  let bytes = 0
  let why: string | null = null
  try {
    const { netMs, grown, workedMs } = await viewport.seenDuring(async () => {
      try {
        bytes = await Promise.race([kind.send(target, input), unanswered()])
      } catch (error) {
        why = error instanceof Error ? error.message : String(error)
      }
      await target.clear().catch(() => null)
    })
    const answer = await viewport.node.ask('GET', '/healthz').catch(() => null)
    return { netMs, grown, workedMs, bytes, why: answer?.ok ? why : DOWN }
  } catch {
    return { netMs: 0, grown: 0, workedMs: 0, bytes, why: RESTLESS }
  }
}

interface SearchOptions {
  readonly kinds: readonly Kind[]
  readonly random: Random
  readonly forMs: number
  readonly tell: (line: string) => void
}

/** Searches for so long. */
export async function searchNode(
  viewport: Stage,
  { kinds, random, forMs, tell }: SearchOptions,
): Promise<Searched> {
  const end = performance.now() + forMs
  const lanes: Lane[] = kinds.map((kind) => ({ kind, seeds: [...kind.seeds], kept: [], found: 0 }))
  const found: Found[] = []
  let tries = 0
  let servedMs = 0

  /** Once more where it takes long: that may be the machine. */
  async function restart(): Promise<void> {
    const once = await viewport.killed()
    servedMs = Math.max(servedMs, once < SERVES_MS ? once : Math.min(once, await viewport.killed()))
  }

  async function send(kind: Kind, input: string): Promise<Cost> {
    tries += 1
    // Each try is somebody else: so no allowance, counted by person or by address, is used up before.
    const cost = await tried(viewport, await viewport.another(), kind, input)
    if (cost.why === DOWN || cost.why === RESTLESS) await restart()
    return cost
  }

  /** Sends it once more where it passed a bound: the first time may be the machine. */
  async function judged(lane: Lane, input: string): Promise<Cost> {
    const { kind } = lane
    const once = await send(kind, input)
    if (passed(once) === null) return once
    const twice = await send(kind, input)
    const cost = lesser(once, twice)
    const what = passed(twice) === null ? null : passed(cost)
    if (what !== null) {
      lane.found += 1
      found.push({ kind: kind.name, input, what })
      tell(`FOUND ${kind.name}: ${what}: ${input}`)
    }
    return cost
  }

  while (performance.now() < end) {
    const open = lanes.filter((lane) => lane.found < FOUND_EACH)
    if (open.length === 0) break
    const { lane, input } = next(open, random)
    const cost = await judged(lane, input)
    lane.kept = best([...lane.kept, { input, cost }])
    tell(`${lane.kind.name}: ${costOf(cost)}: ${input}`)
  }
  await restart()
  if (servedMs > SERVES_MS) {
    const what = `it took ${servedMs.toFixed(0)} ms to serve after it was killed`
    found.push({ kind: 'kill', input: '', what })
  }
  const worst = lanes.flatMap(({ kind, kept }) =>
    kept.slice(0, 1).map(({ input, cost }) => ({ ...cost, kind: kind.name, input })),
  )
  return { found, tries, servedMs, worst }
}

/**
 * The next input: half of the time a suspected one, as long as there is some; else a growth of the costliest.
 */
function next(lanes: readonly Lane[], random: Random): { readonly lane: Lane; readonly input: string } {
  const fresh = lanes.filter(({ seeds }) => seeds.length > 0)
  const growing = lanes.filter(({ kept }) => kept.length > 0)
  if (fresh.length > 0 && (growing.length === 0 || random.below(2) === 0)) {
    const lane = oneOf(fresh, random)
    const [input = ''] = lane.seeds.splice(random.below(lane.seeds.length), 1)
    return { lane, input }
  }
  const lane = costly(growing, random)
  let { input } = oneOf(lane.kept, random)
  for (let step = random.below(STEPS_MAX); step >= 0; step--) input = lane.kind.grow(input, random)
  return { lane, input }
}

/** One of them; those that cost more are picked more often. */
function costly(lanes: readonly Lane[], random: Random): Lane {
  const weightOf = ({ kept: [first] }: Lane): number =>
    LEAST + Math.min(1, first === undefined ? 0 : shareOf(first.cost))
  let left = random.fraction() * lanes.reduce((sum, lane) => sum + weightOf(lane), 0)
  return lanes.find((lane) => (left -= weightOf(lane)) < 0) ?? oneOf(lanes, random)
}

function best(kept: readonly Kept[]): readonly Kept[] {
  const most = kept.toSorted((a, b) => shareOf(b.cost) - shareOf(a.cost)).slice(0, KEPT)
  const dense = kept.toSorted((a, b) => perByte(b) - perByte(a)).slice(0, KEPT)
  return [...new Set([...most, ...dense])]
}

const lesser = (one: Cost, other: Cost): Cost => ({
  netMs: Math.min(one.netMs, other.netMs),
  grown: Math.min(one.grown, other.grown),
  workedMs: Math.min(one.workedMs, other.workedMs),
  bytes: other.bytes,
  why: other.why,
})

export const costOf = ({ netMs, grown, workedMs, bytes, why }: Cost): string =>
  [
    `${netMs.toFixed(0)} ms late`,
    `${(grown / 1e6).toFixed(0)} MB more`,
    `${workedMs.toFixed(0)} ms worked`,
    `${(bytes / 1e3).toFixed(0)} kB sent`,
    ...(why === null ? [] : [why]),
  ].join(', ')
