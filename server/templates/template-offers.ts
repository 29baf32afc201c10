// Which worlds their owners offer to the node as templates, and which templates its admin shows. An offer is
// of one state of the world, and stands as long as the world is its giver's. Nobody else can begin a world as
// an offered one before an admin shows it.
import { z } from 'zod'
import { parseRevision, type Revision } from '../../shared/history/revision.ts'
import { parseWorldId, type MemberId, type WorldId } from '../../shared/world/address.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import { memberId } from '../records/record-shapes.ts'
import type { RecordTables } from '../records/record-tables.ts'

/** Most worlds that are offered at once: an admin looks through them, and everybody through those shown. */
export const TEMPLATES_MAX = 100
/** Most of one person: five make no node full. */
export const TEMPLATES_EACH_MAX = 20

const OfferedRecord = z.object({
  /** The owner of the world then; null: in an open node. */
  owner: memberId.nullable(),
  /** ms since 1970. */
  at: z.number(),
  /** What is offered: the scene at this revision of the world's history, in the line that it had. */
  revision: z.custom<Revision>((value) => parseRevision(value) !== null),
  line: z.string(),
  isShown: z.boolean(),
})
export type OfferedTemplate = z.infer<typeof OfferedRecord>

/** Of a template that comes with the node and that an admin does not show. */
const HiddenRecord = z.object({ at: z.number() })

type WorldOfTemplate = Pick<WorldRecord, 'key' | 'id' | 'line' | 'owner'>

export interface TemplateOffers {
  /** The offer of a world as long as it stands; null: it is not offered. */
  of(world: WorldOfTemplate): OfferedTemplate | null
  /** All worlds with a record, the first offered first; some may be gone, or be somebody else's now. */
  ids(): readonly WorldId[]
  /** Why one more of somebody cannot be offered: of all, or of theirs; null: it can. */
  whyNoRoom(owner: MemberId | null): 'all' | 'theirs' | null
  /**
   * Offers a state of a world, in place of another one, which is shown no more; false: so many are offered
   * already that there is no room.
   */
  offer(world: WorldOfTemplate, of: Pick<OfferedTemplate, 'owner' | 'at' | 'revision'>): Promise<boolean>
  /** There is no offer of this world any more; false: there was none. */
  end(world: Pick<WorldOfTemplate, 'id'>): Promise<boolean>
  /** Shows an offered world, or shows it no more; false: it is not offered. */
  show(world: WorldOfTemplate, isShown: boolean): Promise<boolean>
  /** Whether a template that comes with the node is hidden. */
  isHidden(name: string): boolean
  hide(name: string, isHidden: boolean, at: number): Promise<void>
}

export async function openTemplateOffers(
  tables: RecordTables,
  ownerOf: (world: WorldOfTemplate) => MemberId | null,
): Promise<TemplateOffers> {
  const offered = await tables.table('template', OfferedRecord)
  const hidden = await tables.table('hiddenTemplate', HiddenRecord)

  function whyNoRoom(owner: MemberId | null): 'all' | 'theirs' | null {
    if (offered.size >= TEMPLATES_MAX) return 'all'
    const theirs = [...offered.entries()].filter(([, record]) => owner !== null && record.owner === owner)
    return theirs.length >= TEMPLATES_EACH_MAX ? 'theirs' : null
  }

  function standing(world: WorldOfTemplate): OfferedTemplate | null {
    const record = offered.get(world.id)
    // A world that was put back from a file has another history.
    const isSame = record?.line === world.line
    return record !== null && isSame && ownerOf(world) === record.owner ? record : null
  }

  return {
    of: standing,
    ids: () =>
      [...offered.entries()]
        .toSorted(([, a], [, b]) => a.at - b.at)
        .flatMap(([id]) => parseWorldId(id) ?? []),
    whyNoRoom,
    offer: (world, of) =>
      tables.change(() => {
        if (offered.get(world.id) === null && whyNoRoom(of.owner) !== null) return null
        return [offered.set(world.id, { ...of, line: world.line, isShown: false })]
      }),
    end: (world) => tables.change(() => (offered.get(world.id) === null ? null : [offered.forget(world.id)])),
    show: (world, isShown) =>
      tables.change(() => {
        const record = standing(world)
        return record && [offered.set(world.id, { ...record, isShown })]
      }),
    isHidden: (name) => hidden.get(name) !== null,
    async hide(name, isHidden, at) {
      await tables.change(() => {
        if (isHidden) return [hidden.set(name, { at })]
        return hidden.get(name) === null ? [] : [hidden.forget(name)]
      })
    },
  }
}
