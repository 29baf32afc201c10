// `/api/account`: one's own account, its password and its recovery codes.
import type { Request } from 'express'
import {
  Confirmed,
  PasswordChange,
  type AccountInfo,
  type Codes,
} from '../../../shared/wire/api/account-bodies.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { Account } from '../../accounts/model/account-view.ts'
import type { Member } from '../../contracts/request-member.ts'
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import { refuseWeakPassword } from '../../accounts/sign-in/password-strength.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import { passkeyInfo } from '../../accounts/sign-in/passkey-store.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { provePassword, type PasswordParts, type ProofRule } from '../routing/proof-rule.ts'
import { SIGN_IN, type Routes } from '../routing/route-rules.ts'

/** Worlds that are counted: more than anybody has, unless an admin allows it. */
const COUNTED_MAX = 10_000

const NO_PASSWORD = new AccountRefusal('wrong', 'Enter your password, to show that it is you.')

/**
 * Makes sure that it is really them: by the password with this very request, if they have one, else by a
 * fresh proof.
 */
export async function confirm(
  parts: PasswordParts & { readonly proof: ProofRule },
  request: Request,
  member: Member,
  password: string | undefined,
): Promise<Account> {
  const { book, passwords } = parts.entrance
  const account = book.byId(member.id)
  if (account === null) throw SIGN_IN
  if (!passwords.has(account.id)) parts.proof.judge(member)
  else if (password === undefined) throw NO_PASSWORD
  else await provePassword(parts, request, account, { member, password })
  return account
}

function storageOf(
  { usage, settings, bounds }: Pick<AccountServices, 'usage' | 'settings' | 'bounds'>,
  id: MemberId,
): AccountInfo['storage'] {
  const { logs, pictures, today } = usage?.of(id) ?? { logs: 0, pictures: 0, today: 0 }
  const pages = usage?.pages().get(usage.contributorOf(id)) ?? 0
  const most = bounds?.most(id) ?? settings.now()
  return {
    today,
    perDay: most.bytesPerDay,
    all: logs + pictures,
    most: most.bytesPerAccount,
    pages,
    history: logs - pages,
    pictures,
    mostPictures: most.pictureBytesPerAccount,
  }
}

interface AccountRouteParts
  extends Pick<AccountServices, 'store' | 'rights' | 'usage' | 'settings' | 'bounds'>, PasswordParts {
  readonly proof: ProofRule
  readonly otherWays: SignInServices
}

export function addAccountRoutes(routes: Routes, parts: AccountRouteParts): void {
  const { entrance, store, rights, otherWays, audit } = parts
  const { book, passwords, codes, signedIn, tables } = entrance

  routes.add('get', '/account', 'account', async ({ response, member }) => {
    const account = book.byId(member.id)
    if (account === null) throw SIGN_IN
    const { id, name, since, isAdmin } = account
    const home = (await store.person(id))?.home ?? null
    const own = await store.worldsBy([...(rights?.ownedBy(id) ?? [])], COUNTED_MAX)
    const worlds = own.filter((world) => world.binnedAt === null && world.id !== home)
    response.json({
      account: account.account,
      name,
      since,
      isAdmin,
      hasPassword: passwords.has(id),
      passkeys: otherWays.passkeys.of(id).map(passkeyInfo),
      codesLeft: codes.left(id),
      providers: [...otherWays.oidc.namesOf(id)],
      worlds: worlds.length,
      storage: storageOf(parts, id),
    } satisfies AccountInfo)
  })

  routes.add('post', '/account/password', 'account', async ({ request, response, member }) => {
    const { old, password } = bodyOf(PasswordChange, request)
    const account = await confirm(parts, request, member, old)
    refuseWeakPassword(password, account.account)
    const hash = await passwords.hash(password, account.id)
    // A session that ended while the password was hashed may not set one any more.
    const isSet = await tables.change(() =>
      signedIn.isHere(member)
        ? [
            passwords.setting(account.id, hash),
            ...signedIn.endings(account.id, member.session),
            ...(member.session === null ? [] : signedIn.proving(member.session)),
          ]
        : null,
    )
    if (!isSet) throw SIGN_IN
    audit.note(account.id, 'account.passwordChanged', account.account)
    response.status(204).end()
  })

  routes.add('post', '/account/codes', 'account', async ({ request, response, member }) => {
    const { password } = bodyOf(Confirmed, request)
    const account = await confirm(parts, request, member, password)
    const made = await codes.renew(account.id)
    audit.note(account.id, 'account.codesMade', account.account)
    response.status(201).json({ codes: made } satisfies Codes)
  })
}
