// The updates of a document that its copy in memory does not have yet: on their way to the disk, or on the disk
// and not applied.
import { partsIn, type ClientSection, type UpdateReading } from '../../../shared/yjs/update-reader.ts'
import { joinUpdates } from '../../../shared/yjs/update-writer.ts'
import { OPEN_STEPS, WAITING_PARTS } from '../validation/work-bounds.ts'

/** How many updates may wait to be applied: joined is cheaper, but a long wait would make one turn long. */
const WAITING_MAX = 1000

export class PendingUpdates {
  readonly #coming = new Set<UpdateReading>()
  #comingParts = 0
  #waiting: UpdateReading[] = []
  #waitingParts = 0
  #waitingSteps = 0

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
    return this.#waiting.length > 0
  }

  /** An update is on its way to the disk. */
  expect(reading: UpdateReading): void {
    this.#coming.add(reading)
    this.#comingParts += partsIn(reading)
  }

  /** An update that was expected is on the disk. */
  arrive(reading: UpdateReading): void {
    this.#coming.delete(reading)
    this.#comingParts -= partsIn(reading)
  }

  /** An update is on the disk, and waits; applying it takes so many steps, as far as that was counted. */
  wait(reading: UpdateReading, steps: number): void {
    this.#waiting.push(reading)
    this.#waitingParts += partsIn(reading)
    this.#waitingSteps += steps
  }

  /** Whether those that wait are to be applied now; `isLight`: so little is in the document that it can wait. */
  isDue(isLight: boolean): boolean {
    return (
      this.#waiting.length >= WAITING_MAX ||
      (!isLight && (this.#waitingParts > WAITING_PARTS || this.#waitingSteps > OPEN_STEPS))
    )
  }

  comingSections(): ClientSection[] {
    return [...this.#coming].flatMap(({ sections }) => sections)
  }

  /** All that wait, as one update. */
  joined(): Uint8Array {
    return joinUpdates(this.#waiting)
  }

  /** They were applied. */
  applied(): void {
    this.#waiting = []
    this.#waitingParts = 0
    this.#waitingSteps = 0
  }

  /** What was on its way does not arrive. */
  forgetComing(): void {
    this.#coming.clear()
    this.#comingParts = 0
  }
}
