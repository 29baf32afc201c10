// `/api/admin/addresses`: the addresses outside that programs may ask, in force at once.
import {
  WEB_ADDRESSES_MAX,
  WebAddressChange,
  type WebAddresses,
} from '../../../shared/wire/api/web-addresses.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { NodeSettingsStore } from '../../accounts/directory/node-settings.ts'
import type { AllowedAddresses } from '../../peers/outward/destination.ts'
import { whyNeverFetched } from '../../web/fetchable-address.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'

const FULL = new HttpRefusal(
  409,
  'bound',
  `${WEB_ADDRESSES_MAX} addresses are allowed already, which is the most. Remove one first.`,
)
const NOT_ALLOWED = new HttpRefusal(
  404,
  'missing',
  'That address is not allowed; someone may have removed it.',
)

interface AddressRouteParts {
  readonly settings: NodeSettingsStore
  readonly audit: Audit
  readonly allowPrivate: AllowedAddresses
}

export function addAdminAddressRoutes(
  routes: Routes,
  { settings, audit, allowPrivate }: AddressRouteParts,
): void {
  const all = (): WebAddresses => ({ addresses: settings.now().webAddresses })

  routes.add('get', '/admin/addresses', 'admin', ({ response }) => {
    response.json(all())
  })

  // What code can send there outlasts a stolen session.
  routes.add('post', '/admin/addresses', { proven: 'admin' }, async ({ request, response, member }) => {
    const { address } = bodyOf(WebAddressChange, request)
    const why = whyNeverFetched(address, allowPrivate)
    if (why !== null) throw new HttpRefusal(400, 'address', why)
    const { addresses } = all()
    if (!addresses.includes(address)) {
      if (addresses.length >= WEB_ADDRESSES_MAX) throw FULL
      await settings.change({ webAddresses: [...addresses, address] })
      audit.note(member.id, 'admin.addressAllowed', address)
    }
    response.json(all())
  })

  routes.add('delete', '/admin/addresses', 'admin', async ({ request, response, member }) => {
    const { address } = bodyOf(WebAddressChange, request)
    const { addresses } = all()
    if (!addresses.includes(address)) throw NOT_ALLOWED
    await settings.change({ webAddresses: addresses.filter((one) => one !== address) })
    audit.note(member.id, 'admin.addressRemoved', address)
    response.json(all())
  })
}
