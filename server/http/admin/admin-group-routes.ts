// `/api/admin/groups`: making groups, naming them, putting accounts in and taking them out, by hand and from
// lists of names.
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
import type { Group } from '../../accounts/groups/account-groups.ts'
import type { Slip } from '../../accounts/groups/pending-people.ts'
import type { AccountParts } from '../routing/request-account.ts'
import { groupFor, groupRef, NO_GROUP } from '../worlds/group-routes.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import { judgeUntil } from '../worlds/sharing-routes.ts'
import { createRoutes, type RouteRequest, type Routes } from '../routing/route-rules.ts'
import { NO_ACCOUNT } from './admin-account-routes.ts'
import { has, pageOf, searchIn } from './list-query.ts'
import { parseAccountName } from '../../../shared/world/address.ts'

export function adminGroupRoutes(parts: AccountParts): Routes {
  const { entrance, accounts, rights, audit } = parts
  const { groups, pending, lists } = entrance
  const routes = createRoutes(parts)
  // Whoever is in a group may do what worlds of others give to it: a stolen session fills none, and empties
  // none.
  const proven = { proven: 'admin' } as const
  const base = '/admin/groups/:group'

  const groupIn = ({ request, member }: RouteRequest): Group =>
    groupFor(parts, member, request.params['group'])

  function accountIn({ request }: RouteRequest) {
    const name = parseAccountName(String(request.params['name']))
    const account = name && accounts.find(name)
    if (!account) throw NO_ACCOUNT
    return account
  }

  function detailsOf({ id, name, since }: Group): GroupDetails {
    const members = groups.membersOf(id).flatMap(({ member, since: inSince }) => {
      const account = accounts.byId(member)
      return account === null ? [] : [{ account: account.account, name: account.name, since: inSince }]
    })
    const awaited = pending.of(id).map(({ id, name, account, until }) => ({ id, name, account, until }))
    return { id, name, since, members, pending: awaited }
  }

  const slipsOf = (group: Group, made: readonly Slip[]): Slips => ({
    group: detailsOf(group),
    slips: made.map(({ name, account, code, secret }) => ({ name, account, code, secret })),
  })

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
    response.status(201).json(detailsOf(group))
  })

  routes.add('get', base, 'admin', (asked) => {
    asked.response.json(detailsOf(groupIn(asked)))
  })

  routes.add('patch', base, 'admin', async (asked) => {
    const before = groupIn(asked)
    const { name } = bodyOf(GroupNamed, asked.request)
    const group = await groups.rename(before.id, name)
    if (group === null) throw NO_GROUP
    audit.note(asked.member.id, 'group.renamed', name, { from: before.name })
    asked.response.json(detailsOf(group))
  })

  routes.add('delete', base, proven, async (asked) => {
    const { id, name } = groupIn(asked)
    const members = groups.countOf(id)
    if (
      !(await groups.remove(id, () => [...pending.withdrawing(id), ...(rights?.forgettingGroup(id) ?? [])]))
    )
      throw NO_GROUP
    audit.note(asked.member.id, 'group.removed', name, { members })
    asked.response.status(204).end()
  })

  routes.add('put', `${base}/members/:name`, proven, async (asked) => {
    const group = groupIn(asked)
    const account = accountIn(asked)
    if (!(await groups.put(group.id, account.id))) throw NO_GROUP
    audit.note(asked.member.id, 'group.joined', group.name, { account: account.account })
    asked.response.json(detailsOf(group))
  })

  routes.add('delete', `${base}/members/:name`, proven, async (asked) => {
    const group = groupIn(asked)
    const account = accountIn(asked)
    if (await groups.takeOut(group.id, account.id))
      audit.note(asked.member.id, 'group.left', group.name, { account: account.account })
    asked.response.json(detailsOf(group))
  })

  routes.add('post', `${base}/list/look`, 'admin', (asked) => {
    const { text } = bodyOf(NameListText, asked.request)
    const { lines, problems } = lists.plan(groupIn(asked).id, text)
    asked.response.json({
      lines: lines.map(({ line, name, account, what }) => ({ line, name, account, what })),
      problems: [...problems],
    } satisfies NameListPlan)
  })

  routes.add('post', `${base}/list`, proven, async (asked) => {
    const { text, until } = bodyOf(TakeNameList, asked.request)
    judgeUntil(parts, until)
    const group = groupIn(asked)
    const { member } = asked
    const { slips, joined } = await lists.take(group.id, text, { by: member.id, until })
    for (const { account } of joined) audit.note(member.id, 'group.joined', group.name, { account })
    if (slips.length > 0) audit.note(member.id, 'group.invited', group.name, { people: slips.length })
    asked.response.status(201).json(slipsOf(group, slips))
  })

  routes.add('post', `${base}/slips`, proven, async (asked) => {
    const { until, only = null } = bodyOf(RenewSlips, asked.request)
    judgeUntil(parts, until)
    const group = groupIn(asked)
    const slips = await pending.renew(group.id, { by: asked.member.id, until }, only)
    audit.note(asked.member.id, 'group.slipsRenewed', group.name, { people: slips.length })
    asked.response.status(201).json(slipsOf(group, slips))
  })

  routes.add('delete', `${base}/pending/:person`, 'admin', async (asked) => {
    const group = groupIn(asked)
    const name = await pending.withdraw(group.id, String(asked.request.params['person']))
    if (name !== null) audit.note(asked.member.id, 'group.withdrawn', group.name, { name })
    asked.response.json(detailsOf(group))
  })

  return routes
}
