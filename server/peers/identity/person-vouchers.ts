// A voucher: somebody's own node says who they are, to one other node, for a few minutes. That node itself
// brings it, in a request that it signed or over its connection, and it counts from no other: a thief of one
// has nothing.
import type { NodeName } from '../../../shared/world/address.ts'
import { VoucherClaims } from '../../../shared/wire/peers/peer-claims.ts'
import { keyAt, type NodeKeys } from './node-card.ts'
import type { Vouched } from '../guests/foreign-member.ts'
import type { NodeIdentity } from './node-identity.ts'
import { refused, type TokenRefusal } from './peer-refusal.ts'
import { isSignedBy, readSigned } from './signed-tokens.ts'
import { judgePeriod, periodFrom } from './validity-period.ts'

/**
 * How long somebody is vouched for, in s: so long one who was shut out at home may still be let in elsewhere.
 */
const VOUCHER_LIFE_S = 300

export function vouch(
  identity: NodeIdentity,
  { subject, account, name, look, body }: Omit<Vouched, 'node' | 'until'>,
  { to, now }: { readonly to: NodeName; readonly now: number },
): Promise<string> {
  const claims: VoucherClaims = {
    iss: identity.name(),
    aud: to,
    sub: subject,
    account,
    name,
    look,
    body,
    ...periodFrom(now, VOUCHER_LIFE_S),
  }
  return identity.sign('inkland-voucher', claims)
}

/** The person of a voucher that `from` brought. */
export async function readVoucher(
  text: string,
  options: {
    readonly from: NodeName
    readonly keys: NodeKeys
    readonly self: Pick<NodeIdentity, 'names'>
    readonly now: number
  },
): Promise<{ readonly kind: 'person'; readonly vouched: Vouched } | TokenRefusal> {
  const { from, keys, self, now } = options
  const signed = readSigned(text, 'inkland-voucher', VoucherClaims)
  if (signed === null) return refused('malformed', `${from} does not say who that is as nodes do.`)
  const { iss: node, aud, sub: subject, account, name, look, body, exp } = signed.claims
  if (node !== from) return refused('other', `${from} cannot say who somebody of ${node} is.`)
  if (!self.names().includes(aud))
    return refused('other', `That was meant for ${aud}, which this node is not.`)
  const notNow = judgePeriod(signed.claims, { node, nowMs: now, lifeS: VOUCHER_LIFE_S })
  if (notNow !== null) return notNow
  const key = keyAt(keys, signed.kid, now)
  if (key === null) return refused('unknown', `${node} has no such key, or has it no longer.`)
  if (!(await isSignedBy(signed, key))) return refused('forged', `${node} did not sign that.`)
  const vouched = { node, subject, account, name, look, body, until: exp * 1000 }
  return { kind: 'person', vouched }
}
