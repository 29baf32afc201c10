// `/api/admin/groups`: admins make and name groups, and add and remove accounts, by hand and from lists of
// names.
import {
  GroupNamed,
  NameListText,
  RenewSlips,
  TakeNameList,
  type GroupDetails,
  type GroupPage,
  type NameListPlan,
  type Slips,
} from '../../../shared/wire/api/group-bodies.ts'
import type { AccountEntry } from '../../accounts/account-entry.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { Rights } from '../../accounts/rights/world-rights.ts'
import type { Accounts } from '../../accounts/model/account-view.ts'
import type { Group } from '../../accounts/groups/account-groups.ts'
import type { IssuedSlip } from '../../accounts/groups/pending-people.ts'
import { groupFor, groupRef, NO_GROUP } from '../worlds/group-routes.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { judgeUntil } from '../worlds/sharing-service.ts'
import type { RouteRequest, Routes } from '../routing/route-rules.ts'
import { accountIn } from './admin-account-routes.ts'
import { has, pageOf, searchIn } from './list-query.ts'

// The members of a group may do what worlds of others allow it. So a stolen session fills and empties none.
const proven = { proven: 'admin' } as const
const base = '/admin/groups/:group'

interface AdminGroupParts {
  readonly entrance: AccountEntry
  readonly accounts: Accounts
}

/** The group that the path names. */
const groupIn = (parts: AdminGroupParts, { request, member }: RouteRequest): Group =>
  groupFor(parts, member, request.params['group'])

function detailsOf({ entrance, accounts }: AdminGroupParts, { id, name, since }: Group): GroupDetails {
  const { groups, pending } = entrance
  const members = groups.membersOf(id).flatMap(({ member, since: inSince }) => {
    const account = accounts.byId(member)
    return account === null ? [] : [{ account: account.account, name: account.name, since: inSince }]
  })
  const awaited = pending.of(id).map(({ id, name, account, until }) => ({ id, name, account, until }))
  return { id, name, since, members, pending: awaited }
}

export function addAdminGroupRoutes(
  routes: Routes,
  parts: AdminGroupParts & { readonly rights: Rights | null; readonly audit: Audit },
): void {
  const { entrance, accounts, rights, audit } = parts
  const { groups, pending } = entrance

  routes.add('get', '/admin/groups', 'admin', ({ request, response }) => {
    const search = searchIn(request)
    const found = groups.all().filter(({ name }) => has(search, name))
    const page = pageOf(found, request).map((group) => ({
      ...groupRef(groups, group),
      pending: pending.of(group.id).length,
    }))
    response.json({ groups: page, total: found.length } satisfies GroupPage)
  })

  routes.add('post', '/admin/groups', 'admin', async ({ request, response, member }) => {
    const { name } = bodyOf(GroupNamed, request)
    const group = await groups.make(name)
    audit.note(member.id, 'group.made', name)
    response.status(201).json(detailsOf(parts, group))
  })

  routes.add('get', base, 'admin', (asked) => {
    asked.response.json(detailsOf(parts, groupIn(parts, asked)))
  })

  routes.add('patch', base, 'admin', async (asked) => {
    const before = groupIn(parts, asked)
    const { name } = bodyOf(GroupNamed, asked.request)
    const group = await groups.rename(before.id, name)
    if (group === null) throw NO_GROUP
    audit.note(asked.member.id, 'group.renamed', name, { from: before.name })
    asked.response.json(detailsOf(parts, group))
  })

  routes.add('delete', base, proven, async (asked) => {
    const { id, name } = groupIn(parts, asked)
    const members = groups.countOf(id)
    if (
      !(await groups.remove(id, () => [...pending.withdrawing(id), ...(rights?.forgettingGroup(id) ?? [])]))
    )
      throw NO_GROUP
    audit.note(asked.member.id, 'group.removed', name, { members })
    asked.response.status(204).end()
  })

  routes.add('put', `${base}/members/:name`, proven, async (asked) => {
    const group = groupIn(parts, asked)
    const account = accountIn(accounts, asked.request)
    if (!(await groups.put(group.id, account.id))) throw NO_GROUP
    audit.note(asked.member.id, 'group.joined', group.name, { account: account.account })
    asked.response.json(detailsOf(parts, group))
  })

  routes.add('delete', `${base}/members/:name`, proven, async (asked) => {
    const group = groupIn(parts, asked)
    const account = accountIn(accounts, asked.request)
    if (await groups.takeOut(group.id, account.id))
      audit.note(asked.member.id, 'group.left', group.name, { account: account.account })
    asked.response.json(detailsOf(parts, group))
  })
}

const slipsOf = (parts: AdminGroupParts, group: Group, made: readonly IssuedSlip[]): Slips => ({
  group: detailsOf(parts, group),
  slips: made.map(({ name, account, code, secret }) => ({ name, account, code, secret })),
})

/** Lists of names, and people who are invited by name and have no account yet. */
export function addGroupListRoutes(
  routes: Routes,
  parts: AdminGroupParts & { readonly audit: Audit; readonly clock: { now(): number } },
): void {
  const { entrance, audit, clock } = parts
  const { pending, lists } = entrance

  routes.add('post', `${base}/list/look`, 'admin', (asked) => {
    const { text } = bodyOf(NameListText, asked.request)
    const { lines, problems } = lists.plan(groupIn(parts, asked).id, text)
    asked.response.json({
      lines: lines.map(({ line, name, account, what }) => ({ line, name, account, what })),
      problems: [...problems],
    } satisfies NameListPlan)
  })

  routes.add('post', `${base}/list`, proven, async (asked) => {
    const { text, until } = bodyOf(TakeNameList, asked.request)
    judgeUntil(clock, until)
    const group = groupIn(parts, asked)
    const { member } = asked
    const { slips, joined } = await lists.take(group.id, text, { by: member.id, until })
    for (const { account } of joined) audit.note(member.id, 'group.joined', group.name, { account })
    if (slips.length > 0) audit.note(member.id, 'group.invited', group.name, { people: slips.length })
    asked.response.status(201).json(slipsOf(parts, group, slips))
  })

  routes.add('post', `${base}/slips`, proven, async (asked) => {
    const { until, only = null } = bodyOf(RenewSlips, asked.request)
    judgeUntil(clock, until)
    const group = groupIn(parts, asked)
    const slips = await pending.renew(group.id, { by: asked.member.id, until }, only)
    audit.note(asked.member.id, 'group.slipsRenewed', group.name, { people: slips.length })
    asked.response.status(201).json(slipsOf(parts, group, slips))
  })

  routes.add('delete', `${base}/pending/:person`, 'admin', async (asked) => {
    const group = groupIn(parts, asked)
    const name = await pending.withdraw(group.id, String(asked.request.params['person']))
    if (name !== null) audit.note(asked.member.id, 'group.withdrawn', group.name, { name })
    asked.response.json(detailsOf(parts, group))
  })
}
