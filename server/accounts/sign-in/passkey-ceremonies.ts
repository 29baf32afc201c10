// The ceremonies of WebAuthn: making a passkey, signing in with one, and showing by one that it is still
// oneself. Each begins with a challenge that is used once, within five minutes, by the browser that it was
// given to.
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import { z } from 'zod'
import type { MemberId, RandomBytes } from '../../../shared/world/address.ts'
import type { Account } from '../model/account-view.ts'
import type { PasskeyPlace } from './passkey-origin.ts'
import type { Passkey, Passkeys } from './passkey-store.ts'
import { createUsedTokens, createEncryptedTokens } from './encrypted-tokens.ts'

/**
 * What judges passkeys comes with readers of certificates, which take some megabytes: it is loaded when the
 * first one is used.
 */
const library = () => import('@simplewebauthn/server')

/** How long a challenge is good for, in ms: finding a key, or a phone, takes a while. */
export const CHALLENGE_MS = 5 * 60_000
/** Most challenges that are used within that time: each is a sign-in that worked, or is being judged. */
const CHALLENGES_USED_MAX = 100_000
const CHALLENGE_BYTES = 32
/** EdDSA, ES256, RS256: what all browsers and keys of these years speak. */
const ALGORITHMS = [-8, -7, -257]
/** The WebAuthn specification asks for no more of a transport's name, and knows no more kinds. */
const transports = z.array(z.string().max(32)).max(8)

const bytes = z.string().regex(/^[\w-]+$/)
/**
 * What a browser sends of a new passkey: RegistrationResponseJSON of WebAuthn level 3, as far as it is read
 * here.
 */
const Registration = z.object({
  id: bytes,
  rawId: bytes,
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: bytes, attestationObject: bytes, transports: transports.optional() }),
})
/** AuthenticationResponseJSON. */
const Authentication = z.object({
  id: bytes,
  rawId: bytes,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: bytes,
    authenticatorData: bytes,
    signature: bytes,
    userHandle: bytes.nullish(),
  }),
})

const Begun = z.object({
  challenge: z.string(),
  /** Whose passkey is made or shown; null: somebody signs in. */
  account: z.string().nullable(),
  /** In which session one is shown; null: none is. */
  session: z.string().nullable(),
  place: z.string(),
})
type Begun = z.infer<typeof Begun>

