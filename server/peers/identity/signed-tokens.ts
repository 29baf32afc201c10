// The signed texts of a node: compact JWS (RFC 7515), with Ed25519 and nothing else. Each use has a type of
// its own, so that a signature for one is never read as another. A signed text has one spelling, which is our
// own: header and claims are refused in any other. This also refuses other algorithms, critical headers, keys
// that come along, claims that stand twice, and letters that mean the same bytes.
import type * as z from 'zod/mini'
import { SIGNED_MAX, type PublicKey } from '../../../shared/wire/peers/peer-claims.ts'
import type { PrivateKey } from './node-keys.ts'

/** The kinds: a request to one node; a voucher for a person; the next key. */
export type SignedKind = 'inkland-request' | 'inkland-voucher' | 'inkland-successor'

const headerOf = (kind: SignedKind, kid: string) => ({ alg: 'EdDSA', typ: kind, kid })
const HEADER = /^\{"alg":"EdDSA","typ":"([a-z-]{1,40})","kid":"([A-Za-z0-9_-]{43})"\}$/

interface Signer {
  readonly public: PublicKey
  readonly private: PrivateKey
}

export async function sign(signer: Signer, kind: SignedKind, claims: object): Promise<string> {
  const { CompactSign } = await import('jose')
  return new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader(headerOf(kind, signer.public.kid))
    .sign(signer.private)
}

/** The claims of a text that says to be signed: nothing of it counts before {@link isSignedBy}. */
interface Unverified<Claims> {
  readonly kid: string
  readonly claims: Claims
  readonly text: string
}

/** Reads something signed of one kind; null when it is anything else. */
export function readSigned<Claims>(
  text: string,
  kind: SignedKind,
  shape: z.ZodMiniType<Claims>,
): Unverified<Claims> | null {
  if (text.length > SIGNED_MAX) return null
  const [header = '', payload = '', signature = '', ...rest] = text.split('.')
  if (rest.length > 0 || bytesOf(signature) === null) return null
  const [, typ, kid] = HEADER.exec(textOf(header)) ?? []
  const claims = shape.safeParse(jsonIn(textOf(payload)))
  return typ === kind && kid !== undefined && claims.success ? { kid, claims: claims.data, text } : null
}

/** Whether it was signed with a key. */
export async function isSignedBy({ kid, text }: Unverified<unknown>, key: PublicKey): Promise<boolean> {
  if (kid !== key.kid) return false
  const { compactVerify } = await import('jose')
  try {
    await compactVerify(text, key, { algorithms: ['EdDSA'] })
    return true
  } catch {
    return false
  }
}

/** Bytes in their one spelling in base64url; null in any other. */
function bytesOf(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length > 0 && bytes.toString('base64url') === text ? bytes : null
}

function textOf(part: string): string {
  return bytesOf(part)?.toString() ?? ''
}

/** A JSON value that is spelled as we would; undefined otherwise. */
function jsonIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return JSON.stringify(value) === text ? value : undefined
  } catch {
    return undefined
  }
}
