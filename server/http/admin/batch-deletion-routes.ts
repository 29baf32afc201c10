// `/api/admin/ending`: several accounts are ended, with a look at what that comes to before, and how far it
// is; `/api/admin/exports`: their worlds as a zip before.
import { randomBytes } from 'node:crypto'
import {
  ENDED_AT_ONCE_MAX,
  NewEnding,
  NewExport,
  type AccountNames,
  type EndedWorlds,
  type EndingNow,
  type EndingPreview,
  type MadeExport,
} from '../../../shared/wire/api/account-ending-bodies.ts'
import { parseAccountName, type MemberId } from '../../../shared/world/address.ts'
import type { Account } from '../../accounts/model/account-view.ts'
import type { BatchFate } from '../../accounts/leaving/batch-deletion.ts'
import type { WorldsFate } from '../../accounts/leaving/account-deletion.ts'
import type { Member } from '../../contracts/request-member.ts'
import { worldsZip } from '../../accounts/data-export/worlds-export.ts'
import type { EndingServices } from '../../accounts/ending-services.ts'
import type { Stored } from '../../storage/store.ts'
import { copyOfStored } from '../../sync/document/stored-document.ts'
import { TRANSFER_SILENCE_MS } from '../edge/http-limits.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { sendChunks } from '../account/data-routes.ts'
import { hasSignInServices, type SignInParts } from '../routing/sign-in-parts.ts'
import type { RouteParts } from '../routing/route-parts.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { createRoutes, type Routes } from '../routing/route-rules.ts'
import { has, searchIn } from './list-query.ts'
import { NO_ACCOUNT, YOURSELF } from './admin-account-routes.ts'

type EndParts = SignInParts & { readonly ends: EndingServices }

export const hasEnds = (parts: RouteParts): parts is EndParts =>
  hasSignInServices(parts) && parts.ends != null

/** How long somebody may take from asking for worlds to downloading them, in ms. */
const EXPORT_MS = 10 * 60_000
/** Downloads that were asked for and not begun: of admins alone, one at a time each. */
const EXPORTS_MAX = 20
const ID_BYTES = 16

const NO_HEIR = new HttpRefusal(409, 'heir', 'Nobody here has that account. Check the spelling.')
const HEIR_ENDS = new HttpRefusal(409, 'heir', 'That account is among those that end. Choose another.')
const NO_EXPORT = new HttpRefusal(404, 'missing', 'That download is over. Ask for it again.')
const EXPORTING = new HttpRefusal(409, 'busy', 'You are already downloading worlds. Wait until that is done.')

const WORDS = { missing: NO_ACCOUNT.message, yourself: YOURSELF.message }

