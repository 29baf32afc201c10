// The short codes of slips. Children type them from paper, so they use few letters, and none that look alike.
// That is few enough to try all codes against a hash on a stolen disk, so the hash is a slow one. It has the
// same salt each time, since a code is all that is known of the person who types it.
import type { RandomBytes } from '../../../shared/world/address.ts'
import type { Hashing } from '../sign-in/password-hashing.ts'

/**
 * Without what looks like something else (0 O, 1 I L, 2 Z, 5 S, 8 B, U V), and without vowels, so that no
 * code is a word.
 */
const LETTERS = 'CDFGHJKMNPQRTWXY34679'
/**
 * Over 10^13 codes. With as many good ones as there may be, somebody who tries 300 a day from each of ten
 * thousand addresses finds one in three years.
 */
const LENGTH = 10
const HALF = LENGTH / 2
const CODE = new RegExp(`^[${LETTERS}]{${LENGTH}}$`)
/** Bytes from here on would make some letters likelier than others. */
const BYTE_END = 256 - (256 % LETTERS.length)

/** In two halves with a dash between. */
function newCode(random: RandomBytes): string {
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

export interface SlipCode {
  readonly code: string
  /** Its stored form. */
  readonly hash: string
}

export interface SlipCodes {
  /** As many new codes as are needed; `by`: who asks for them. */
  readonly make: (count: number, by: string) => Promise<readonly SlipCode[]>
  /** The stored form of a typed code; null when it is none. `by`: the network of who types it. */
  readonly hashOf: (code: string, by: string) => Promise<string | null>
}

/**
 * Codes that are made at once: as many as Argon2 does (password-hashing.ts), so that none waits in the queue
 * of those who sign in.
 */
const AT_ONCE = 2

export function createSlipCodes({
  hashing,
  salt,
  random,
}: {
  readonly hashing: Pick<Hashing, 'digest'>
  readonly salt: Uint8Array
  readonly random: RandomBytes
}): SlipCodes {
  async function hashOf(code: string, by: string): Promise<string | null> {
    const letters = lettersOf(code)
    return letters === null ? null : hashing.digest(letters, salt, by)
  }

  async function makeOne(by: string): Promise<SlipCode> {
    const code = newCode(random)
    const hash = await hashOf(code, by)
    if (hash === null) throw new Error('a code of ours cannot be read')
    return { code, hash }
  }

  async function make(count: number, by: string): Promise<readonly SlipCode[]> {
    const made: SlipCode[] = []
    while (made.length < count) {
      const some = Array.from({ length: Math.min(AT_ONCE, count - made.length) }, () => makeOne(by))
      made.push(...(await Promise.all(some)))
    }
    return made
  }

  return { make, hashOf }
}
