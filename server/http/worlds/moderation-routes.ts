// `/api/worlds/ACCOUNT/WORLD/people`: the owner of a world sees who is there now, as the node knows them. A
// name that a browser gives is one that anybody can take. The owner sends somebody out for a moment, keeps
// them out, or mutes them.
import { Ban, type PresentPeople } from '../../../shared/wire/api/sharing-bodies.ts'
import type { DeedName } from '../../accounts/directory/audit-log.ts'
import type { JsonValue } from '../../records/stored-record.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { WorldServices } from '../routing/http-services.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { PersonName, PersonNames } from '../routing/person-names.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import type { RouteRequest, Routes } from '../routing/route-rules.ts'
import { bounded, judgeUntil, type SharingService } from './sharing-service.ts'

const OWNS_IT = new HttpRefusal(409, 'owner', 'This world is theirs: nobody can send them out or mute them.')
const ONESELF = new HttpRefusal(409, 'self', 'That would be you.')

interface ModerationParts extends Pick<WorldServices, 'sync' | 'owner' | 'audit'> {
  readonly sharing: SharingService
  readonly names: PersonNames
  readonly clock: { now(): number }
}

export function addModerationRoutes(
  routes: Routes,
  { sync, owner, audit, sharing, names, clock }: ModerationParts,
): void {
  const own = { world: 'own' } as const
  const people = '/worlds/:account/:world/people'
  const base = `${people}/:name`

  routes.add('get', people, own, async ({ response, world }) => {
    const present = await sync.present(world)
    const refs = await names.of([...present.values()])
    const rights = sharing.rights()
    const told = [...present].flatMap(([client, member]) => {
      const ref = refs.get(member)
      const isMuted = rights.isMuted(member, world)
      return ref === undefined ? [] : [{ ...ref, client, ...(isMuted && { isMuted }) }]
    })
    response.json({ people: told } satisfies PresentPeople)
  })

  /** The person that the path names; refuses somebody who may not be sent out or muted. */
  async function personOf({ request, member, world }: RouteRequest<WorldRecord>): Promise<PersonName> {
    const rights = sharing.rights()
    const person = await names.find(request.params['name'])
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
    response.json(await sharing.of(member, world))
  }

  routes.add('post', `${base}/kick`, own, async (asked) => {
    const person = await personOf(asked)
    sharing.rights().sendOut(asked.world, person.id)
    await owner.sendOut(asked.world, person.id, true)
    await done(asked, 'right.sentOut', person)
  })

  routes.add('put', `${base}/ban`, own, async (asked) => {
    const { until } = bodyOf(Ban, asked.request)
    judgeUntil(clock, until)
    const person = await personOf(asked)
    await bounded(sharing.rights().ban(asked.world, person.id, until))
    await owner.sendOut(asked.world, person.id)
    await done(asked, 'right.banned', person, { until })
  })

  routes.add('delete', `${base}/ban`, own, async (asked) => {
    const person = await personOf(asked)
    await sharing.rights().ban(asked.world, person.id, undefined)
    await done(asked, 'right.unbanned', person)
  })

  routes.add('put', `${base}/mute`, own, async (asked) => {
    const person = await personOf(asked)
    await bounded(sharing.rights().mute(asked.world, person.id, true))
    await done(asked, 'right.muted', person)
  })

  routes.add('delete', `${base}/mute`, own, async (asked) => {
    const person = await personOf(asked)
    await sharing.rights().mute(asked.world, person.id, false)
    await done(asked, 'right.unmuted', person)
  })
}
