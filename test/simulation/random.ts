// Chance from a seed, so that a run that failed can be run again.
import { IS_HARD } from '../hard.ts'

export interface Random {
  /** A number from 0 up to, but not including, 1. */
  readonly fraction: () => number
  /** A whole number from 0 up to, but not including, `limit`. */
  readonly below: (limit: number) => number
  readonly bytes: (count: number) => Uint8Array
}

/** Mulberry32: 32 bits of state, enough for tests. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  return {
    fraction: () => next() / 2 ** 32,
    below: (limit) => Math.floor((next() / 2 ** 32) * limit),
    bytes: (count) => Uint8Array.from({ length: count }, () => next() & 255),
  }
}

/** One of these, each as often as its weight says. */
export function oneByWeight<One extends readonly [weight: number, ...rest: unknown[]]>(
  random: Random,
  all: readonly One[],
): One | undefined {
  let at = random.below(all.reduce((sum, [weight]) => sum + weight, 0))
  return all.find(([weight]) => (at -= weight) < 0)
}

/** Of each day's run, since a run that draws its seeds is a lottery. What a hard run finds becomes a case. */
const DAILY_SEED = 1

/** The seed named by INKLAND_SEED, or else a new one in the hard run, and a fixed one each day. */
export function seedFromEnvironment(): number {
  const named = process.env['INKLAND_SEED']
  if (named !== undefined) return Number(named)
  return IS_HARD ? Math.floor(Math.random() * 2 ** 32) : DAILY_SEED
}
