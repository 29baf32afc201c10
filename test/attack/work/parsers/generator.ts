// Looks for inputs that cost much for their bytes: it begins with suspected ones, grows and changes them, and
// keeps the costliest. If the node works on an input in one go, this process measures the cost. Whether it
// holds up a node, a node says.
import type { Random } from '../../../simulation/random.ts'

/** One kind of input that anybody can send. */
export interface Generator<Input> {
  readonly name: string
  /** Suspected inputs. */
  seeds(random: Random): readonly Input[]
  /** Another one, a little larger or a little different, within what is let in. */
  grow(input: Input, random: Random): Input
  /** The node's work on it, in one go. */
  work(input: Input): unknown
}

interface Found<Input> {
  readonly input: Input
  /** For how long this thread worked, in ms. */
  readonly ms: number
}

/** How many of the costliest are grown further: fewer find one way only. */
const KEPT = 8
/** Each is tried so often, and the best counts: one measurement also measures the machine. */
const TRIES = 2

/** Looks for costly inputs for so long; the costliest first. */
export function search<Input>(
  generator: Generator<Input>,
  random: Random,
  forMs: number,
): readonly Found<Input>[] {
  let best = generator.seeds(random).map((input) => measured(generator, input))
  const end = performance.now() + forMs
  while (performance.now() < end) {
    const parent = best[random.below(best.length)]
    if (parent === undefined) return []
    const child = measured(generator, generator.grow(parent.input, random))
    best = [...best, child].toSorted((a, b) => b.ms - a.ms).slice(0, KEPT)
  }
  return best.toSorted((a, b) => b.ms - a.ms)
}

/** The cost of an input. */
export function measured<Input>(generator: Generator<Input>, input: Input): Found<Input> {
  let ms = Infinity
  for (let time = 0; time < TRIES; time++)
    ms = Math.min(
      ms,
      workedFor(() => generator.work(input)),
    )
  return { input, ms }
}

/** How long this thread worked on something, whatever else ran on the machine meanwhile. */
function workedFor(work: () => unknown): number {
  const before = process.threadCpuUsage()
  work()
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1_000
}
