// Messages that go to many readers, made once as long as one of them may still be on its way: a class that
// opens a world at once shares one.
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { Message } from '../socket/outgoing-message.ts'
import type { StateAnswer } from '../validation/state-parts.ts'

type Made = WeakMap<Uint8Array, WeakRef<Message>>

export class SharedMessages {
  readonly #made: Record<'step2' | 'update', Made> = { step2: new WeakMap(), update: new WeakMap() }

  /** What answers somebody, one after the other. */
  of({ updates, last }: StateAnswer): Message[] {
    return [...updates.map((update) => this.#message('update', update)), this.#message('step2', last)]
  }

  #message(step: 'step2' | 'update', update: Uint8Array): Message {
    const shared = this.#made[step].get(update)?.deref()
    if (shared !== undefined) return shared
    const message = new Message(syncFrame(step, update))
    this.#made[step].set(update, new WeakRef(message))
    return message
  }
}
