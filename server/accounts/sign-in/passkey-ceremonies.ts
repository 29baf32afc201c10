// The ceremonies of WebAuthn: making a passkey, signing in with one, and proving with one who is there. Each
// begins with a challenge that counts once, within five minutes, and for the browser that it was given to.
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { z } from 'zod'
import type { MemberId, RandomBytes } from '../../../shared/world/address.ts'
import type { Account } from '../model/account-view.ts'
import type { PasskeyPlace } from './passkey-origin.ts'
import type { Passkey, Passkeys } from './passkey-store.ts'
import { createUsedTokens, createEncryptedTokens } from './encrypted-tokens.ts'
import {
  ALGORITHMS,
  Authentication,
  library,
  Registration,
  verifyMade,
  verifySigned,
} from './passkey-verification.ts'

/** How long a challenge is good for, in ms: finding a key, or a phone, takes a while. */
export const CHALLENGE_MS = 5 * 60_000
/** Most challenges that are used within that time: each is a sign-in that worked, or is being judged. */
const CHALLENGES_USED_MAX = 100_000
const CHALLENGE_BYTES = 32

const BegunCeremony = z.object({
  challenge: z.string(),
  /** The account whose passkey is made or shown; null: somebody signs in. */
  account: z.string().nullable(),
  /** In which session one is shown; null: none is. */
  session: z.string().nullable(),
  place: z.string(),
})
type BegunCeremony = z.infer<typeof BegunCeremony>

/** The options for a browser to begin with, and the encrypted state that it has to bring back. */
interface CeremonyStart<Options> {
  readonly options: Options
  readonly encrypted: string
}

/** Why a ceremony came to nothing. */
export type NoPasskey =
  /** Too old, used already, begun by another browser, or for another account. */
  | 'late'
  /** Nobody's passkey here. */
  | 'unknown'
  /** The answer is not a browser's, or its signature, origin or counter is wrong. */
  | 'wrong'
  | 'full'
  | 'known'

interface Signed {
  readonly passkey: Passkey
  readonly counter: number
}

export interface Ceremonies {
  beginMaking(
    account: Account,
    title: string,
    place: PasskeyPlace,
  ): Promise<CeremonyStart<PublicKeyCredentialCreationOptionsJSON>>
  make(
    account: Account,
    place: PasskeyPlace,
    encrypted: string,
    response: unknown,
    name: string,
  ): Promise<Passkey | NoPasskey>
  beginSignIn(place: PasskeyPlace): Promise<CeremonyStart<PublicKeyCredentialRequestOptionsJSON>>
  /** The account whose passkey signed, and its counter now. Nobody is signed in yet, and nothing is noted. */
  signIn(place: PasskeyPlace, encrypted: string, response: unknown): Promise<Signed | NoPasskey>
  /** Asks for one of the account's own passkeys, in a session of its. */
  beginProof(whose: Whose, place: PasskeyPlace): Promise<CeremonyStart<PublicKeyCredentialRequestOptionsJSON>>
  /** As `signIn`, for somebody who is signed in already: another account's passkey is unknown. */
  prove(whose: Whose, place: PasskeyPlace, encrypted: string, response: unknown): Promise<Signed | NoPasskey>
}

/** Somebody who is signed in. */
interface Whose {
  readonly account: MemberId
  readonly session: string
}

