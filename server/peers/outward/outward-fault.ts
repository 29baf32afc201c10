// The errors of a request to another node: one kind of error, with a sentence for people. It tells nothing of
// the inside: a name that leads into a private network reads like a name that nobody has.

/**
 * - `refused`: this node does not go there, now or later.
 * - `away`, `slow`, `busy`: not now; trying again later makes sense.
 * - `wrong`: something answered, and not as a node does.
 * - `stopped`: the caller no longer wants it.
 */
export type OutwardReason = 'refused' | 'away' | 'slow' | 'busy' | 'wrong' | 'stopped'

export class OutwardFault extends Error {
  override readonly name: string = 'OutwardFault'
  readonly reason: OutwardReason

  constructor(reason: OutwardReason, sentence: string, cause?: unknown) {
    super(sentence, { cause })
    this.reason = reason
  }
}

/** A socket was asked for, and the other node answered in words: it may say why. */
export class SocketDeclined extends OutwardFault {
  override readonly name = 'SocketDeclined'
  readonly status: number
  readonly body: Uint8Array

  constructor(host: string, status: number, body: Uint8Array) {
    super('wrong', `${host} did not connect (it answered ${status}).`)
    this.status = status
    this.body = body
  }
}
