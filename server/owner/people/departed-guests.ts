// People of other nodes who went on from here. Their node hears of it by an event on their connections. If
// these broke just then, it hears when the action is sent again, like any action without an answer.
import type { Address, MemberId } from '../../../shared/world/address.ts'
import type { ActionClient, ServerClock } from '../../sync/sync-server.ts'

/** For so long somebody asks again for a missing answer, in ms: a driver for 15 s. */
const AGAIN_MS = 30_000

interface Gone {
  readonly to: Address | null
  readonly told: Set<ActionClient>
  /** The action by which they went; null: it is not answered yet. */
  asked: string | null
}

export class DepartedGuests {
  readonly #clock: Pick<ServerClock, 'after'>
  readonly #last = new Map<MemberId, Gone>()

  constructor(clock: Pick<ServerClock, 'after'>) {
    this.#clock = clock
  }

  /** Tells those lines that somebody goes on: through a portal, or, null, back. */
  tell(member: MemberId, to: Address | null, lines: readonly ActionClient[]): void {
    const gone: Gone = { to, told: new Set(lines), asked: null }
    this.#last.set(member, gone)
    this.#clock.after(AGAIN_MS, () => this.#last.get(member) === gone && this.#last.delete(member))
    for (const line of lines) line.tell({ type: 'go', to })
  }

  /**
   * Somebody left, or entered something, by a question that is named so, and is about to be told: if they
   * went on by it, that comes first.
   */
  answered(line: ActionClient, asked: string): void {
    const gone = this.#last.get(line.member.id)
    if (gone === undefined) return
    gone.asked ??= asked
    if (gone.asked !== asked || gone.told.has(line)) return
    gone.told.add(line)
    line.tell({ type: 'go', to: gone.to })
  }
}
