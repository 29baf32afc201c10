// Brings a document to a row of its log, in the process of the history: from the last checkpoint before it,
// and the rows after that. A few at a time; who waits takes turns.
import { Semaphore } from '../time/semaphore.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { WorkFault } from '../workers/work-fault.ts'
import type { DocumentKey } from '../storage/store.ts'
import { replayStart } from './checkpoint-deltas.ts'
import { REPLAY_MS, REPLAYS_AT_ONCE, REPLAYS_WAITING, TRIES_MAX } from './history-limits.ts'
import { LostDocument, type HistoryCall } from './history-pool.ts'
import { logPages, type RevisionStore } from './row-pages.ts'
import type { HistoryCallName, HistoryCalls } from './worker/history-jobs.ts'

/** Calls about one document. */
export type ReplayCall = <Name extends HistoryCallName>(
  name: Name,
  of: HistoryCalls[Name]['of'],
) => Promise<HistoryCalls[Name]['answer']>

export interface DocumentReplays {
  /**
   * Brings a document to a row (0: before all), and does something with it then; `use` is begun again when
   * the process had to forget the document. Rejects with a WorkFault. `by`: the person in the world.
   */
  at<Answer>(
    document: DocumentKey,
    place: { readonly sequence: number; readonly by: string },
    use: (call: ReplayCall) => Promise<Answer>,
  ): Promise<Answer>
}

/** `purpose`: names the documents that the process holds, apart from those of others. */
export function createReplays(
  store: Pick<RevisionStore, 'log' | 'checkpointAt'>,
  call: HistoryCall,
  clock: Pick<ServerClock, 'now'>,
  purpose = 'replay',
): DocumentReplays {
  const turns = new Semaphore(REPLAYS_AT_ONCE, {
    ...REPLAYS_WAITING,
    full: () => new WorkFault('busy', 'Too many look into the past now.'),
  })
  let begun = 0

  return {
    at(document, { sequence, by }, use) {
      return turns.take(async () => {
        const late = clock.now() + REPLAY_MS
        for (let tries = 1; ; tries++) {
          const name = `${purpose} ${++begun}`
          const here: ReplayCall = async (what, of) => {
            if (clock.now() > late) throw new WorkFault('slow', 'This replay takes too long.')
            return call(what, name, of, by)
          }
          try {
            await replayTo(store, document, sequence, here)
            const answer = await use(here)
            // Nobody waits for it to be gone.
            here('end', {}).catch(() => undefined)
            return answer
          } catch (error) {
            if (!(error instanceof LostDocument)) throw error
            if (tries === TRIES_MAX) throw new WorkFault('large', 'There is no memory for this document.')
          }
        }
      }, by)
    },
  }
}

/** Begins a document at the last checkpoint, and applies the rows up to a row. */
export async function replayTo(
  store: Pick<RevisionStore, 'log' | 'checkpointAt'>,
  document: DocumentKey,
  sequence: number,
  call: ReplayCall,
): Promise<void> {
  const start = sequence === 0 ? null : await replayStart(store, document, sequence)
  await call('begin', { packed: start?.packed ?? null, base: start?.base ?? null })
  for await (const page of logPages(store, document, { after: start?.sequence ?? 0, upTo: sequence }))
    await call('replay', { rows: page.filter((row) => !row.quarantined).map((row) => row.bytes) })
}
