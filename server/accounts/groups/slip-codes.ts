// The short codes of slips: typed from paper by children, so there are few letters and none that look alike.
// That is few enough to try them all against a hash on a stolen disk, so the hash is a slow one. It is the
// same each time, since a code is all that is known of who types it.
import type { RandomBytes } from '../../../shared/world/address.ts'
import type { Hashing } from '../sign-in/password-hashing.ts'

/**
 * Without what looks like something else (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), and without vowels, so that no
 * code is a word.
 */
const LETTERS = 'CDFGHJKMNPQRTWXY34679'
/**
 * Over 10^13 codes. With as many good ones as there may be, whoever tries 300 a day from each of ten thousand
 * addresses finds one in three years.
 */
const LENGTH = 10
const HALF = LENGTH / 2
const CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`)
/** Bytes from here on would make some letters likelier than others. */
const BYTE_END = 256 - (256 % LETTERS.length)

/** A new code, in two halves with a dash between. */
export function makeSlipCode(random: RandomBytes): string {
  let code = ''
  while (code.length < LENGTH) {
    for (const byte of random(LENGTH)) {
      if (byte < BYTE_END && code.length < LENGTH) code += LETTERS[byte % LETTERS.length] ?? ''
    }
  }
  return `${code.slice(0, HALF)}-${code.slice(HALF)}`
}

/** The letters of a code, however it is typed; null when it is none. */
export function lettersOf(code: string): string | null {
  const letters = code.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  return CODE.test(letters) ? letters : null
}

/** What is kept of a code; null when it is none. */
export async function hashOfSlipCode(
  code: string,
  hashing: Pick<Hashing, 'digest'>,
  salt: Uint8Array,
): Promise<string | null> {
  const letters = lettersOf(code)
  return letters === null ? null : hashing.digest(letters, salt)
}
