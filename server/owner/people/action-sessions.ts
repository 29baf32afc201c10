// The owners of action sessions. A session belongs to the member who used it first.
import { createHash } from 'node:crypto'
import type { MemberId } from '../../../shared/world/address.ts'

/** Sessions that are remembered, the last used: more than come at once. */
const SESSIONS_MAX = 10_000

interface ActionSession {
  readonly member: MemberId
  readonly name: string
}

export class ActionSessions {
  /** Those that were not used for longest come first. */
  readonly #sessions = new Map<string, ActionSession>()

  /**
   * The name of a session in the live document; null when it is another member's. Everybody reads live, and
   * the name says nothing of the session. It differs for every member, so that a session that was forgotten
   * here stays its member's, too.
   */
  nameFor(session: string, member: MemberId): string | null {
    const known = this.#sessions.get(session)
    if (known === undefined) return this.#begin(session, member)
    if (known.member !== member) return null
    this.#sessions.delete(session)
    this.#sessions.set(session, known)
    return known.name
  }

  #begin(session: string, member: MemberId): string {
    const name = createHash('sha256').update(`${member} ${session}`).digest('base64url').slice(0, 22)
    this.#sessions.set(session, { member, name })
    const [oldest] = this.#sessions.keys()
    if (this.#sessions.size > SESSIONS_MAX && oldest !== undefined) this.#sessions.delete(oldest)
    return name
  }
}
