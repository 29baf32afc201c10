// Why somebody does not get in, or may not change something of an account, in plain words for them.

/**
 * `wrong`: what they gave does not fit. `slow`: too many tries. `busy`: too much to do now. `taken`: somebody
 * else has the name. `void`: a link or code that is not good, or no longer. `shut`: the account is suspended.
 * `bound`: as many as there may be. `weak`: a password that would be guessed. `closed`: this node does not
 * let one do that. `word`, `name`: an account's name, or the name that somebody wants, which others could
 * mistake for another one.
 */
export type RefusedKind =
  | 'wrong'
  | 'slow'
  | 'busy'
  | 'taken'
  | 'void'
  | 'shut'
  | 'bound'
  | 'weak'
  | 'closed'
  | 'word'
  | 'name'

export class AccountRefusal extends Error {
  override readonly name = 'AccountRefusal'
  readonly kind: RefusedKind
  /** When it makes sense to try again, in seconds. */
  readonly retryAfterS: number | null

  constructor(kind: RefusedKind, sentence: string, retryAfterS: number | null = null) {
    super(sentence)
    this.kind = kind
    this.retryAfterS = retryAfterS
  }
}
