// The parts of a node with accounts beside names and passwords: passkeys, other places to sign in with, one's
// data, and leaving for good. Puts those parts of server/accounts together.
import type { Logger } from 'pino'
import type { RandomBytes } from '../../shared/world/address.ts'
import { openAccountDeletion, type AccountDeletion, type WorldHandover } from './leaving/account-deletion.ts'
import { createOidc, type Oidc } from './sign-in/oidc-sign-in.ts'
import type { Provider } from './sign-in/oidc-config.ts'
import { openLinks, type OidcLinks } from './sign-in/oidc-links.ts'
import { createCeremonies, type Ceremonies } from './sign-in/passkey-ceremonies.ts'
import { openPasskeys, type Passkeys } from './sign-in/passkey-store.ts'
import type { AccountEntry } from './account-entry.ts'
import type { Store } from '../storage/store.ts'
import type { ServerClock } from '../time/server-clock.ts'

export interface SignInServices {
  readonly passkeys: Passkeys
  readonly ceremonies: Ceremonies
  readonly links: OidcLinks
  readonly oidc: Oidc
  readonly accountDeletion: AccountDeletion
}

/** Opens what is kept of them. */
export async function openSignInServices(options: {
  readonly entrance: AccountEntry
  readonly store: Store
  readonly providers: readonly Provider[]
  readonly parting: WorldHandover
  readonly clock: ServerClock
  /** The time by which the name of an ended account is free again. */
  readonly ages: { now(): number }
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'warn'>
}): Promise<SignInServices> {
  const { entrance, store, providers, parting, clock, ages, random, log } = options
  const { tables, book, passwords, codes, groups, invitations, signedIn } = entrance
  const passkeys = await openPasskeys(tables)
  const links = await openLinks(tables)
  const accountDeletion = await openAccountDeletion({
    tables,
    store,
    book,
    ...parting,
    endings: (account) => [
      ...signedIn.endings(account),
      ...invitations.endings(account),
      ...groups.leaving(account),
      ...passkeys.forgetAll(account),
      ...links.forgetAll(account),
      passwords.forgetting(account),
      codes.forgetting(account),
    ],
    clock: ages,
    onFault: (error) =>
      log.warn(
        { err: error },
        "work that follows from a person's leaving is not done yet; it is tried again",
      ),
  })
  return {
    passkeys,
    ceremonies: createCeremonies({ passkeys, clock, random }),
    links,
    oidc: createOidc({
      providers,
      links,
      clock,
      random,
      onFault: ({ id }, error) => log.warn({ err: error, provider: id }, 'a sign-in by another place failed'),
    }),
    accountDeletion,
  }
}
