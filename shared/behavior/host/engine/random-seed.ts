// Math.random of programs that all begin with the same memory: where its seed is, so that each gets its own.
import { Engine, type EngineBounds } from './wasm-engine.ts'

/** Two words of four bytes, of which not both may be zero. */
const WORD = 4
const SEED_WORDS = 2

/**
 * The address of the seed: the bytes that differ in two engines that began at different times, and that
 * change when Math.random is called. Throws if that is not one place: then this is another engine than we
 * know.
 */
export function findSeed(wasm: WebAssembly.Module, bounds: EngineBounds): number {
  const [some, other] = [1, 2].map((time) => {
    const engine = new Engine(wasm, {
      call: () => 'null',
      isOver: () => false,
      now: () => time * 1e9,
      random: () => 0,
    })
    engine.start(bounds)
    return engine
  })
  if (!some || !other) throw new Error('There are no engines.')
  const before = wordsOf(some)
  const seeded = differences(before, wordsOf(other))
  some.evaluate('Math.random()', 'chance.js')
  const changed = new Set(differences(before, wordsOf(some)))
  const found = seeded.filter((index) => changed.has(index))
  const [first = -1, second] = found
  if (found.length !== SEED_WORDS || first % SEED_WORDS !== 0 || second !== first + 1) {
    throw new Error('The seed of Math.random is not where it was.')
  }
  return first * WORD
}

/** Gives an engine a seed of its own. */
export function setRandomSeed(engine: Engine, at: number, random: () => number): void {
  const words = new Uint32Array(engine.memory.buffer, at, SEED_WORDS)
  words.forEach((_, index) => (words[index] = Math.floor(random() * 2 ** 32)))
  // Xorshift makes nothing of nothing.
  if (words.every((word) => word === 0)) words[0] = 1
  engine.note(at, SEED_WORDS * WORD)
}

function wordsOf({ memory }: Engine): Uint32Array {
  return new Uint32Array(memory.buffer.slice(0))
}

function differences(some: Uint32Array, other: Uint32Array): number[] {
  const found: number[] = []
  const shared = Math.min(some.length, other.length)
  for (let index = 0; index < shared; index++) if (some[index] !== other[index]) found.push(index)
  return found
}
