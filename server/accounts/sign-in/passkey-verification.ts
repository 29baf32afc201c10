// Browsers' messages about passkeys: their shape, and whether they are signed as WebAuthn asks.
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import type { PasskeyPlace } from './passkey-origin.ts'
import type { Passkey } from './passkey-store.ts'

/**
 * The library comes with readers of certificates, which take some megabytes: it is loaded when the first
 * passkey is used.
 */
export const library = () => import('@simplewebauthn/server')

/** EdDSA, ES256, RS256: all present browsers and keys have these. */
export const ALGORITHMS = [-8, -7, -257]
/** The WebAuthn specification asks for no more of a transport's name, and knows no more kinds. */
const transports = z.array(z.string().max(32)).max(8)

const bytes = z.string().regex(/^[\w-]+$/)
/**
 * A browser's message about a new passkey: RegistrationResponseJSON of WebAuthn level 3, as far as it is read
 * here.
 */
export const Registration = z.object({
  id: bytes,
  rawId: bytes,
  type: z.literal('public-key'),
  response: z.object({ clientDataJSON: bytes, attestationObject: bytes, transports: transports.optional() }),
})
type Registration = z.infer<typeof Registration>

/** A browser's signature with a passkey: AuthenticationResponseJSON. */
export const Authentication = z.object({
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
type Authentication = z.infer<typeof Authentication>

/** The new credential; null when anything about it is wrong. The library throws sentences for developers. */
export async function verifyMade(
  { response, ...rest }: Registration,
  challenge: string,
  place: PasskeyPlace,
) {
  const { verifyRegistrationResponse } = await library()
  const { decodeAttestationObject } = await import('@simplewebauthn/server/helpers')
  try {
    // We ask for no attestation, and browsers take it out. One that comes anyway holds certificates of a
    // stranger, which nobody is to read.
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

/** The passkey's counter now; null when the answer is not its own, to this challenge, from our pages. */
export async function verifySigned(
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
