// `/api/admin/processes`: the processes that are this node, and emptying one of them.
import type { ProcessInfo } from '../../../shared/wire/api/process-bodies.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { HttpServices, UpkeepServices, WorldServices } from '../routing/http-services.ts'
import type { Routes } from '../routing/route-rules.ts'

const NO_PROCESS = new HttpRefusal(
  404,
  'missing',
  'This node has no such process. It may have ended meanwhile.',
)
const LAST_PROCESS = new HttpRefusal(
  409,
  'last',
  'This is the only process of the node: nobody could go on. Start another one first, or stop this one where it runs.',
)

export function addAdminProcessRoutes(
  routes: Routes,
  {
    processes,
    facts,
    sync,
    audit,
  }: Pick<HttpServices, 'processes'> &
    Pick<UpkeepServices, 'facts'> &
    Pick<WorldServices, 'sync'> & { readonly audit: Audit },
): void {
  routes.add('get', '/admin/processes', 'admin', async ({ response }) => {
    const all = processes === null ? [theOnly()] : await processes.all()
    response.json(all satisfies readonly ProcessInfo[])
  })

  routes.add('post', '/admin/processes/:id/drain', 'admin', async ({ request, response, member }) => {
    const id = String(request.params['id'])
    const answer = processes === null ? (id === ONLY ? 'last' : 'none') : await processes.drain(id)
    if (answer === 'none') throw NO_PROCESS
    if (answer === 'last') throw LAST_PROCESS
    audit.note(member.id, 'admin.processDrained', id)
    response.status(204).end()
  })

  function theOnly(): ProcessInfo {
    const { rooms, connections } = sync.stats()
    const since = facts.startedAt
    const none = { behind: 0, leasesTaken: 0, writesRefused: 0 }
    return { id: ONLY, address: null, since, worlds: rooms, connections, ...none, leads: true }
  }
}

const ONLY = 'only'
