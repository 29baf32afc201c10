// The owners of action sessions. A session belongs to the member who used it first.
import { createHash } from 'node:crypto'
import type { MemberId } from '../../../shared/world/address.ts'

/** Sessions that are remembered, the last used: more than come at once. */
const SESSIONS_MAX = 10_000

export class ActionSessions {
  readonly #members = new Map<string, MemberId>()

  /**
   * The name of a session in the live document; null when it is another member's. Everybody reads live, and
   * the name says nothing of the session. It differs for every member, so that a session that was forgotten
   * here stays its member's, too.
   */
  nameFor(session: string, member: MemberId): string | null {
    const owner = this.#members.get(session) ?? member
    if (owner !== member) return null
    this.#members.delete(session)
    this.#members.set(session, member)
    const [oldest] = this.#members.keys()
    if (this.#members.size > SESSIONS_MAX && oldest !== undefined) this.#members.delete(oldest)
    return createHash('sha256').update(`${member} ${session}`).digest('base64url').slice(0, 22)
  }
}
