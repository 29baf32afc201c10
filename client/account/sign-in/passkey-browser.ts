// The browser's part of passkeys: whether it can, making one, signing in with one. Its own calls, no library.
import * as z from 'zod/mini'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { call, CallError } from '../../api/request.ts'
import { systemClock } from '../../device/system-clock.ts'
import { signalAfter } from '../../../shared/time/time-limit.ts'

/** Of a challenge's five minutes, how long a form that waits for the browser's own list keeps one, in ms. */
const FRESH_MS = 4 * 60_000

const isObject = (raw: unknown): boolean => typeof raw === 'object' && raw !== null && !Array.isArray(raw)
/** Options and answers are the browser's and the server's; here they only go through. */
const CreationOptions = z.custom<PublicKeyCredentialCreationOptionsJSON>(isObject)
const RequestOptions = z.custom<PublicKeyCredentialRequestOptionsJSON>(isObject)

/** Why this page can have no passkeys, in words; null: it can. */
export function whyNoPasskeys(): string | null {
  if (/^(?:\[.*\]|[\d.]+)$/.test(location.hostname)) {
    return 'Passkeys need a name, not a number, in the address bar. Open this place by its name.'
  }
  if (!isSecureContext) {
    return 'Passkeys need https, and this place was opened without it. The person who runs it can set that up.'
  }
  const isKnown =
    typeof PublicKeyCredential === 'function' &&
    'parseCreationOptionsFromJSON' in PublicKeyCredential &&
    'toJSON' in PublicKeyCredential.prototype
  return isKnown ? null : 'This browser is too old for passkeys. A newer one can create them.'
}

/** Makes a passkey for a signed-in person; rejects with a {@link CallError}. */
export async function makePasskey(name: string): Promise<void> {
  const options = await call('POST', '/api/passkeys/options', CreationOptions, {})
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options)
  const made = await asked(navigator.credentials.create({ publicKey }))
  await call('POST', '/api/passkeys', null, { name, response: made })
}

export const removePasskey = (id: string, isLast: boolean): Promise<null> =>
  call('DELETE', `/api/passkeys/${encodeURIComponent(id)}${isLast ? '?last=yes' : ''}`, null)

/**
 * Signs in with a passkey that the person chooses, or confirms that it is them; rejects with a {@link
 * CallError}.
 */
export async function signInByPasskey(
  how: { readonly mediation?: 'conditional'; readonly signal?: AbortSignal } = {},
): Promise<Me> {
  const options = await call('POST', '/api/session/passkey/options', RequestOptions, {})
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const response = await asked(navigator.credentials.get({ publicKey, ...how }))
  return call('POST', '/api/session/passkey', Me, { response })
}

/** Proves the identity of a signed-in person by a passkey; rejects with a {@link CallError}. */
export async function proveByPasskey(): Promise<void> {
  const options = await call('POST', '/api/proof/passkey/options', RequestOptions, {})
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options)
  const response = await asked(navigator.credentials.get({ publicKey }))
  await call('POST', '/api/proof/passkey', null, { response })
}

/**
 * Waits until somebody chooses a passkey from the browser's offers at a field for a name; null when `signal`
 * ends that.
 */
export async function signInByField(signal: AbortSignal): Promise<Me | null> {
  if (whyNoPasskeys() !== null || !(await canOffer())) return null
  while (!signal.aborted) {
    const round = AbortSignal.any([signal, signalAfter(systemClock, FRESH_MS)])
    try {
      return await signInByPasskey({ mediation: 'conditional', signal: round })
    } catch (error) {
      if (!round.aborted) throw error
    }
  }
  return null
}

async function canOffer(): Promise<boolean> {
  return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false
}

/** The person's answer, as JSON; the browser's technical errors are told in plain words. */
async function asked(answer: Promise<Credential | null>): Promise<unknown> {
  try {
    const credential = await answer
    if (credential instanceof PublicKeyCredential) return credential.toJSON()
  } catch (error) {
    const name = error instanceof DOMException ? error.name : ''
    throw new CallError(name, WORDS[name] ?? NOTHING)
  }
  throw new CallError('Nothing', NOTHING)
}

const NOTHING = 'No passkey was chosen. Try again when you are ready.'
const WORDS: Readonly<Record<string, string>> = {
  NotAllowedError: NOTHING,
  InvalidStateError: 'This device already has a passkey for your account.',
  SecurityError: 'This browser cannot create passkeys for this address.',
  NotSupportedError: 'This device cannot create a passkey that works here.',
}
