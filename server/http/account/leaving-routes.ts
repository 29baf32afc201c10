// `DELETE /api/account`: leaving for good, and its effects on worlds.
import type { MemberId } from '../../../shared/world/address.ts'
import { AccountEnding } from '../../../shared/wire/api/account-bodies.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import { NoHeir, type WorldHandover } from '../../accounts/leaving/account-deletion.ts'
import type { Rights } from '../../accounts/rights/world-rights.ts'
import type { NodeSettings } from '../../accounts/directory/node-settings.ts'
import type { Store } from '../../storage/store.ts'
import { confirm } from './account-routes.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { PasswordParts, ProofRule } from '../routing/proof-rule.ts'
import type { Ownership } from '../routing/world-ownership.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { Routes } from '../routing/route-rules.ts'

const ANOTHER = new HttpRefusal(
  409,
  'another',
  'You are now signed in to another account. Load the page again and check which one.',
)

interface LeavingParts extends PasswordParts, Pick<AccountServices, 'sessions'> {
  readonly otherWays: SignInServices
  readonly proof: ProofRule
}

export function addLeavingRoutes(routes: Routes, parts: LeavingParts): void {
  const { otherWays, sessions, guard, audit } = parts

  routes.add('delete', '/account', 'account', async ({ request, response, member }) => {
    const { account: meant, password, worlds } = bodyOf(AccountEnding, request)
    const account = await confirm(parts, request, member, password)
    if (meant !== undefined && meant !== account.account) throw ANOTHER
    try {
      await otherWays.accountDeletion.leave(account, worlds)
    } catch (error) {
      if (error instanceof NoHeir) throw new HttpRefusal(409, 'heir', error.message)
      throw error
    }
    const heir = worlds === 'bin' ? null : worlds.passTo
    audit.note(account.id, 'account.left', account.account, { worldsTo: heir })
    for (const gone of sessions.noCookies(guard.isSecure(request))) response.append('Set-Cookie', gone)
    response.status(204).end()
  })
}

/** The future of a leaving person's worlds, and of their rights elsewhere. */
export function worldHandover(options: {
  readonly store: Pick<Store, 'setOwner'>
  readonly ownership: Pick<Ownership, 'putAway'>
  readonly rights: Rights
  readonly settings: { now(): Pick<NodeSettings, 'worldsPerAccount'> }
  /** Puts down what they hold in a world of others here; answers whether that is done. */
  readonly dismiss?: (member: MemberId) => Promise<boolean>
  /** Their dealings with other nodes. */
  readonly beyond?: { forget(member: MemberId): Promise<void> }
}): WorldHandover {
  const { store, ownership, rights, settings, dismiss, beyond } = options
  const whyNotGiven: WorldHandover['whyNotGiven'] = ({ id, account }, worlds) => {
    const { worldsPerAccount } = settings.now()
    const has = rights.worldsOf(id)
    return has + worlds <= worldsPerAccount
      ? null
      : `${account} has ${has} of ${worldsPerAccount} worlds: there is no room for ${worlds} more. Choose fewer accounts, or another way.`
  }
  return {
    ownedBy: (member) => rights.ownedBy(member),
    putAway: (world) => ownership.putAway(world),
    whyNotGiven,
    async giveTo(world, heir) {
      // Checked for each world: the heir may get other worlds at the same time.
      const leave = rights.keepPlace(heir.id, settings.now().worldsPerAccount)
      if (leave === null)
        throw new NoHeir(whyNotGiven(heir, 1) ?? 'They have as many worlds as they may have.')
      try {
        await rights.pass(world, heir.id)
      } finally {
        leave()
      }
    },
    async leaveTo(world, heir) {
      // The offer counts once the world has no owner. If the node stops between the two, the world is still
      // theirs, and leaving begins again.
      await rights.offers.leave(world, heir.id)
      await store.setOwner(world.key, null)
    },
    mayBeLeft: (heir, worlds) => rights.offers.hasRoom(heir, worlds),
    async forgetRights(member) {
      await rights.forget(member)
      await beyond?.forget(member)
      if ((await dismiss?.(member)) === false) throw new Error('the world where they are does not wake up')
    },
  }
}
