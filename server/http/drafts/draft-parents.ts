// The worlds that drafts are of. That of a draft of another node's world is the copy here, which is fetched
// again where it went meanwhile, and brought up to its host.
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { DraftRecord } from '../../drafts/draft-table.ts'
import type { ForeignWorlds } from '../../peers/copies/foreign-worlds.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'

const ANOTHER = new HttpRefusal(
  404,
  'missing',
  'The world that this is a draft of is gone from its node. The draft goes on as a world of its own.',
)
const ALONE = new HttpRefusal(409, 'alone', 'This node is not connected to other nodes.')

export interface DraftParents {
  /**
   * Null: it is gone for good. Throws an HttpRefusal in the words of its node where that does not show it.
   */
  of(record: DraftRecord, member: Member): Promise<WorldRecord | null>
  /** The same, with what its node has now, if that answers soon. */
  upToDate(record: DraftRecord, member: Member): Promise<WorldRecord | null>
}

export function createDraftParents({
  store,
  rightOf,
  foreign,
}: Pick<AccountServices, 'store' | 'rightOf'> & { readonly foreign: ForeignWorlds | null }): DraftParents {
  async function of(record: DraftRecord, member: Member): Promise<WorldRecord | null> {
    const here = await store.findById(record.parent)
    if (record.host === undefined) return here
    if (here !== null && here.binnedAt === null && rightOf(member, here) !== 'none') return here
    if (foreign === null) throw ALONE
    const found = await foreign.scenes.find(here?.address ?? record.host, member)
    if ('code' in found)
      throw new HttpRefusal(found.code === CLOSE.asleep ? 503 : 404, 'elsewhere', found.reason)
    if (found.id !== record.parent) throw ANOTHER
    return found
  }

  return {
    of,
    async upToDate(record, member) {
      const found = await of(record, member)
      if (record.host === undefined || found === null || foreign === null) return found
      await foreign.catchUp(found, member)
      // It may have begun anew on another line.
      return store.findById(record.parent)
    },
  }
}