/** What a browser is sent to begin with, and what it has to bring back, sealed. */
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
  /** What came is not what a browser sends, or its signature, origin or counter is not as it must be. */
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
  /** Whose passkey signed, and what it counts now; nobody is signed in by that yet, and nothing is noted. */
  signIn(place: PasskeyPlace, encrypted: string, response: unknown): Promise<Signed | NoPasskey>
  /** Asks for one of the account's own passkeys, in a session of its. */
  beginProof(whose: Whose, place: PasskeyPlace): Promise<CeremonyStart<PublicKeyCredentialRequestOptionsJSON>>
  /** As `signIn`, for who is signed in already: another account's passkey is unknown. */
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
  const lifeMs = CHALLENGE_MS
  const tokens = createEncryptedTokens<Begun>({ clock, random, lifeMs, parse: (value) => Begun.parse(value) })
  const once = createUsedTokens({ clock, lifeMs, most: CHALLENGES_USED_MAX })

  function begin({ account, session }: For, place: PasskeyPlace) {
    const challenge = Buffer.from(random(CHALLENGE_BYTES)).toString('base64url')
    return {
      challenge: Buffer.from(challenge, 'base64url'),
      encrypted: tokens.encrypt({ challenge, account, session, place: place.name }),
    }
  }

  /** Runs `judge` with the challenge of a ceremony that this browser began, and that nobody ended yet. */
  async function judged<T extends object>(
    encrypted: string,
    { account, session }: For,
    place: PasskeyPlace,
    judge: (challenge: string) => Promise<T | NoPasskey>,
  ): Promise<T | NoPasskey> {
    const begun = tokens.decrypt(encrypted)
    if (begun === null || begun.account !== account || begun.session !== session) return 'late'
    if (begun.place !== place.name) return 'late'
    if (!once.take(begun.challenge)) return 'late'
    const result = await judge(begun.challenge).catch((error: unknown) => {
      once.giveBack(begun.challenge)
      throw error
    })
    if (typeof result === 'string') once.giveBack(begun.challenge)
    return result
  }

  /** What to ask a browser for; any passkey that it has for this place, unless some are named. */
  async function asking(whose: For, place: PasskeyPlace, allowed: readonly Passkey[]) {
    const { challenge, encrypted } = begin(whose, place)
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

  /** Whose passkey answered; of anybody, or of one account alone. */
  async function answered(
    whose: For,
    place: PasskeyPlace,
    encrypted: string,
    response: unknown,
  ): Promise<Signed | NoPasskey> {
    const read = Authentication.safeParse(response)
    if (!read.success) return 'wrong'
    return judged(encrypted, whose, place, async (challenge) => {
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
      const { challenge, encrypted } = begin({ account: id, session: null }, place)
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
        // Kept on the device, so that one signs in without saying who one is.
        authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
        supportedAlgorithmIDs: ALGORITHMS,
      })
      return { options, encrypted }
    },

    async make(account, place, encrypted, response, name) {
      const read = Registration.safeParse(response)
      if (!read.success) return 'wrong'
      return judged(encrypted, { account: account.id, session: null }, place, async (challenge) => {
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

/** For whom a challenge is. */
interface For {
  readonly account: MemberId | null
  readonly session: string | null
}

const ANYBODY: For = { account: null, session: null }

const describe = ({ credential, transports }: Passkey) => ({ id: credential, transports: [...transports] })

type Registration = z.infer<typeof Registration>
type Authentication = z.infer<typeof Authentication>

/**
 * The new credential; null when anything about it is not as it must be. The library throws sentences for
 * developers.
 */
async function verifyMade({ response, ...rest }: Registration, challenge: string, place: PasskeyPlace) {
  const { verifyRegistrationResponse } = await library()
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers')
  try {
    // We ask for no papers of a maker's, and browsers take them out: those that come would be a stranger's
    // certificates to read.
    const attestation = decodeAttestationObject(
      new Uint8Array(Buffer.from(response.attestationObject, 'base64url')),
    )
    if (attestation.get('attStmt').get('x5c') !== undefined) return null
    const { clientDataJSON, attestationObject } = response
    const made = await verifyRegistrationResponse({
      response: {
        ...rest,
        response: { clientDataJSON, attestationObject },
        clientExtensionResults: {},
      } satisfies RegistrationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: place.origin,
      expectedRPID: place.name,
      requireUserVerification: false,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    return made.verified ? made.registrationInfo.credential : null
  } catch {
    return null
  }
}

/** What the passkey counts now; null when the answer is not its own, to this challenge, from our pages. */
async function verifySigned(
  { response, ...rest }: Authentication,
  challenge: string,
  place: PasskeyPlace,
  { credential, publicKey, counter }: Passkey,
): Promise<number | null> {
  const { verifyAuthenticationResponse } = await library()
  try {
    const { clientDataJSON, authenticatorData, signature } = response
    const signed = await verifyAuthenticationResponse({
      response: {
        ...rest,
        response: { clientDataJSON, authenticatorData, signature },
        clientExtensionResults: {},
      } satisfies AuthenticationResponseJSON,
      expectedChallenge: challenge,
      expectedOrigin: place.origin,
      expectedRPID: place.name,
      requireUserVerification: false,
      credential: { id: credential, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter },
    })
    return signed.verified ? signed.authenticationInfo.newCounter : null
  } catch {
    return null
  }
}

/** A passkey that is found without a name says whose it is. */
function isOf(userHandle: string | null | undefined, account: MemberId): boolean {
  return userHandle != null && Buffer.from(userHandle, 'base64url').toString() === account
}
