// `/api/admin/groups`: making groups, naming them, putting accounts in and taking them out.
import { GroupNamed, type GroupDetails, type GroupPage } from '../../../shared/wire/groups.ts'
import type { Group } from '../../accounts/groups/groups.ts'
import type { AccountParts } from '../entering.ts'
import { groupFor, groupRef, NO_GROUP } from '../groups.ts'
import { bodyOf } from '../lookup.ts'
import { createRoutes, type Asked, type Routes } from '../rule.ts'
import { NO_ACCOUNT } from './accounts.ts'
import { has, pageOf, searchIn } from './asking.ts'
import { parseAccountName } from '../../../shared/world/address.ts'

export function adminGroupRoutes(parts: AccountParts): Routes {
  const { entrance, accounts, rights, audit } = parts
  const { groups } = entrance
  const routes = createRoutes(parts)
  // Whoever is in a group may do what worlds of others give to it: a stolen session fills none, and empties none.
  const proven = { proven: 'admin' } as const
  const base = '/admin/groups/:group'

  const groupIn = ({ request, member }: Asked): Group => groupFor(parts, member, request.params['group'])

  function accountIn({ request }: Asked) {
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
    return { id, name, since, members }
  }

  routes.add('get', '/admin/groups', 'admin', ({ request, response }) => {
    const search = searchIn(request)
    const found = groups.all().filter(({ name }) => has(search, name))
    const page = pageOf(found, request).map((group) => groupRef(groups, group))
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
    if (!(await groups.remove(id, () => rights?.forgettingGroup(id) ?? []))) throw NO_GROUP
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

  return routes
}
