// `/api/worlds/ACCOUNT/WORLD/people/NAME`: who owns a world sends somebody out for a moment, keeps them out,
// or has them be silent.
import { Ban } from '../../../shared/wire/api/sharing-bodies.ts'
import type { DeedName } from '../../accounts/directory/audit-log.ts'
import type { JsonValue } from '../../records/stored-record.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { RouteParts } from '../routing/route-parts.ts'
import { personNamed, type PersonName } from '../routing/person-names.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { createRoutes, type RouteRequest, type Routes } from '../routing/route-rules.ts'
import { bounded, judgeUntil, rightsOf, sharingOf } from './sharing-routes.ts'

const OWNS_IT = new HttpRefusal(409, 'owner', 'This world is theirs: nobody can send them out or mute them.')
const ONESELF = new HttpRefusal(409, 'self', 'That would be you.')

export function moderationRoutes(parts: RouteParts): Routes {
  const { owner, audit } = parts
  const routes = createRoutes(parts)
  const own = { world: 'own' } as const
  const base = '/worlds/:account/:world/people/:name'

  /** Whom it is about, who may be sent out and silenced. */
  async function personOf({ request, member, world }: RouteRequest<WorldRecord>): Promise<PersonName> {
    const rights = rightsOf(parts)
    const person = await personNamed(parts, request.params['name'])
    if (person.id === member.id) throw ONESELF
    if (rights.ownerOf(world) === person.id || rights.homeOf(world) === person.id) throw OWNS_IT
    return person
  }

  async function done(
    { response, member, world }: RouteRequest<WorldRecord>,
    what: DeedName,
    { account }: PersonName,
    more: Readonly<Record<string, JsonValue>> = {},
  ): Promise<void> {
    audit.note(member.id, what, world.address, { account, ...more })
    response.json(await sharingOf(parts, member, world))
  }

  routes.add('post', `${base}/kick`, own, async (asked) => {
    const person = await personOf(asked)
    rightsOf(parts).sendOut(asked.world, person.id)
    owner.sendOut(asked.world, person.id)
    await done(asked, 'right.sentOut', person)
  })

  routes.add('put', `${base}/ban`, own, async (asked) => {
    const { until } = bodyOf(Ban, asked.request)
    judgeUntil(parts, until)
    const person = await personOf(asked)
    await bounded(rightsOf(parts).ban(asked.world, person.id, until))
    owner.sendOut(asked.world, person.id)
    await done(asked, 'right.banned', person, { until })
  })

  routes.add('delete', `${base}/ban`, own, async (asked) => {
    const person = await personOf(asked)
    await rightsOf(parts).ban(asked.world, person.id, undefined)
    await done(asked, 'right.unbanned', person)
  })

  routes.add('put', `${base}/mute`, own, async (asked) => {
    const person = await personOf(asked)
    await bounded(rightsOf(parts).mute(asked.world, person.id, true))
    await done(asked, 'right.muted', person)
  })

  routes.add('delete', `${base}/mute`, own, async (asked) => {
    const person = await personOf(asked)
    await rightsOf(parts).mute(asked.world, person.id, false)
    await done(asked, 'right.unmuted', person)
  })

  return routes
}
