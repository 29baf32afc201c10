// Frames for many readers, made once as long as one of them may still be on its way: a class that opens a
// world at once shares one.
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'

type Made = WeakMap<Uint8Array, WeakRef<Uint8Array>>

/** Updates to send one after the other; those that go to many readers are the same bytes for all. */
interface SharedAnswer {
  readonly updates: readonly Uint8Array[]
  readonly last: Uint8Array
}

export class SharedFrames {
  readonly #made: Record<'step2' | 'update', Made> = { step2: new WeakMap(), update: new WeakMap() }

  /** The frames of an answer, one after the other. */
  of({ updates, last }: SharedAnswer): Uint8Array[] {
    return [...updates.map((update) => this.#frame('update', update)), this.#frame('step2', last)]
  }

  #frame(step: 'step2' | 'update', update: Uint8Array): Uint8Array {
    const shared = this.#made[step].get(update)?.deref()
    if (shared !== undefined) return shared
    const frame = syncFrame(step, update)
    this.#made[step].set(update, new WeakRef(frame))
    return frame
  }
}