export function createCeremonies(options: {
  readonly passkeys: Passkeys
  readonly clock: { now(): number }
  readonly random: RandomBytes
}): Ceremonies {
  const { passkeys, clock, random } = options
  const challenges = createChallenges(clock, random)

  /** The options for a browser; any passkey that it has for this place, unless some are named. */
  async function asking(whose: For, place: PasskeyPlace, allowed: readonly Passkey[]) {
    const { challenge, encrypted } = challenges.begin(whose, place)
    const { generateAuthenticationOptions } = await library()
    const options = await generateAuthenticationOptions({
      rpID: place.name,
      challenge,
      timeout: CHALLENGE_MS,
      userVerification: 'preferred',
      ...(allowed.length > 0 && { allowCredentials: allowed.map(describe) }),
    })
    return { options, encrypted }
  }

  /** Judges the signature of a passkey: anybody's, or one of one account alone. */
  async function answered(
    whose: For,
    place: PasskeyPlace,
    encrypted: string,
    response: unknown,
  ): Promise<Signed | NoPasskey> {
    const read = Authentication.safeParse(response)
    if (!read.success) return 'wrong'
    return challenges.judge(encrypted, whose, place, async (challenge) => {
      const passkey = passkeys.byCredential(read.data.id)
      if (passkey === null || passkey.place !== place.name) return 'unknown'
      if (whose.account !== null && passkey.account !== whose.account) return 'unknown'
      const handle = read.data.response.userHandle
      // A key that was asked for by its id may leave out whose it is.
      if (!(handle == null && whose.account !== null) && !isOf(handle, passkey.account)) return 'wrong'
      const counter = await verifySigned(read.data, challenge, place, passkey)
      if (counter === null || passkeys.using(passkey, counter, clock.now()) === null) return 'wrong'
      return { passkey, counter }
    })
  }

  return {
    async beginMaking({ id, account, name }, title, place) {
      const { challenge, encrypted } = challenges.begin({ account: id, session: null }, place)
      const { generateRegistrationOptions } = await library()
      const options = await generateRegistrationOptions({
        rpName: title,
        rpID: place.name,
        userName: account,
        userDisplayName: name,
        userID: new TextEncoder().encode(id),
        challenge,
        timeout: CHALLENGE_MS,
        attestationType: 'none',
        excludeCredentials: passkeys.of(id).map(describe),
        // Kept on the device, so that one signs in without a name.
        authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
        supportedAlgorithmIDs: ALGORITHMS,
      })
      return { options, encrypted }
    },

    async make(account, place, encrypted, response, name) {
      const read = Registration.safeParse(response)
      if (!read.success) return 'wrong'
      return challenges.judge(encrypted, { account: account.id, session: null }, place, async (challenge) => {
        const made = await verifyMade(read.data, challenge, place)
        if (made === null) return 'wrong'
        const { id: credential, publicKey, counter } = made
        return passkeys.add({
          account: account.id,
          credential,
          publicKey: Buffer.from(publicKey).toString('base64url'),
          counter,
          transports: read.data.response.transports ?? [],
          place: place.name,
          name,
          since: clock.now(),
        })
      })
    },

    beginSignIn: (place) => asking(ANYBODY, place, []),
    signIn: (place, encrypted, response) => answered(ANYBODY, place, encrypted, response),
    beginProof: (whose, place) =>
      asking(
        whose,
        place,
        passkeys.of(whose.account).filter((passkey) => passkey.place === place.name),
      ),
    prove: answered,
  }
}

/** The account of a challenge. */
interface For {
  readonly account: MemberId | null
  readonly session: string | null
}

const ANYBODY: For = { account: null, session: null }

/** Challenges that are given to a browser, encrypted, and come back once. */
function createChallenges(clock: { now(): number }, random: RandomBytes) {
  const lifeMs = CHALLENGE_MS
  const tokens = createEncryptedTokens<BegunCeremony>({
    clock,
    random,
    lifeMs,
    parse: (value) => BegunCeremony.parse(value),
  })
  const used = createUsedTokens({ clock, lifeMs, most: CHALLENGES_USED_MAX })

  return {
    begin({ account, session }: For, place: PasskeyPlace) {
      const challenge = Buffer.from(random(CHALLENGE_BYTES)).toString('base64url')
      return {
        challenge: Buffer.from(challenge, 'base64url'),
        encrypted: tokens.encrypt({ challenge, account, session, place: place.name }),
      }
    },
    /** Judges by the challenge of a ceremony that this browser began, and that nobody ended yet. */
    async judge<T extends object>(
      encrypted: string,
      { account, session }: For,
      place: PasskeyPlace,
      judge: (challenge: string) => Promise<T | NoPasskey>,
    ): Promise<T | NoPasskey> {
      const begun = tokens.decrypt(encrypted)
      if (begun === null || begun.account !== account || begun.session !== session) return 'late'
      if (begun.place !== place.name) return 'late'
      if (!used.take(begun.challenge)) return 'late'
      const result = await judge(begun.challenge).catch((error: unknown) => {
        used.giveBack(begun.challenge)
        throw error
      })
      if (typeof result === 'string') used.giveBack(begun.challenge)
      return result
    },
  }
}

const describe = ({ credential, transports }: Passkey) => ({ id: credential, transports: [...transports] })

/** A passkey that is found without a name says whose it is. */
function isOf(userHandle: string | null | undefined, account: MemberId): boolean {
  return userHandle != null && Buffer.from(userHandle, 'base64url').toString() === account
}
