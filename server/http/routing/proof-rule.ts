// Asks for a fresh proof before what would outlast a stolen session: `PROOF_MS` says how long one counts. It
// is kept with the session, here, so that no cookie can say that it was made.
import type { Request } from 'express'
import { atLeast, type Right } from '../../../shared/world/rights.ts'
import type { Account } from '../../accounts/model/account-view.ts'
import { isFresh } from '../../accounts/sign-in/fresh-proof.ts'
import type { Member } from '../../contracts/request-member.ts'
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import { isHome } from '../../owner/worlds/home-worlds.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { AccountParts } from './request-account.ts'
import type { RouteParts } from './route-parts.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { beginTry } from './password-attempt.ts'

const PROVE = new HttpRefusal(403, 'proof', 'First show that it is you. Nothing was changed.')
const WRONG = new AccountRefusal('wrong', 'That is not your password. Check it and try again.')

/**
 * Refuses whoever did not show lately, in this session, that it is them. Guests, and people in an open node,
 * have nothing but their cookie to show; people of other nodes show it there.
 */
export function judgeProof({ entrance, clock }: RouteParts, { kind, session }: Member): void {
  if (entrance === null || kind !== 'account') return
  const provenAt = session === null ? null : (entrance.signedIn.byId(session)?.provenAt ?? null)
  if (!isFresh(provenAt, clock.now())) throw PROVE
}

/**
 * Refuses the same to whoever lets others do more than look at a home: they could carry off what is in it, or
 * have its person's body act in their name. What will be a home counts as one.
 */
export function judgeAtHome(parts: RouteParts, member: Member, world: WorldRecord, right: Right): void {
  const isAtHome = parts.rights?.homeOf(world) != null || isHome(world.id)
  if (isAtHome && atLeast(right, 'act')) judgeProof(parts, member)
}

/** Judges a password that somebody who is signed in gives, as at the door; one that is right is a proof. */
export async function provePassword(
  parts: AccountParts,
  request: Request,
  account: Account,
  { member, password }: { readonly member: Member; readonly password: string },
): Promise<void> {
  const { entrance, audit, guard } = parts
  const { tables, passwords, signedIn } = entrance
  const attempt = beginTry(parts, request, account.account)
  if (!(await passwords.fits(account.id, password).catch(attempt.giveBack))) {
    audit.note(null, 'session.failed', account.account, { from: guard.addressOf(request) })
    throw WRONG
  }
  attempt.right()
  const { session } = member
  if (session !== null) await tables.change(() => signedIn.proving(session))
}
