// `/api/admin/exports`: the worlds of several accounts as a zip, such as before the accounts are ended.
import { randomBytes } from 'node:crypto'
import { NewExport, type MadeExport } from '../../../shared/wire/api/account-ending-bodies.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { DataSources } from '../../accounts/data-export/account-export.ts'
import { worldsZip } from '../../accounts/data-export/worlds-export.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { AccountDeletion } from '../../accounts/leaving/account-deletion.ts'
import type { Account, Accounts } from '../../accounts/model/account-view.ts'
import type { Member } from '../../contracts/request-member.ts'
import { sendChunks } from '../edge/chunked-answer.ts'
import { TRANSFER_SILENCE_MS } from '../edge/http-limits.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'
import { NO_ACCOUNT } from './admin-account-routes.ts'
import { accountsNamed } from './batch-deletion-routes.ts'

/** How long somebody may take from asking for worlds to downloading them, in ms. */
const EXPORT_MS = 10 * 60_000
/** Downloads that were asked for and did not begin. Only admins ask, for one at a time each. */
const EXPORTS_MAX = 20
const ID_BYTES = 16

const NO_EXPORT = new HttpRefusal(404, 'missing', 'That download is over. Ask for it again.')
const EXPORTING = new HttpRefusal(409, 'busy', 'You are already downloading worlds. Wait until that is done.')

interface ExportRequest {
  readonly member: Member
  readonly accounts: readonly Account[]
  readonly until: number
}

interface ExportParts {
  readonly accounts: Accounts
  readonly accountDeletion: AccountDeletion
  readonly sources: Pick<DataSources, 'store' | 'pictures' | 'versions' | 'read' | 'clock'>
  readonly audit: Audit
  readonly clock: { now(): number }
}

export function addWorldExportRoutes(
  routes: Routes,
  { accounts, accountDeletion, sources, audit, clock }: ExportParts,
): void {
  const exports = new Map<string, ExportRequest>()
  const exporting = new Set<MemberId>()

  routes.add('post', '/admin/exports', { proven: 'admin' }, ({ request, response, member }) => {
    const { all } = accountsNamed(accounts, bodyOf(NewExport, request).accounts)
    if (all.length === 0) throw NO_ACCOUNT
    for (const [id, { until }] of exports) if (until < clock.now()) exports.delete(id)
    const [oldest] = exports.keys()
    if (exports.size >= EXPORTS_MAX && oldest !== undefined) exports.delete(oldest)
    const id = randomBytes(ID_BYTES).toString('base64url')
    exports.set(id, { member, accounts: all, until: clock.now() + EXPORT_MS })
    response.status(201).json({ id } satisfies MadeExport)
  })

  routes.add('get', '/admin/exports/:id', 'admin', async ({ request, response, member }) => {
    const id = String(request.params['id'])
    const wanted = exports.get(id)
    const isTheirs = wanted?.member.id === member.id && wanted.member.session === member.session
    if (wanted === undefined || !isTheirs || wanted.until < clock.now()) throw NO_EXPORT
    if (exporting.has(member.id)) throw EXPORTING
    exports.delete(id)
    exporting.add(member.id)
    try {
      for (const { account } of wanted.accounts) audit.note(member.id, 'admin.worldsTaken', account)
      response.setTimeout(TRANSFER_SILENCE_MS)
      response.attachment('inkland-worlds.zip').type('application/zip')
      const zip = worldsZip(
        sources,
        wanted.accounts.map((account) => ({ account, worlds: () => accountDeletion.worldsOf(account.id) })),
      )
      // An admin who is shut out, or is no admin any more, gets no more.
      await sendChunks(zip, response, () => accounts.isAdmin(member))
    } finally {
      exporting.delete(member.id)
    }
  })
}
