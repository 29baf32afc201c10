// Whether a server asks in vain: for missing updates that nobody can give it any more, so that edits on top
// of those are lost, too. After a sleep, or once a network goes on, a few questions come that were asked
// before it had our answer: so it takes many, over a while.
const VAIN_MS = 60_000
const VAIN_TIMES = 20

export class VainQuestions {
  #asked: { readonly since: number; times: number } | null = null

  /** The server asks once more, at `now` in ms; true where all of it was in vain. */
  note(now: number): boolean {
    this.#asked ??= { since: now, times: 0 }
    this.#asked.times += 1
    return this.#asked.times > VAIN_TIMES && now - this.#asked.since > VAIN_MS
  }

  /** Something was saved: what was asked for is there. */
  clear(): void {
    this.#asked = null
  }
}
