// Why work on what a stranger sent came to nothing. Callers switch on the code, and say it in the words of
// what they asked for.

type WorkTrouble =
  /** It took more time than it may. */
  | 'slow'
  /** It took more memory than it may. */
  | 'large'
  /** Too much waits already, of all or of whoever asks: it may be tried again. */
  | 'busy'
  /** It ended the process, or threw: a bug, or an attack that found one. */
  | 'crashed'
  /** The node stops. */
  | 'closed'

export class WorkFault extends Error {
  override readonly name = 'WorkFault'
  readonly code: WorkTrouble

  constructor(code: WorkTrouble, message: string) {
    super(message)
    this.code = code
  }
}
