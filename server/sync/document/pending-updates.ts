// The updates of a document that its copy in memory does not have yet: on their way to the disk, or on the
// disk and not applied.
import {
  partsIn,
  readUpdate,
  type ClientSection,
  type UpdateReading,
} from '../../../shared/yjs/update-reader.ts'
import { joinReadings } from '../../../shared/yjs/update-writer.ts'
import type { ApplyCost } from '../../../shared/yjs/work-steps.ts'
import { OPEN_STEPS, WAITING_PARTS } from '../validation/work-bounds.ts'

/** How many updates may wait to be applied: joined is cheaper, but a long wait would make one turn long. */
const WAITING_MAX = 1000
/** How many of them are joined into one, which takes less memory and keeps none of their structs. */
const JOINED = 64
/**
 * All that wait are kept as bytes alone, where they have so few structs and deletions that reading them again
 * takes nothing: in most worlds that are open nobody writes.
 */
const READ_AGAIN_PARTS = 64

/** For all in which nothing is written: most worlds that are open. */
const NONE: readonly UpdateReading[] = []

/** An update that is on the disk, and what applying it takes, as far as that was counted. */
export interface SettledUpdate {
  readonly reading: UpdateReading
  readonly cost: ApplyCost
}

export class PendingUpdates {
  /** In the order in which they were sent there; null: none. */
  #coming: UpdateReading[] | null = null
  #comingParts = 0
  /** What waited when all was asked for last, before all in `#waiting`; null: it was not kept as bytes. */
  #unread: Uint8Array | null = null
  /** Null: none. */
  #waiting: UpdateReading[] | null = null
  /** How many at the end of `#waiting` came since it was joined. */
  #loose = 0
  #waitingUpdates = 0
  #waitingParts = 0
  #waitingSteps = 0
  #cutSteps = 0

  /** How many structs and deletions are on their way to the disk. */
  get comingParts(): number {
    return this.#comingParts
  }

  /** How many are on their way, or wait on the disk. */
  get parts(): number {
    return this.#comingParts + this.#waitingParts
  }

  /** Some are on the disk, and not applied yet. */
  get isWaiting(): boolean {
    return this.#unread !== null || this.#waiting !== null
  }

  /** The part of applying those that wait that is for cutting items in two, as far as that was counted. */
  get cutSteps(): number {
    return this.#cutSteps
  }

  /** An update is on its way to the disk. */
  expect(reading: UpdateReading): void {
    ;(this.#coming ??= []).push(reading)
    this.#comingParts += partsIn(reading)
  }

  /** Updates that were expected are on the disk, and wait; `joined` is all of them as one. */
  arrive(settled: readonly SettledUpdate[], joined: UpdateReading): void {
    this.#arrived(settled)
    for (const { cost } of settled) {
      this.#waitingSteps += cost.steps
      this.#cutSteps += cost.cuts
    }
    this.wait(joined, settled.length)
  }

  /** Most often they are those that were expected first. */
  #arrived(settled: readonly SettledUpdate[]): void {
    const coming = this.#coming
    if (coming === null) return
    let first = 0
    for (const { reading } of settled) {
      const at = coming[first] === reading ? first : coming.indexOf(reading, first)
      if (at < 0) continue
      this.#comingParts -= partsIn(reading)
      if (at === first) first += 1
      else coming.splice(at, 1)
    }
    coming.splice(0, first)
  }

  /** How many updates are on the disk, as one, and wait. */
  wait(joined: UpdateReading, updates = 1): void {
    const waiting = (this.#waiting ??= [])
    waiting.push(joined)
    this.#waitingUpdates += updates
    this.#waitingParts += partsIn(joined)
    if (++this.#loose < JOINED) return
    waiting.push(joinReadings(waiting.splice(-this.#loose)))
    this.#loose = 0
  }

  /**
   * Whether those that wait are to be applied now; `isLight`: so little is in the document that it can wait.
   */
  isDue(isLight: boolean): boolean {
    return (
      this.#waitingUpdates >= WAITING_MAX ||
      (!isLight && (this.#waitingParts > WAITING_PARTS || this.#waitingSteps > OPEN_STEPS))
    )
  }

  comingSections(): ClientSection[] {
    return (this.#coming ?? NONE).flatMap(({ sections }) => sections)
  }

  /** All that wait, as one update: from now on they are one, which takes less memory. */
  joined(): Uint8Array {
    if (this.#unread !== null && this.#waiting === null) return this.#unread
    const before = this.#unread === null ? [] : [readAgain(this.#unread)]
    const joined = joinReadings([...before, ...(this.#waiting ?? NONE)])
    const parts = partsIn(joined)
    const isSmall = parts > 0 && parts <= READ_AGAIN_PARTS
    this.#unread = isSmall ? joined.bytes : null
    this.#waiting = isSmall || this.#waiting === null ? null : [joined]
    this.#loose = 0
    return joined.bytes
  }

  /** They were applied. */
  applied(): void {
    this.#unread = null
    this.#waiting = null
    this.#loose = 0
    this.#waitingUpdates = 0
    this.#waitingParts = 0
    this.#waitingSteps = 0
    this.#cutSteps = 0
  }

  /** What was on its way does not arrive. */
  forgetComing(): void {
    this.#coming = null
    this.#comingParts = 0
  }
}

function readAgain(bytes: Uint8Array): UpdateReading {
  const reading = readUpdate(bytes, 'clocks')
  if (reading === null) throw new Error('What waits to be applied cannot be read again.')
  return reading
}
