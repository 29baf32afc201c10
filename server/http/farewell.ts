// `DELETE /api/account`: leaving for good; and what that does to worlds.
import { addressOf, parseWorldName, partsOf, type MemberId } from '../../shared/world/address.ts'
import { CLOSE } from '../../shared/wire/frame.ts'
import { Farewell } from '../../shared/wire/accounts.ts'
import { NoHeir, type FarewellOptions } from '../accounts/farewell.ts'
import type { Rights } from '../accounts/rights/rights.ts'
import type { Store } from '../storage/store.ts'
import { confirm } from './account.ts'
import { ADDRESS_TRIES_MAX } from './limits.ts'
import { bodyOf } from './lookup.ts'
import type { OtherParts } from './other-parts.ts'
import type { Parts } from './parts.ts'
import { HttpRefusal } from './refusal.ts'
import { createRoutes, type Routes } from './rule.ts'

const ANOTHER = new HttpRefusal(
  409,
  'another',
  'You are signed in to another account by now. Load the page again, and look whose it is.',
)

export function farewellRoutes(parts: OtherParts): Routes {
  const { otherWays, sessions, guard, audit } = parts
  const routes = createRoutes(parts)

  routes.add('delete', '/account', 'account', async ({ request, response, member }) => {
    const { account: meant, password, worlds } = bodyOf(Farewell, request)
    const account = await confirm(parts, request, member, password)
    if (meant !== undefined && meant !== account.account) throw ANOTHER
    try {
      await otherWays.farewell.leave(account, worlds)
    } catch (error) {
      if (error instanceof NoHeir) throw new HttpRefusal(409, 'heir', error.message)
      throw error
    }
    const heir = worlds === 'bin' ? null : worlds.passTo
    audit.note(account.id, 'account.left', account.account, { worldsTo: heir })
    for (const gone of sessions.noCookies(guard.isSecure(request))) response.append('Set-Cookie', gone)
    response.status(204).end()
  })

  return routes
}

/** What becomes of the worlds of who leaves, and of what they may do elsewhere. */
export function partings(options: {
  readonly store: Store
  readonly sync: Pick<Parts['sync'], 'close'>
  readonly rights: Rights
  /** Puts down what they hold in a world of others here; answers whether it is. */
  readonly dismiss?: (member: MemberId) => Promise<boolean>
  /** What they have to do with other nodes. */
  readonly beyond?: { forget(member: MemberId): Promise<void> }
  readonly clock: { now(): number }
}): Pick<FarewellOptions, 'putAway' | 'passOn' | 'forgetRights'> {
  const { store, sync, rights, dismiss, beyond, clock } = options
  return {
    async putAway({ key }) {
      await store.bin(key, clock.now())
      await sync.close(key, CLOSE.binned, 'This world is in the bin.')
    },
    async passOn(world, heir) {
      // As when an owner gives it away: it moves to where the worlds of the new one are.
      const { account, world: word } = partsOf(world.address)
      let moved = account === heir.account ? world : null
      for (let number = 1; moved === null && number <= ADDRESS_TRIES_MAX; number++) {
        const name = parseWorldName(number === 1 ? word : `${word}-${number}`)
        if (name !== null) moved = await store.rename(world.key, addressOf(heir.account, name))
      }
      await rights.pass(moved ?? world, heir.id)
      if (moved !== null)
        await sync.close(world.key, CLOSE.moved, `This world has moved to ${moved.address}.`)
    },
    async forgetRights(member) {
      await rights.forget(member)
      await beyond?.forget(member)
      if ((await dismiss?.(member)) === false) throw new Error('the world where they are does not wake up')
    },
  }
}
