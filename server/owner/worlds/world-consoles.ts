// The log of a world's things: the last lines of each, in memory only, told to watchers as long as they may.
import type { LogLine } from '../../../shared/play/play.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { ActionClient } from '../../sync/connection/action-requests.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/** Lines, and characters, that are kept of one thing; and of how many things of one world. */
const LINES_MAX = 200
const CHARS_MAX = 32_000
const THINGS_MAX = 500
/** New lines are told at most this often, in ms. */
const TELL_MS = 100
/** Things that one person watches at once. */
const WATCHED_MAX = 100

interface Console {
  lines: readonly LogLine[]
  /** Of `lines`, the last ones that were not told yet. */
  untold: number
}

export class WorldConsoles {
  readonly #clock: ServerClock
  readonly #consoles = new Map<ArtifactId, Console>()
  readonly #watched = new Map<ActionClient, Set<ArtifactId>>()
  readonly #untold = new Set<ArtifactId>()

  constructor(clock: ServerClock) {
    this.#clock = clock
  }

  /** Nobody watches. */
  get isUnwatched(): boolean {
    return this.#watched.size === 0
  }

  log(thing: ArtifactId, lines: readonly LogLine[]): void {
    const console = this.#consoleOf(thing)
    console.lines = lastOf([...console.lines, ...lines])
    console.untold = Math.min(console.lines.length, console.untold + lines.length)
    this.#untold.add(thing)
    if (this.#untold.size === 1) this.#clock.after(TELL_MS, () => this.#tell())
  }

  /** Sends the lines of the thing so far, and new ones from now on; false when that is too much for one. */
  watch(asker: ActionClient, thing: ArtifactId): boolean {
    const things = this.#watched.get(asker) ?? new Set()
    if (things.size >= WATCHED_MAX && !things.has(thing)) return false
    this.#tell()
    this.#watched.set(asker, things.add(thing))
    asker.tell({ type: 'log', thing, lines: this.#consoles.get(thing)?.lines ?? [] })
    return true
  }

  unwatch(asker: ActionClient, thing: ArtifactId): void {
    const things = this.#watched.get(asker)
    things?.delete(thing)
    if (things?.size === 0) this.#watched.delete(asker)
  }

  gone(asker: ActionClient): void {
    this.#watched.delete(asker)
  }

  #tell(): void {
    for (const thing of this.#untold) {
      const console = this.#consoleOf(thing)
      const lines = console.untold === 0 ? [] : console.lines.slice(-console.untold)
      console.untold = 0
      for (const [asker, things] of this.#watched) {
        if (!things.has(thing)) continue
        if (asker.refusal({ verb: 'watch', thing }) === null) asker.tell({ type: 'log', thing, lines })
        else this.unwatch(asker, thing)
      }
    }
    this.#untold.clear()
  }

  /** The console of a thing; the one that said nothing for longest is forgotten for it. */
  #consoleOf(thing: ArtifactId): Console {
    const console = this.#consoles.get(thing) ?? { lines: [], untold: 0 }
    this.#consoles.delete(thing)
    this.#consoles.set(thing, console)
    const [oldest] = this.#consoles.keys()
    if (this.#consoles.size > THINGS_MAX && oldest !== undefined) this.#consoles.delete(oldest)
    return console
  }
}

function lastOf(lines: readonly LogLine[]): readonly LogLine[] {
  let chars = 0
  const from = lines.findLastIndex(({ text }) => (chars += text.length) > CHARS_MAX)
  return lines.slice(Math.max(from + 1, lines.length - LINES_MAX))
}
