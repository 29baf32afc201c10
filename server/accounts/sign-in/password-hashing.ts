// Argon2id, as OWASP's Password Storage Cheat Sheet asks for it (19 MiB, 2 passes, 1 lane), kept as a PHC
// string. A few at once, so that many who sign in share the memory and the cores with those who are in
// worlds.
import { argon2, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import type { RandomBytes } from '../../../shared/world/address.ts'
import { AccountRefusal } from '../model/account-refusal.ts'
import { Semaphore } from '../../time/semaphore.ts'

const MEMORY_KIB = 19_456
const PASSES = 2
const LANES = 1
const HASH_BYTES = 32
/** For codes that the node made by chance: some 10 ms each, since a list has hundreds of them. */
const CODE_COSTS = { memory: 4_096, passes: 3, parallelism: 1, tagLength: HASH_BYTES }
const SALT_BYTES = 16
/** Each takes a core for about 50 ms, and 19 MiB. */
const AT_ONCE = 2
/**
 * Waiting behind so many takes some 3 s; whoever comes then is told to try again, and first those of whom
 * most wait: a hundred tries from one network keep nobody else out.
 */
const WAITING_MAX = 100
const BUSY = new AccountRefusal(
  'busy',
  'Too many people are signing in right now. Try again in a few seconds.',
  3,
)

export interface Hashing {
  /**
   * A PHC string for a password; throws Refused when too many wait. `by`: those with different keys take
   * turns. A member who is signed in, else a network.
   */
  hash(password: string, by: string): Promise<string>
  /**
   * A hash of a short code that is the same each time, base64url: by it the code is found again. `salt` is
   * the node's own, 8 bytes at least. Throws Refused, and takes turns, as `hash`.
   */
  digest(code: string, salt: Uint8Array, by: string): Promise<string>
  /** Whether a password has this PHC string; false for a string that is none. Takes turns as `hash`. */
  fits(password: string, phc: string, by: string): Promise<boolean>
}

/** A hash that no password has, as far as anybody knows: for comparing in vain, at the same cost. */
export const NOBODYS_HASH = phcOf(new Uint8Array(SALT_BYTES), new Uint8Array(HASH_BYTES))

type Compute = (parameters: Argon2Parameters) => Promise<Uint8Array>

const argon2id: Compute = (parameters) =>
  new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => (error === null ? resolve(key) : reject(error)))
  })

/** `compute` is Argon2id unless a test counts what is computed. */
export function createHashing(random: RandomBytes, compute: Compute = argon2id): Hashing {
  const turns = new Semaphore(AT_ONCE, { waitingMax: WAITING_MAX, full: () => BUSY })
  const inTurn = (parameters: Argon2Parameters, by: string): Promise<Uint8Array> =>
    turns.take(() => compute(parameters), by)

  /** The same letters, however a keyboard composes them. */
  const message = (password: string) => Buffer.from(password.normalize('NFC'))

  return {
    async hash(password, by) {
      const nonce = random(SALT_BYTES)
      const costs = { memory: MEMORY_KIB, passes: PASSES, parallelism: LANES, tagLength: HASH_BYTES }
      return phcOf(nonce, await inTurn({ message: message(password), nonce, ...costs }, by))
    },
    async digest(code, salt, by) {
      const computed = await inTurn({ message: Buffer.from(code), nonce: salt, ...CODE_COSTS }, by)
      return Buffer.from(computed).toString('base64url')
    },
    async fits(password, phc, by) {
      const read = readPhc(phc)
      if (read === null) return false
      const { hash, ...parameters } = read
      const computed = await inTurn({ message: message(password), tagLength: hash.length, ...parameters }, by)
      return timingSafeEqual(computed, hash)
    },
  }
}

function phcOf(salt: Uint8Array, hash: Uint8Array): string {
  const [saltText, hashText] = [salt, hash].map((bytes) =>
    Buffer.from(bytes).toString('base64').replace(/=+$/, ''),
  )
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${saltText}$${hashText}`
}

const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]{11,88})\$([\w+/]{22,88})$/

function readPhc(phc: string) {
  const [, memory, passes, parallelism, salt, hash] = PHC.exec(phc) ?? []
  if (salt === undefined || hash === undefined) return null
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}
