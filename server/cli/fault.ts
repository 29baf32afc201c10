// Why something could not be done, in words that say what to do instead.

export class CliFault extends Error {
  override readonly name = 'CliFault'
}
