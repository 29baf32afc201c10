// Tokens that a browser brings back soon, and that nobody else can read or make: a challenge, or the begin of
// a sign-in elsewhere. Nothing is kept here for them, so nobody can fill the memory by asking. The key lives
// as long as the process, unless one is given: a restart makes the tokens void.
import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { RandomBytes } from '../../../shared/world/address.ts'

const CIPHER = 'aes-256-gcm'
export const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

interface EncryptedTokens<T> {
  /** Encrypts something for `lifeMs` from now on, as URL-safe text. */
  encrypt(value: T): string
  /** The value that was encrypted here; null when it was not, or too long ago. */
  decrypt(text: string): T | null
}

/** Tokens for one purpose; `parse` throws on unknown values, though nobody else can have made them. */
export function createEncryptedTokens<T>(options: {
  readonly clock: { now(): number }
  readonly random: RandomBytes
  readonly lifeMs: number
  readonly parse: (value: unknown) => T
  /**
   * {@link KEY_BYTES} bytes, for tokens that outlive a restart, and for other processes of the
   * node.
   */
  readonly key?: Uint8Array
}): EncryptedTokens<T> {
  const { clock, random, lifeMs, parse } = options
  const key = options.key ?? random(KEY_BYTES)

  function decrypted(text: string): T | null {
    const bytes = Buffer.from(text, 'base64url')
    if (bytes.length <= NONCE_BYTES + TAG_BYTES) return null
    const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    const json = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()])
    const { until, value } = JSON.parse(json.toString()) as {
      readonly until: number
      readonly value: unknown
    }
    return clock.now() < until ? parse(value) : null
  }

  return {
    encrypt(value) {
      const nonce = random(NONCE_BYTES)
      const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
      const json = JSON.stringify({ until: clock.now() + lifeMs, value })
      const encrypted = Buffer.concat([cipher.update(json), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), encrypted]).toString('base64url')
    },
    decrypt(text) {
      try {
        return decrypted(text)
      } catch {
        return null
      }
    },
  }
}

/**
 * Tokens that were used, so that none is used twice. It is bounded, since each entry needs a token of ours
 * that was not used.
 */
interface UsedTokens {
  /** Whether this is the first time; false also when too many are remembered. */
  take(id: string): boolean
  /** It came to nothing: it may be used again. */
  giveBack(id: string): void
}

export function createUsedTokens(options: {
  readonly clock: { now(): number }
  readonly lifeMs: number
  readonly most: number
}): UsedTokens {
  const { clock, lifeMs, most } = options
  /** Until when each is remembered, oldest first. */
  const taken = new Map<string, number>()

  function forgetOld(): void {
    const now = clock.now()
    for (const [id, until] of taken) {
      if (until > now) return
      taken.delete(id)
    }
  }

  return {
    take(id) {
      forgetOld()
      if (taken.has(id) || taken.size >= most) return false
      taken.set(id, clock.now() + lifeMs)
      return true
    },
    giveBack: (id) => void taken.delete(id),
  }
}
