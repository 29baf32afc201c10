// One data folder and the nodes that live on it, one after the other: each is timed from its start to its
// first answer.
import { rmSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { startServer, temporaryFolder, type RunningServer } from '../process.ts'
import { fetchCopy } from './copy.ts'

/** Longest time until a node serves again, in ms, on a machine that has nothing else to do. */
const SERVING_MS = 2_000

/** Processes that still run at the end are killed, and the folder is removed. */
export class Lives implements AsyncDisposable {
  readonly data = temporaryFolder()
  /** From starting the process to the last byte of a world's copy, in ms. */
  readonly #servingMs: number[] = []
  #boundMs = SERVING_MS
  #server: RunningServer | null = null

  /** Starts the next node, and waits until it gives out a copy of `world`. */
  async start(world: string, env: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
    const begun = performance.now()
    this.#server = await startServer({ data: this.data, env })
    const copy = await fetchCopy(`${this.#server.wsUrl}/sync/${world}`)
    this.#servingMs.push(performance.now() - begun)
    copy.destroy()
    this.#boundMs = Math.max(this.#boundMs, SERVING_MS * crowding())
    return this.#server
  }

  /**
   * Every start was within 2 s; on a machine that others use too, as many times that as jobs wait per core.
   */
  get isQuick(): boolean {
    return Math.max(...this.#servingMs) < this.#boundMs
  }

  /** The times as one line of text. */
  figure(): string {
    const sorted = this.#servingMs.toSorted((a, b) => a - b)
    const p50 = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
    const max = sorted.at(-1) ?? Number.NaN
    return (
      `serving after ${p50.toFixed(0)} ms (p50), ${max.toFixed(0)} ms at most, of ${sorted.length} starts ` +
      `with ${crowding().toFixed(1)} processes per core`
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.[Symbol.asyncDispose]()
    rmSync(this.data, { recursive: true, force: true })
  }
}

/** How many times as long things take on a machine that others use, too; 1 where nobody does. */
export function crowding(): number {
  return Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())
}
