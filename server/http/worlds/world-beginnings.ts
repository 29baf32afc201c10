// What a new world begins with: a blank page, or a template.
import type * as Y from 'yjs'
import { makeArtifactId, type RandomBytes } from '../../../shared/world/address.ts'
import { NAME_MAX } from '../../../shared/world/limits.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import type { Pictures } from '../../assets/node-pictures.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { NewWorldRecord } from '../../storage/store.ts'
import { firstScene, stateOfScene } from '../../sync/rooms/first-scene.ts'
import type { NodeTemplates } from '../../templates/node-templates.ts'
import { beginAsCopy } from '../../../shared/folder/copied-scene.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { TemplateCatalogue } from './template-catalogue.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'

export interface WorldBeginning {
  readonly written: Pick<NewWorldRecord, 'scene' | 'isLiving'>
  /** Size of the scene. */
  readonly bytes: number
  /** The world is there: it gets its pictures. */
  settle(world: WorldRecord): Promise<void>
  /** There will be no world. */
  leave(): Promise<void>
}

export interface WorldBeginnings {
  /** The beginning of somebody's world; null: blank. Refuses a template that is not there for them. */
  of(template: string | null, whose: NewOwner): Promise<WorldBeginning>
}

interface NewOwner {
  readonly member: Member
  readonly title: string
  /** Whether programs of others run at once. */
  readonly runsCode: boolean
}

const NO_TEMPLATE = new HttpRefusal(
  404,
  'missing',
  'That template is not offered any more. Choose another one, or begin with a blank page.',
)

export function createWorldBeginnings({
  comesAlong,
  catalogue,
  pictures,
  clock,
  random,
}: {
  readonly comesAlong: NodeTemplates
  readonly catalogue: TemplateCatalogue
  readonly pictures: Pick<Pictures, 'arrive' | 'carry' | 'heldBy'>
  readonly clock: ServerClock
  readonly random: RandomBytes
}): WorldBeginnings {
  function blank({ member, title }: NewOwner): WorldBeginning {
    const root = makeArtifactId(random)
    const name = title.slice(0, NAME_MAX).toWellFormed()
    const fill = (doc: Y.Doc) => initScene(doc, { root, title, name, text: '' })
    const scene = firstScene(fill, { member: member.id, at: clock.now(), random })
    const nothing = async (): Promise<void> => {}
    return { written: { scene, isLiving: false }, bytes: 0, settle: nothing, leave: nothing }
  }

  async function ours(name: string, { member, title }: NewOwner): Promise<WorldBeginning | null> {
    const begun = catalogue.isOurs(name) ? await comesAlong.begin(name, title) : null
    if (begun === null) return null
    const scene = stateOfScene(begun.scene, { member: member.id, at: clock.now() })
    const arrival = pictures.arrive(member.id)
    for (const picture of begun.pictures) await arrival.add(picture.bytes)
    const settle = (world: WorldRecord): Promise<void> => arrival.settle(world)
    return { written: { scene }, bytes: bytesOf(scene), settle, leave: () => arrival.leave() }
  }

  /** A world as it was offered: without its past, without live, and without what was put away. */
  async function copied(name: string, { member, title, runsCode }: NewOwner): Promise<WorldBeginning | null> {
    const offered = await catalogue.offered(name, member)
    if (offered === null) return null
    const { world: from, scene: copy } = offered
    beginAsCopy(copy, title, runsCode)
    const scene = stateOfScene(copy, { member: member.id, at: clock.now() })
    const settle = (world: WorldRecord): Promise<void> =>
      pictures.carry(from.id, world, pictures.heldBy(from.id).keys())
    return { written: { scene }, bytes: bytesOf(scene), settle, leave: async () => {} }
  }

  return {
    async of(template, whose) {
      if (template === null) return blank(whose)
      const begun = (await ours(template, whose)) ?? (await copied(template, whose))
      if (begun === null) throw NO_TEMPLATE
      return begun
    },
  }
}

const bytesOf = (scene: NewWorldRecord['scene']): number =>
  scene.reduce((sum, { bytes }) => sum + bytes.length, 0)
