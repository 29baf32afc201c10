// `/api/templates`: the worlds that a new world can begin as. `…/template`: whether a world is offered as
// one. `/api/admin/templates`: which are shown. And small pictures of worlds.
import {
  TemplateChange,
  type AdminTemplates,
  type TemplateList,
  type TemplateOffer,
  type WorldMiniature,
} from '../../../shared/wire/api/template-bodies.ts'
import { isHome } from '../../owner/worlds/home-worlds.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import { TEMPLATES_EACH_MAX, TEMPLATES_MAX, type TemplateOffers } from '../../templates/template-offers.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { TemplateCatalogue } from './template-catalogue.ts'
import type { OfferedScenes } from './offered-scenes.ts'
import type { WorldGlances } from './world-glances.ts'

const A_HOME = new HttpRefusal(409, 'home', 'A home stays with the person who lives there.')
const A_DRAFT = new HttpRefusal(
  409,
  'draft',
  'A draft is no template. Offer the world that it is a draft of.',
)
const TOO_LARGE = new HttpRefusal(
  409,
  'bound',
  'A template has at most 1 MB of words and things. Offer a smaller world.',
)
const FULL = {
  all: new HttpRefusal(
    409,
    'bound',
    `${TEMPLATES_MAX} worlds are offered here, which is the limit. Ask the admin of this node to make room.`,
  ),
  theirs: new HttpRefusal(
    409,
    'bound',
    `You offer ${TEMPLATES_EACH_MAX} worlds, which is the limit. Take one of them back first.`,
  ),
}
const NO_TEMPLATE = new HttpRefusal(404, 'missing', 'There is no such template. It may have been taken back.')

interface TemplateRouteParts extends Pick<AccountServices, 'rights'> {
  readonly catalogue: TemplateCatalogue
  readonly offers: TemplateOffers
  readonly glances: WorldGlances
  readonly scenes: OfferedScenes
  readonly drafts: Drafts
  readonly audit: Audit
  readonly clock: { now(): number }
}

export function addTemplateRoutes(routes: Routes, parts: TemplateRouteParts): void {
  const { rights, catalogue, offers, glances, scenes, drafts, audit, clock } = parts
  const own = { world: 'own' } as const
  const base = '/worlds/:account/:world/template'

  function offerOf(world: WorldRecord): TemplateOffer {
    const offer = offers.of(world)
    if (offer === null) return { state: 'none', hasChanged: false }
    return { state: offer.isShown ? 'shown' : 'offered', hasChanged: world.changedAt > offer.at }
  }

  routes.add('get', '/templates', 'anyone', async ({ response }) => {
    response.json({ templates: [...(await catalogue.shown())] } satisfies TemplateList)
  })

  routes.add('get', base, own, ({ response, world }) => {
    response.json(offerOf(world))
  })

  routes.add('put', base, own, async ({ response, member, world }) => {
    if (isHome(world.id)) throw A_HOME
    if (drafts.of(world.id) !== null) throw A_DRAFT
    const before = offers.of(world)
    const owner = rights?.ownerOf(world) ?? null
    const full = before === null ? offers.whyNoRoom(owner) : null
    if (full !== null) throw FULL[full]
    const revision = await scenes.keep(world, member.id)
    if (revision === null) throw TOO_LARGE
    if (before?.revision !== revision) {
      const offer = { owner, at: clock.now(), revision }
      if (!(await offers.offer(world, offer))) throw FULL[offers.whyNoRoom(owner) ?? 'all']
      audit.note(member.id, 'world.templateOffered', world.address)
    }
    response.json(offerOf(world))
  })

  routes.add('delete', base, own, async ({ response, member, world }) => {
    if (await offers.end(world)) {
      audit.note(member.id, 'world.templateEnded', world.address)
      await scenes.letGo(world)
    }
    response.json(offerOf(world))
  })

  routes.add('get', '/admin/templates', 'admin', async ({ response }) => {
    response.json({ templates: [...(await catalogue.all())] } satisfies AdminTemplates)
  })

  routes.add('patch', '/admin/templates/:name', 'admin', async ({ request, response, member }) => {
    const { isShown } = bodyOf(TemplateChange, request)
    const to = await catalogue.show(String(request.params['name']), isShown)
    if (to === null) throw NO_TEMPLATE
    audit.note(member.id, isShown ? 'admin.templateShown' : 'admin.templateHidden', to)
    response.json({ templates: [...(await catalogue.all())] } satisfies AdminTemplates)
  })

  routes.add(
    'get',
    '/worlds/:account/:world/miniature',
    { world: 'see' },
    async ({ response, member, world }) => {
      const glance = await glances.of(world, member.id)
      response.json({ miniature: glance?.miniature ?? null } satisfies WorldMiniature)
    },
  )
}
