// A person who comes back from another place, where they signed in. The first time makes an account, if one
// may sign up or was invited.
import type { Request } from 'express'
import {
  pathOfWorld,
  parseAccountName,
  wordFrom,
  type AccountName,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'
import type { AccountEntry, SignedInResult } from '../../accounts/account-entry.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import { VOID_INVITATION } from '../../accounts/invitations/invitation-store.ts'
import { AccountRefusal } from '../../accounts/model/account-refusal.ts'
import type { Account } from '../../accounts/model/account-view.ts'
import { seenOf, whyNotCalled, whyNotWord } from '../../accounts/names/name-rules.ts'
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import type { CameBack } from '../../accounts/sign-in/oidc-sign-in.ts'
import { SIGN_IN } from '../routing/route-rules.ts'
import type { BrowserAccounts } from '../routing/request-account.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { noteGroup } from './invitation-use.ts'

/** Accounts that get one name with a number behind it. */
const NUMBERED_MAX = 100
const ID_LETTERS = 10

const NOT_YET = new AccountRefusal(
  'closed',
  'The first account here is created with the link on the server’s console.',
)
const FULL = new AccountRefusal('taken', 'All names like yours are taken here. Ask an admin of this node.')
export const SHOW_ANOTHER = new HttpRefusal(
  409,
  'another',
  'You have a password or a passkey. Use that to show that it is you.',
)
const ANOTHER = new AccountRefusal(
  'wrong',
  'That is a different account there. Go back, and sign in there with your own.',
)

export interface OidcReturn {
  /** Signs in the person who came back, or makes their account. Returns the address where they go next. */
  enter(
    request: Request,
    came: CameBack,
    invitation: string | null,
  ): Promise<{ readonly entered: SignedInResult; readonly to: string }>
  /** From now on that provider signs in to the account, too. */
  link(account: Account, came: CameBack): Promise<void>
  /** Notes that the person of this session has proved their identity. */
  prove(account: Account, session: string, came: CameBack): Promise<void>
  /**
   * Whether somebody has a password or a passkey: then they prove by that who they are, and not by a
   * provider.
   */
  hasAnother(id: Account['id']): boolean
}

interface ReturnParts extends Pick<AccountServices, 'store' | 'settings'> {
  readonly entrance: AccountEntry
  readonly otherWays: SignInServices
  readonly browsers: BrowserAccounts
  readonly audit: Audit
  readonly clock: { now(): number }
  readonly random: RandomBytes
}

export function createOidcReturn(parts: ReturnParts): OidcReturn {
  const { entrance, otherWays, browsers, store, settings, audit, clock, random } = parts
  const { book, first, invitations, promisedRights, passwords } = entrance
  const { links, passkeys } = otherWays

  const hasAnother = (id: Account['id']): boolean => passwords.has(id) || passkeys.of(id).length > 0

  /** Makes the account of somebody who has none here. */
  async function join(request: Request, came: CameBack, invitation: string | null): Promise<SignedInResult> {
    if (first.isOpen()) throw NOT_YET
    if (invitation !== null && invitations.read(invitation) === null) throw VOID_INVITATION
    if (invitation === null && settings.now().signUp === 'invited') {
      const { name } = came.provider
      const text = `Nobody here signs in with that ${name} account. If you have an account here, sign in another way and choose ${name} on your account page. If you have none, ask someone who is here for an invitation.`
      throw new AccountRefusal('closed', text)
    }
    const coming = { ...browsers.signingIn(request, 'provider'), provenAt: came.signedInAt }
    const called = came.name ?? coming.guest?.name ?? came.word ?? 'Somebody'
    for (const account of wordsFor(came.word ?? came.name ?? '', random)) {
      const entered = await entrance
        .join({
          ...coming,
          account,
          name: nameFor(called, account),
          invitation,
          credentials: (id) => [links.adding(id, came.elsewhere, clock.now())],
        })
        .catch((error: unknown) => {
          // The name is taken, or this person signed up in another window meanwhile.
          const isTaken = error instanceof AccountRefusal && error.kind === 'taken'
          if (isTaken && links.accountOf(came.elsewhere) === null) return null
          throw error
        })
      if (entered === null) continue
      const { id } = entered.account
      audit.note(id, 'account.signedUp', account, { by: came.provider.name })
      return entered
    }
    throw FULL
  }

  /** The person's name elsewhere, as far as nobody here is mistaken for them by it. */
  function nameFor(called: string, account: AccountName): string {
    const name = seenOf(called.slice(0, PERSON_NAME_MAX).toWellFormed())
    if (name === '' || whyNotCalled(name) !== null) return account
    const isAlike = book.alike.called(name, { id: null, isSame: false }).length > 0
    return isAlike ? account : name
  }

  return {
    async enter(request, came, invitation) {
      const invited = invitation === null ? null : invitations.read(invitation)
      const world = invited?.world ? await store.findById(invited.world) : null
      const to = world === null ? came.to : pathOfWorld(world.address)
      const holder = links.accountOf(came.elsewhere)
      const known = holder && book.byId(holder)
      if (known === null) {
        const entered = await join(request, came, invitation)
        if (invited !== null) noteGroup({ entrance, audit }, invited, entered.account.id)
        return { entered, to }
      }
      const provenAt = hasAnother(known.id) ? null : came.signedInAt
      const coming = { ...browsers.signingIn(request, 'provider'), provenAt }
      const entered = await entrance.enter(known, coming, () => {
        // An invitation that only makes an account is left for somebody who has none.
        if (invitation === null || invited === null || (world === null && invited.group === null)) return []
        const used = invitations.using(invitation)
        return used === null ? [] : [...used, ...entrance.bringing(known.id, invited)]
      })
      if (entered === null) throw SIGN_IN
      await promisedRights.keep()
      audit.note(known.id, 'session.began', known.account, { by: came.provider.name })
      if (invited !== null) noteGroup({ entrance, audit }, invited, known.id)
      return { entered, to }
    },
    async link(account, { elsewhere, provider }) {
      const holder = links.accountOf(elsewhere)
      if (holder === account.id) return
      if (holder !== null || !(await links.add(account.id, elsewhere, clock.now()))) {
        const text =
          holder === null
            ? `You already sign in with another ${provider.name} account. Stop using that one first.`
            : `Someone else here signs in with that ${provider.name} account.`
        throw new AccountRefusal('taken', text)
      }
      audit.note(account.id, 'account.providerLinked', account.account, { provider: provider.name })
    },
    async prove(account, session, { elsewhere }) {
      if (links.accountOf(elsewhere) !== account.id) throw ANOTHER
      if (hasAnother(account.id)) throw SHOW_ANOTHER
      await entrance.tables.change(() => entrance.signedIn.proving(session))
    },
    hasAnother,
  }
}

/** Possible names for the account, best first: ada, ada-2, ada-3, and at last one that nobody has. */
function* wordsFor(called: string, random: RandomBytes): Generator<AccountName> {
  const wanted = parseAccountName(wordFrom(seenOf(called.split('@', 1)[0] ?? ''), 'somebody'))
  const word = wanted !== null && whyNotWord(wanted) === null ? wanted : 'somebody'
  for (let number = 1; number <= NUMBERED_MAX; number++) {
    const account = parseAccountName(number === 1 ? word : `${word}-${number}`)
    if (account !== null) yield account
  }
  const letters = Buffer.from(random(ID_LETTERS)).toString('hex').slice(0, ID_LETTERS)
  const account = parseAccountName(`somebody-${letters}`)
  if (account !== null) yield account
}
