// Why a store cannot be opened as it is, in one sentence that says what to do.

/** Nothing is wrong with the program: who starts it has to do something first. */
export class StoreRefusal extends Error {
  override readonly name: string = 'StoreRefusal'
}
