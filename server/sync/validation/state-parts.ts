// The state of a large document for its readers, as many updates that all of them share, so that the
// hundredth reader takes no more memory than the first, and nothing is encoded for anybody.
import { joinUpdates } from '../../../shared/yjs/update-writer.ts'
import { partsIn, readUpdate, type UpdateReading } from '../../../shared/yjs/update-reader.ts'
import { DIRECT_PARTS } from '../../../shared/yjs/work-steps.ts'

/** The updates for one reader, and last the end of the answer. */
export interface StateAnswer {
  readonly updates: readonly Uint8Array[]
  readonly last: Uint8Array
}

/** What somebody is answered who says what they have; other: they have another line of it. */
export type VectorAnswer = StateAnswer | Promise<StateAnswer> | 'wait' | 'other' | null

/** An update, and up to which clock of each client it goes. */
export interface StatePart {
  readonly bytes: Uint8Array
  readonly sections: readonly { readonly client: number; readonly end: number }[]
}

const EMPTY = Uint8Array.of(0, 0)
/** Stored updates of at most so many bytes are joined into one: some 10 ms. */
const JOINED_BYTES = 256 * 1024

export class SharedStateParts {
  #pieces: readonly StatePart[]
  #added: StatePart[] = []
  /** The last of `added` that were not joined yet. */
  #loose: UpdateReading[] = []
  #looseParts = 0
  /** All deletions as one update, until there are more. */
  #deletions: Uint8Array | null = null

  constructor(pieces: readonly StatePart[]) {
    this.#pieces = pieces
  }

  /**
   * Of updates that nobody has read: they are given as a whole, or not at all; as one, where that is soon
   * done.
   */
  static unread(updates: readonly Uint8Array[]): SharedStateParts {
    const bytes = updates.reduce((sum, { length }) => sum + length, 0)
    const one = bytes <= JOINED_BYTES ? asOne(updates) : null
    return new SharedStateParts((one === null ? updates : [one]).map((bytes) => ({ bytes, sections: [] })))
  }

  add(reading: UpdateReading): void {
    this.#deletions = null
    this.#loose.push(reading)
    this.#looseParts += partsIn(reading)
    if (this.#looseParts >= DIRECT_PARTS) this.#join()
  }

  #join(): void {
    if (this.#loose.length > 0) this.#added.push(joined(this.#loose))
    this.#loose = []
    this.#looseParts = 0
  }

  /** Bytes that were added since the pieces were made. */
  get addedBytes(): number {
    return [...this.#added, ...this.#loose].reduce((sum, { bytes }) => sum + bytes.length, 0)
  }

  updates(): readonly Uint8Array[] {
    return this.#list().map(({ bytes }) => bytes)
  }

  all(): StateAnswer {
    const updates = this.updates()
    const [only] = updates
    return only !== undefined && updates.length === 1 ? { updates: [], last: only } : { updates, last: EMPTY }
  }

  /** The parts with more than these clocks, and all deletions, which no clock tells of. */
  beyond(clocks: ReadonlyMap<number, number>, deletions: () => Uint8Array): StateAnswer {
    const isNews = ({ sections }: StatePart): boolean =>
      sections.some(({ client, end }) => end > (clocks.get(client) ?? 0))
    this.#deletions ??= deletions()
    return {
      updates: this.#list()
        .filter(isNews)
        .map(({ bytes }) => bytes),
      last: this.#deletions,
    }
  }

  /** A mark: the present state can replace everything before it. */
  mark(): number {
    this.#join()
    return this.#added.length
  }

  /** Puts others in place of all up to a mark. */
  replace(mark: number, pieces: readonly StatePart[]): void {
    this.#pieces = pieces
    this.#added = this.#added.slice(mark)
  }

  #list(): readonly StatePart[] {
    this.#join()
    return [...this.#pieces, ...this.#added]
  }
}

/** Updates that follow each other, as one; null where one cannot be read. */
function asOne(updates: readonly Uint8Array[]): Uint8Array | null {
  const readings = updates.map((bytes) => readUpdate(bytes, 'clocks'))
  return readings.includes(null) ? null : joinUpdates(readings.filter((reading) => reading !== null))
}

function joined(readings: readonly UpdateReading[]): StatePart {
  const ends = new Map<number, number>()
  for (const { sections } of readings) for (const { client, end } of sections) ends.set(client, end)
  return {
    bytes: joinUpdates(readings),
    sections: [...ends].map(([client, end]) => ({ client, end })),
  }
}
