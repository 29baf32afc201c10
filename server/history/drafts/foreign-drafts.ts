// Drafts of worlds of other nodes, once the copy here began anew, since its host erased something: they go on
// from the copy as it is now, so that what was erased is in no byte of them either. What people wrote in them
// stays.
import { OWNER, type LineId, type WorldId } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { Store } from '../../storage/store.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import { KeyedLock } from '../../time/keyed-lock.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { HistoryRefusal } from '../history-refusal.ts'
import type { DraftMerging } from './draft-merging.ts'
import type { OfferSending } from './offer-sending.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/** How often it is looked which copies began anew, in ms. */
const LOOK_MS = 5_000
/** What did not work is tried again so much later, in ms: a replay of a large draft takes seconds. */
const AGAIN_MS = 10 * 60_000

interface ForeignDraftParts {
  readonly store: Pick<Store, 'findById' | 'purge'>
  readonly drafts: Pick<Drafts, 'of' | 'elsewhere'>
  readonly merging: Pick<DraftMerging, 'update'>
  readonly sending: Pick<OfferSending, 'toldBefore'>
  readonly clock: ServerClock
  readonly onFault: (error: unknown) => void
}

export interface ForeignDrafts {
  /**
   * Resolves once a draft goes on from the copy of its world as that began anew, if it did, and if it can.
   */
  follow(draft: WorldId): Promise<void>
  begin(): void
  stop(): void
}

export function createForeignDrafts({
  store,
  drafts,
  merging,
  sending,
  clock,
  onFault,
}: ForeignDraftParts): ForeignDrafts {
  /** By draft: the node of one may be slow to answer, and holds up nobody else's. */
  const turns = new KeyedLock<WorldId>()
  /** Those that could not follow to a line, and when that was. */
  const failed = new Map<WorldId, { readonly line: LineId; readonly at: number }>()
  let stop = (): void => undefined

  async function bring(id: WorldId): Promise<boolean> {
    const found = await begunAnew(id)
    if (found === null) return false
    const { draft, parent } = found
    try {
      await merging.update(draft, OWNER, await sending.toldBefore(draft, parent))
      failed.delete(id)
      return true
    } catch (error) {
      failed.set(id, { line: parent.line, at: clock.now() })
      // It waits for its node, or the copy is another world now: who reviews it is told.
      if (!(error instanceof HistoryRefusal)) onFault(error)
      return false
    }
  }

  /** A draft and its parent, where that is on another line here than the one that the draft rests on. */
  async function begunAnew(
    id: WorldId,
  ): Promise<{ readonly draft: WorldRecord; readonly parent: WorldRecord } | null> {
    const record = drafts.of(id)
    if (record?.host === undefined) return null
    const [draft, parent] = [await store.findById(id), await store.findById(record.parent)]
    const isThere = draft !== null && parent !== null && draft.binnedAt === null && parent.binnedAt === null
    return isThere && parent.line !== record.baseLine ? { draft, parent } : null
  }

  async function look(): Promise<void> {
    let isFollowed = false
    for (const id of drafts.elsewhere()) {
      const before = failed.get(id)
      const isResting = before !== undefined && isRecent(before.at, AGAIN_MS, clock.now())
      if (isResting && (await begunAnew(id))?.parent.line === before.line) continue
      isFollowed = (await turns.take(id, () => bring(id))) || isFollowed
    }
    if (isFollowed) await store.purge()
  }

  return {
    follow: (draft) =>
      turns.take(draft, async () => {
        if (await bring(draft)) await store.purge()
      }),
    begin() {
      stop = repeat(look, { everyMs: LOOK_MS, isDueNow: true, clock, onFault })
    },
    stop: () => stop(),
  }
}
