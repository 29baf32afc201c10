// Why work on input of strangers failed. Callers switch on the code, and say it in the words of their
// request.

type WorkTrouble =
  /** It took more time than it may. */
  | 'slow'
  /** It took more memory than it may. */
  | 'large'
  /** Too much waits already, of all or of this sender: it may be tried again. */
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
