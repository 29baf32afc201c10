// All templates of a node, as somebody sees them: those that come with it, and the worlds that are offered.
import type { AdminTemplate, Template } from '../../../shared/wire/api/template-bodies.ts'
import { ANONYMOUS, parseWorldId } from '../../../shared/world/address.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { NodeTemplates } from '../../templates/node-templates.ts'
import type { TemplateOffers } from '../../templates/template-offers.ts'
import type { PersonNames } from '../routing/person-names.ts'
import type { WorldGlances } from './world-glances.ts'

/**
 * The name of an offered one is this and the id of its world, so that none is called as one of the node's.
 */
const OFFERED = 'world:'

export interface TemplateCatalogue {
  /** Those that are shown, the ones that come with the node first. */
  shown(): Promise<readonly Template[]>
  all(): Promise<readonly AdminTemplate[]>
  /** The offered world of that name that somebody may begin as; null: there is none for them. */
  world(name: string, member: Member): Promise<WorldRecord | null>
  /** Whether a template of that name comes with the node, and is not hidden. */
  isOurs(name: string): boolean
  /** Shows a template, or shows it no more; null: there is none of that name. */
  show(name: string, isShown: boolean): Promise<string | null>
}

interface CatalogueParts extends Pick<AccountServices, 'store' | 'accounts' | 'rightOf'> {
  readonly comesAlong: NodeTemplates
  readonly offers: TemplateOffers
  readonly glances: WorldGlances
  readonly names: PersonNames
  readonly clock: { now(): number }
}

export function createTemplateCatalogue(parts: CatalogueParts): TemplateCatalogue {
  const { store, accounts, rightOf, comesAlong, offers, glances, names, clock } = parts

  async function ours(): Promise<AdminTemplate[]> {
    return (await comesAlong.all()).map(({ name, glance }) => ({
      name,
      ...glance,
      by: null,
      isShown: !offers.isHidden(name),
    }))
  }

  /** The worlds whose offers stand, with what is offered. */
  async function standing() {
    const worlds = await Promise.all(offers.ids().map((id) => store.findById(id)))
    return worlds.flatMap((world) => {
      const offer = world === null || world.binnedAt !== null ? null : offers.of(world)
      return world === null || offer === null ? [] : [{ world, offer }]
    })
  }

  async function offered(isWanted: (isShown: boolean) => boolean): Promise<AdminTemplate[]> {
    const found = (await standing()).filter(({ offer }) => isWanted(offer.isShown))
    const refs = await names.of(found.map(({ offer }) => offer.owner))
    return Promise.all(
      found.map(async ({ world, offer }) => {
        const glance = await glances.of(world, { id: offer.owner ?? ANONYMOUS })
        const by = offer.owner === null ? 'somebody here' : (refs.get(offer.owner)?.name ?? 'somebody')
        return {
          name: `${OFFERED}${world.id}`,
          title: world.title,
          summary: glance?.summary ?? '',
          by,
          miniature: glance?.miniature ?? null,
          isShown: offer.isShown,
        }
      }),
    )
  }

  async function worldNamed(name: string): Promise<WorldRecord | null> {
    const id = name.startsWith(OFFERED) ? parseWorldId(name.slice(OFFERED.length)) : null
    const world = id && (await store.findById(id))
    return world === null || world.binnedAt !== null || offers.of(world) === null ? null : world
  }

  return {
    async shown() {
      const all = [...(await ours()), ...(await offered((isShown) => isShown))]
      return all.filter(({ isShown }) => isShown).map(({ isShown: _isShown, ...template }) => template)
    },
    all: async () => [...(await ours()), ...(await offered(() => true))],
    async world(name, member) {
      const world = await worldNamed(name)
      if (world === null) return null
      const isOpen = offers.of(world)?.isShown === true || rightOf(member, world) === 'own'
      return isOpen || accounts.isAdmin(member) ? world : null
    },
    isOurs: (name) => !offers.isHidden(name),
    async show(name, isShown) {
      if ((await comesAlong.all()).some((one) => one.name === name)) {
        await offers.hide(name, !isShown, clock.now())
        return name
      }
      const world = await worldNamed(name)
      return world !== null && (await offers.show(world, isShown)) ? world.address : null
    },
  }
}
