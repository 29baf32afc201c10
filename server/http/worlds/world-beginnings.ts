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
  /** The beginning of a world of somebody's; null: blank. Refuses a template that is not there for them. */
  of(
    template: string | null,
    whose: { readonly member: Member; readonly title: string },
  ): Promise<WorldBeginning>
}

const NO_TEMPLATE = new HttpRefusal(
  404,
  'missing',
  'That template is not offered any more. Choose another one, or begin with a blank page.',
)

export function createWorldBeginnings({
  templates,
  pictures,
  clock,
  random,
}: {
  readonly templates: NodeTemplates
  readonly pictures: Pick<Pictures, 'arrive'>
  readonly clock: { now(): number }
  readonly random: RandomBytes
}): WorldBeginnings {
  function blank(member: Member, title: string): WorldBeginning {
    const root = makeArtifactId(random)
    const name = title.slice(0, NAME_MAX).toWellFormed()
    const fill = (doc: Y.Doc) => initScene(doc, { root, title, name, text: '' })
    const scene = firstScene(fill, { member: member.id, at: clock.now(), random })
    const nothing = async (): Promise<void> => {}
    return { written: { scene, isLiving: false }, bytes: 0, settle: nothing, leave: nothing }
  }

  return {
    async of(template, { member, title }) {
      if (template === null) return blank(member, title)
      const begun = await templates.begin(template, title)
      if (begun === null) throw NO_TEMPLATE
      const scene = stateOfScene(begun.scene, { member: member.id, at: clock.now() })
      const bytes = scene.reduce((sum, row) => sum + row.bytes.length, 0)
      const arrival = pictures.arrive(member.id)
      for (const picture of begun.pictures) await arrival.add(picture.bytes)
      return {
        written: { scene },
        bytes,
        settle: (world) => arrival.settle(world),
        leave: () => arrival.leave(),
      }
    },
  }
}
