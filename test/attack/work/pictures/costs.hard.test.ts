// The cost of a picture is in proportion to its bytes, whatever is in it. Inputs are grown from places and
// their content, and a file of four times the bytes must not take much more than four times as long. The
// figure is the costliest of all.
import { expect, test } from 'vitest'
import { cleanPicture } from '../../../../shared/pictures/clean-picture.ts'
import { PICTURE_BYTES_MAX } from '../../../../shared/pictures/picture-limits.ts'
import { PictureTrouble } from '../../../../shared/pictures/picture-bytes.ts'
import { SVG_BYTES_MAX } from '../../../../shared/pictures/svg-allowed.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { BINARIES, SVG_CONTEXTS, SVG_TOKENS } from './costly-pictures.ts'

/**
 * How long it may take to look at the largest picture, in ms of a processor: a worker is given four times
 * that.
 */
const MOST_MS = 1_000
const places = Object.keys(SVG_CONTEXTS)
const fitting = (make: (filler: string) => string, token: string, bytes: number): Uint8Array =>
  Buffer.from(make(token.repeat(Math.ceil((bytes - make('').length) / Buffer.byteLength(token)))))

/** ms of this thread. */
function costOf(bytes: Uint8Array): number {
  const { user, system } = process.threadCpuUsage()
  try {
    cleanPicture(bytes)
  } catch (error) {
    // Any other error would be answered as a bug.
    if (!(error instanceof PictureTrouble)) throw error
  }
  const after = process.threadCpuUsage()
  return (after.user - user + after.system - system) / 1000
}

/**
 * First tried with so many bytes. An input that takes longer than so many ms is tried with more: that is a
 * tenth of the time that the largest may take by its bytes.
 */
const FIRST_BYTES = 32_768
const SUSPECT_MS = 6
/** An input that takes longer for so few bytes is not tried with more. */
const HOPELESS_MS = 200
/** Other processes use the core, too: an input whose cost seems to grow is tried again. */
const TRIES = 3

/**
 * The cost by size, if it grows faster than the size: four times for four, and sixteen if it is quadratic.
 */
function swelling(make: (bytes: number) => Uint8Array): string | null {
  if (costOf(make(FIRST_BYTES)) < SUSPECT_MS) return null
  let said = ''
  for (let left = TRIES; left > 0; left -= 1) {
    const costs: number[] = []
    for (const times of [1, 4, 16]) {
      costs.push(costOf(make(FIRST_BYTES * times)))
      const [few = 0, many] = costs.slice(-2)
      if (many !== undefined && many < 8 * Math.max(few, SUSPECT_MS)) return null
      if ((many ?? few) > HOPELESS_MS) break
    }
    said = `${costs.map((ms) => ms.toFixed(0)).join(', ')} ms`
  }
  return said
}

/** How many that grow are shown; then it is over. */
const FOUND_MAX = 5

function found(tries: Iterable<readonly [place: string, token: string]>): readonly string[] {
  const all: string[] = []
  for (const [place, token] of tries) {
    const make = SVG_CONTEXTS[place]!
    const swells = swelling((bytes) => fitting(make, token, bytes))
    if (swells !== null) all.push(`${place} of ${JSON.stringify(token)}: ${swells}`)
    if (all.length >= FOUND_MAX) break
  }
  return all
}

const LIMIT_MS = 10 * 60_000

test('an SVG takes time by its bytes, wherever whatever stands', { timeout: LIMIT_MS }, () => {
  const pairs = places.flatMap((place) => SVG_TOKENS.map((token) => [place, token] as const))
  expect(found(pairs)).toEqual([])
})

test('an SVG takes time by its bytes, whatever is put together at random', { timeout: LIMIT_MS }, () => {
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  const pick = (all: readonly string[]): string => all[random.below(all.length)]!
  const end = performance.now() + 30_000
  function* tries() {
    while (performance.now() < end) {
      const token = Array.from({ length: 2 + random.below(4) }, () => pick(SVG_TOKENS)).join('')
      yield [pick(places), token] as const
    }
  }
  expect(found(tries()), `seed ${seed}`).toEqual([])
})

test.each(Object.entries(BINARIES))('%s takes time by its bytes', (_name, make) => {
  expect(swelling(make)).toBe(null)
  expect(costOf(make(PICTURE_BYTES_MAX - 1024))).toBeLessThan(MOST_MS)
})

test('the largest SVG takes less than a second, whatever fills it', { timeout: LIMIT_MS }, () => {
  const costs = Object.entries(SVG_CONTEXTS).flatMap(([place, make]) =>
    SVG_TOKENS.map(
      (token) => [costOf(fitting(make, token, SVG_BYTES_MAX - 64)), `${place} of ${token}`] as const,
    ),
  )
  const [[most, of] = [0, '']] = costs.toSorted(([a], [b]) => b - a)
  console.log(`the costliest SVG takes ${most.toFixed(0)} ms: ${of}`)
  expect([most < MOST_MS, of]).toEqual([true, of])
})
