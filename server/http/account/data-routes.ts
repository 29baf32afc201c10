// `GET /api/account/data`: all data of the node about oneself, as a zip that is written while it is sent.
import type { MemberId } from '../../../shared/world/address.ts'
import type { AccountEntry } from '../../accounts/account-entry.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { SignInServices } from '../../accounts/sign-in-services.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import { accountData, type Beyond, type DataSources } from '../../accounts/data-export/account-export.ts'
import type { Member } from '../../contracts/request-member.ts'
import { TRANSFER_SILENCE_MS } from '../edge/http-limits.ts'
import { sendChunks } from '../edge/chunked-answer.ts'
import type { NodeLinks, WorldServices } from '../routing/http-services.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { SIGN_IN, type Routes } from '../routing/route-rules.ts'

/** Zips that are written at once, one for each account: each reads whole worlds from the disk. */
const DATA_MAX = 2

const BUSY = new HttpRefusal(503, 'busy', 'Others are downloading theirs. Try again in a little while.', 30)
const MINE = new HttpRefusal(
  409,
  'busy',
  'You are already downloading it. Wait until that is done, or stop it.',
)

interface DataParts
  extends
    Pick<AccountServices, 'store' | 'rights' | 'accounts' | 'homeOrders'>,
    Pick<WorldServices, 'pictures' | 'versions' | 'audit'> {
  readonly entrance: AccountEntry
  readonly otherWays: SignInServices
  readonly read: DataSources['read']
  /** This node's data about somebody's dealings with other nodes. */
  readonly beyond: (member: Member) => Promise<Beyond>
  readonly clock: DataSources['clock']
}

export function addDataRoutes(routes: Routes, parts: DataParts): void {
  const { entrance, otherWays, rights, pictures, versions, store, read, beyond, audit, clock, accounts } =
    parts
  const { homeOrders } = parts
  const { book, passwords, codes, signedIn, invitations, groups } = entrance
  const { passkeys, links } = otherWays
  const running = new Set<MemberId>()
  const wordOf = (id: MemberId) => book.byId(id)?.account ?? null

  routes.add('get', '/account/data', 'account', async ({ response, member }) => {
    const account = book.byId(member.id)
    if (account === null || rights === null) throw SIGN_IN
    const services = { passwords, passkeys, links, codes, signedIn, invitations, groups, rights, pictures }
    const sources = { store, ...services, versions, audit, beyond, homeOrders, read, wordOf, clock }
    if (running.has(account.id)) throw MINE
    if (running.size >= DATA_MAX) throw BUSY
    running.add(account.id)
    try {
      audit.note(account.id, 'account.dataTaken', account.account)
      response.setTimeout(TRANSFER_SILENCE_MS)
      response.attachment(`inkland-${account.account}.zip`).type('application/zip')
      // A person who is signed out, or shut out, meanwhile gets no more.
      await sendChunks(accountData(sources, account), response, () => accounts.isAccount(member))
    } finally {
      running.delete(account.id)
    }
  })
}

export const beyondOf =
  ({ friends, foreign, transfers }: NodeLinks, rightOf: RightOf): DataParts['beyond'] =>
  async (member) => {
    const worlds = (await foreign?.list(member)) ?? []
    const things = transfers?.listFor(member.id)
    return {
      met: friends?.met.of(member.id) ?? [],
      worlds: worlds.map((world) => ({ ...world, right: rightOf(member, world) })),
      lent: things?.lent ?? [],
      sent: things?.things ?? [],
    }
  }