export function adminEndingRoutes(parts: EndParts): Routes {
  const { accounts, ends, otherWays, usage, rights, settings, audit, clock } = parts
  const { accountDeletion } = otherWays
  const { batch } = ends
  const routes = createRoutes(parts)

  /** The accounts of these names, each once, and the names that nobody has. */
  function named(names: readonly string[]): { readonly all: Account[]; readonly missing: string[] } {
    const all = new Map<MemberId, Account>()
    const missing: string[] = []
    for (const name of new Set(names)) {
      const word = parseAccountName(name)
      const account = word && accounts.find(word)
      if (account) all.set(account.id, account)
      else missing.push(name)
    }
    return { all: [...all.values()], missing }
  }

  function fateOf(worlds: EndedWorlds, ending: readonly Account[], member: Member): WorldsFate {
    if (worlds === 'bin' || worlds === 'binThenGone') return 'bin'
    const name = worlds === 'mine' ? accounts.byId(member.id)?.account : parseAccountName(worlds.passTo)
    const heir = name ? accounts.find(name) : null
    if (!name || heir === null || heir.isSuspended) throw NO_HEIR
    if (worlds !== 'mine' && ending.some(({ account }) => account === name)) throw HEIR_ENDS
    return worlds === 'mine' ? { giveTo: name } : { passTo: name }
  }

  function heirOf(fate: WorldsFate): EndingPreview['heir'] {
    if (fate === 'bin' || rights === null) return null
    const heir = accounts.find('giveTo' in fate ? fate.giveTo : fate.passTo)
    if (heir === null) return null
    return {
      account: heir.account,
      worlds: rights.worldsOf(heir.id),
      most: settings.now().worldsPerAccount,
    }
  }

  routes.add('post', '/admin/ending/preview', 'admin', async ({ request, response, member }) => {
    const { accounts: names, worlds } = bodyOf(NewEnding, request)
    const { all, missing } = named(names)
    const lines: EndingPreview['lines'] = missing.map((account) => ({
      account,
      name: account,
      worlds: 0,
      bytes: 0,
      why: WORDS.missing,
    }))
    let count = 0
    for (const { id, account, name } of all) {
      const own = await accountDeletion.worldsOf(id)
      const why = id === member.id ? WORDS.yourself : null
      if (why === null) count += own.length
      const { logs, pictures } = usage?.of(id) ?? { logs: 0, pictures: 0 }
      lines.push({ account, name, worlds: own.length, bytes: logs + pictures, why })
    }
    const fate = fateOf(worlds, all, member)
    response.json({
      lines,
      whyNot: accountDeletion.whyNoHeir(fate, count),
      heir: heirOf(fate),
    } satisfies EndingPreview)
  })

  function now(): EndingNow {
    const lines = batch.lines()
    const [first] = lines
    if (first === undefined) return { ending: null }
    return {
      ending: {
        at: first.at,
        by: (first.by && accounts.byId(first.by)?.account) ?? null,
        isOver: lines.every(({ state }) => state !== 'waiting'),
        lines: lines.map(({ account, name, state, why }) => ({ account, name, state, why })),
      },
    }
  }

  routes.add('get', '/admin/ending', 'admin', ({ response }) => void response.json(now()))

  routes.add('post', '/admin/ending', { proven: 'admin' }, async ({ request, response, member }) => {
    const { accounts: names, worlds } = bodyOf(NewEnding, request)
    const all = named(names).all.filter(({ id }) => id !== member.id)
    // Those that are gone by now are ended already.
    if (all.length > 0) {
      const fate = fateOf(worlds, all, member)
      await batch.start(all, typeof worlds === 'string' ? worlds : passing(fate), member.id)
    }
    response.status(all.length > 0 ? 202 : 200).json(now())
  })

  routes.add('delete', '/admin/ending', 'admin', async ({ response }) => {
    const isOver = now().ending?.isOver ?? true
    await (isOver ? batch.forget() : batch.stop())
    response.json(now())
  })

  routes.add('get', '/admin/account-names', 'admin', ({ request, response, member }) => {
    const search = searchIn(request)
    const found = accounts
      .all()
      .filter(({ id, account, name }) => id !== member.id && has(search, account, name))
      .toSorted((one, other) => (one.account < other.account ? -1 : 1))
    const told = found.slice(0, ENDED_AT_ONCE_MAX).map(({ account, name }) => ({ account, name }))
    response.json({ accounts: told, total: found.length } satisfies AccountNames)
  })

  interface Wanted {
    readonly member: Member
    readonly accounts: readonly Account[]
    readonly until: number
  }
  const exports = new Map<string, Wanted>()
  const exporting = new Set<MemberId>()

  routes.add('post', '/admin/exports', { proven: 'admin' }, ({ request, response, member }) => {
    const { all } = named(bodyOf(NewExport, request).accounts)
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
        sources(),
        wanted.accounts.map((account) => ({ account, worlds: () => accountDeletion.worldsOf(account.id) })),
      )
      // Who is shut out, or no admin any more, gets no more.
      await sendChunks(zip, response, () => accounts.isAdmin(member))
    } finally {
      exporting.delete(member.id)
    }
  })

  function sources() {
    const { store, pictures, sync } = parts
    const read = (stored: Stored, by: string) => copyOfStored(stored, { trials: sync.trials, clock, by })
    return { store, pictures, read }
  }

  return routes
}

function passing(fate: WorldsFate): BatchFate {
  return fate !== 'bin' && 'passTo' in fate ? fate : 'bin'
}
