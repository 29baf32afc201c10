// Asks for a fresh proof before an act that would outlast a stolen session. A thief can use a stolen session
// only until it ends; adding another way to sign in asks for a proof. The proof is kept with the session, on
// the server, so that no cookie can claim that it was made.
import type { Request } from 'express'
import { PROOF_MINUTES } from '../../../shared/wire/api/account-bodies.ts'
import { atLeast, type Right } from '../../../shared/world/rights.ts'
import type { AccountEntry } from '../../accounts/account-entry.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { Account } from '../../accounts/model/account-view.ts'
import type { Member } from '../../contracts/request-member.ts'
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import { isHome } from '../../owner/worlds/home-worlds.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Guard } from '../edge/origin-guard.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { beginTry } from './password-attempt.ts'

const PROVE = new HttpRefusal(403, 'proof', 'First show that it is you. Nothing was changed.')
const WRONG = new AccountRefusal('wrong', 'That is not your password. Check it and try again.')

/** How long a proof counts, in ms. */
export const PROOF_MS = PROOF_MINUTES * 60_000

/**
 * Whether a proof that was made at that time still counts. A clock that was set back makes none last longer.
 */
export const isFresh = (provenAt: number | null, now: number): boolean =>
  provenAt !== null && Math.abs(now - provenAt) <= PROOF_MS

export interface ProofRule {
  /**
   * Refuses people who have not lately proved their identity in this session. Guests, and people in an open
   * node, have nothing but their cookie to show. People of other nodes give the proof there.
   */
  judge(member: Member): void
  /**
   * Refuses the same to a person who lets others do more than look at a home: those could carry off the
   * things in it, or have its person's body act in their name. A future home counts as one.
   */
  judgeAtHome(member: Member, world: WorldRecord, right: Right): void
}

export function createProofRule({
  entrance,
  rights,
  clock,
}: Pick<AccountServices, 'entrance' | 'rights'> & { readonly clock: { now(): number } }): ProofRule {
  function judge({ kind, session }: Member): void {
    if (entrance === null || kind !== 'account') return
    const provenAt = session === null ? null : (entrance.signedIn.byId(session)?.provenAt ?? null)
    if (!isFresh(provenAt, clock.now())) throw PROVE
  }

  return {
    judge,
    judgeAtHome(member, world, right) {
      const isAtHome = rights?.homeOf(world) != null || isHome(world.id)
      if (isAtHome && atLeast(right, 'act')) judge(member)
    },
  }
}

/** The parts that judge a password: tries are counted by address, and wrong ones are noted. */
export interface PasswordParts {
  readonly entrance: AccountEntry
  readonly audit: Audit
  readonly guard: Guard
}

/**
 * Judges a password of somebody who is signed in, with the limits and the log of signing in. A right one is a
 * proof.
 */
export async function provePassword(
  { entrance, audit, guard }: PasswordParts,
  request: Request,
  account: Account,
  { member, password }: { readonly member: Member; readonly password: string },
): Promise<void> {
  const { tables, passwords, signedIn } = entrance
  const attempt = beginTry({ entrance, guard }, request, account.account)
  if (!(await passwords.fits(account.id, password, account.id).catch(attempt.giveBack))) {
    audit.note(null, 'session.failed', account.account, { from: guard.addressOf(request) })
    throw WRONG
  }
  attempt.right()
  const { session } = member
  if (session !== null) await tables.change(() => signedIn.proving(session))
}
