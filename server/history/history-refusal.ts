// Why a question about the past has no answer: told to the one who asked.
export type HistoryTrouble =
  /** There is no such revision, thing or line. */
  | 'missing'
  /** The stretch is no stretch, or too long. */
  | 'malformed'
  | 'large'
  /** Too much of theirs waits already: it can be asked again in a while. */
  | 'busy'

export class HistoryRefusal extends Error {
  override readonly name = 'HistoryRefusal'
  readonly kind: HistoryTrouble

  constructor(kind: HistoryTrouble, message: string) {
    super(message)
    this.kind = kind
  }
}
