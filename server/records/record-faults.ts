// Why a store did not do what it was asked, as far as records are concerned.

/** The disk, the database or its network failed; the same call may work later. */
export class StoreFault extends Error {
  override readonly name: string = 'StoreFault'
}

/** A record that was to be new is there already. */
export class RecordTaken extends StoreFault {
  override readonly name = 'RecordTaken'
}

/** Somebody has as many records as they may; the words are for them. */
export class RecordsFull extends Error {
  override readonly name = 'RecordsFull'
}

/** A record is not at the version that a change was to come after. */
export class RecordMoved extends StoreFault {
  override readonly name = 'RecordMoved'
}
