// All templates of a node, as somebody sees them: those that come with it, and the worlds that are offered.
import type * as Y from 'yjs'
import type { AdminTemplate, Template } from '../../../shared/wire/api/template-bodies.ts'
import { ANONYMOUS, parseWorldId } from '../../../shared/world/address.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { NodeTemplates } from '../../templates/node-templates.ts'
import type { OfferedTemplate, TemplateOffers } from '../../templates/template-offers.ts'
import type { PersonNames } from '../routing/person-names.ts'
import type { OfferedScenes } from './offered-scenes.ts'

/**
 * The name of an offered one is this and the id of its world, so that none is called as one of the node's.
 */
const OFFERED = 'world:'

export interface TemplateCatalogue {
  /** Those that are shown, the ones that come with the node first. */
  shown(): Promise<readonly Template[]>
  all(): Promise<readonly AdminTemplate[]>
  /**
   * What is offered under that name to somebody, whose the scene is to destroy; null: there is none for them.
   */
  offered(name: string, member: Member): Promise<OfferedCopy | null>
  /** Whether a template of that name comes with the node, and is not hidden. */
  isOurs(name: string): boolean
  /** Shows a template, or shows it no more; null: there is none of that name. */
  show(name: string, isShown: boolean): Promise<string | null>
}

interface OfferedCopy {
  readonly world: WorldRecord
  /** As it was when it was offered. */
  readonly scene: Y.Doc
}

interface CatalogueParts extends Pick<AccountServices, 'store' | 'accounts' | 'rightOf'> {
  readonly comesAlong: NodeTemplates
  readonly offers: TemplateOffers
  readonly scenes: OfferedScenes
  readonly names: PersonNames
  readonly clock: { now(): number }
}

export function createTemplateCatalogue(parts: CatalogueParts): TemplateCatalogue {
  const { store, accounts, rightOf, comesAlong, offers, scenes, names, clock } = parts

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
      found.map(async ({ world, offer }) => ({
        name: `${OFFERED}${world.id}`,
        ...(await glance(world, offer)),
        by: offer.owner === null ? 'somebody here' : (refs.get(offer.owner)?.name ?? 'somebody'),
        isShown: offer.isShown,
      })),
    )
  }

  /** One whose past cannot be read now stands in the list by its name. */
  async function glance(world: WorldRecord, { revision, owner }: OfferedTemplate) {
    const unread = { title: world.title, summary: '', miniature: null }
    return scenes.glance(world, revision, owner ?? ANONYMOUS).catch(() => unread)
  }

  async function standingAs(name: string) {
    const id = name.startsWith(OFFERED) ? parseWorldId(name.slice(OFFERED.length)) : null
    const world = id && (await store.findById(id))
    const offer = world === null || world.binnedAt !== null ? null : offers.of(world)
    return world === null || offer === null ? null : { world, offer }
  }

  return {
    async shown() {
      const all = [...(await ours()), ...(await offered((isShown) => isShown))]
      return all.filter(({ isShown }) => isShown).map(({ isShown: _isShown, ...template }) => template)
    },
    all: async () => [...(await ours()), ...(await offered(() => true))],
    async offered(name, member) {
      const found = await standingAs(name)
      if (found === null) return null
      const { world, offer } = found
      const isOpen = offer.isShown || rightOf(member, world) === 'own' || accounts.isAdmin(member)
      return isOpen ? { world, scene: await scenes.copy(world, offer.revision, member.id) } : null
    },
    isOurs: (name) => !offers.isHidden(name),
    async show(name, isShown) {
      if ((await comesAlong.all()).some((one) => one.name === name)) {
        await offers.hide(name, !isShown, clock.now())
        return name
      }
      const found = await standingAs(name)
      return found !== null && (await offers.show(found.world, isShown)) ? found.world.address : null
    },
  }
}
