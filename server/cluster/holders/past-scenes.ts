// What the past writes into a world that another process has open: that one judges it, and writes it with the
// records that go with it. The world stays where it is.
import { z } from 'zod'
import { RecordMoved, RecordTaken, StoreFault } from '../../records/record-faults.ts'
import { bytes, memberId } from '../../records/record-shapes.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { AuthorId, RowNote } from '../../../shared/world/author.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import { WriteRefused, type WritableScene, type Sync } from '../../sync/sync-server.ts'

const LOST = 'The process that has this world open is lost. Try again.'

const base64 = (of: Uint8Array): string => Buffer.from(of).toString('base64')

const Edit = z.object({
  update: bytes,
  parts: z.array(bytes).exactOptional(),
  author: z.custom<AuthorId>().exactOptional(),
  note: z.custom<RowNote>().exactOptional(),
  writtenAt: z.number().exactOptional(),
})
const Edits = z.object({ edits: z.array(Edit), by: memberId })

/** Each concerns the scene of a world. */
export const PastStep = z.union([
  /** All that was on its way is in the log. */
  z.object({ past: z.literal('flush') }),
  /** Which clocks of it there are. */
  z.object({ past: z.literal('vector') }),
  z.object({ past: z.literal('judge'), ...Edits.shape }),
  z.object({ past: z.literal('write'), ...Edits.shape, records: z.array(z.custom<RecordChange>()) }),
])
export type PastStep = z.infer<typeof PastStep>

/** There is no room for it, or a record stands against it. */
const REFUSALS = { room: WriteRefused, taken: RecordTaken, moved: RecordMoved }

const PastAnswer = z.union([
  z.object({ vector: bytes }),
  z.object({ done: z.literal(true) }),
  z.object({ refused: z.enum(['room', 'taken', 'moved']), why: z.string() }),
])
type PastAnswer = z.infer<typeof PastAnswer>

/** Answers the process that leads. Rejects where something failed: nobody knows then what was written. */
export async function answerPastStep(
  sync: Pick<Sync, 'flush' | 'writableScene'>,
  world: WorldRecord,
  step: PastStep,
): Promise<unknown> {
  if (step.past === 'flush') {
    await sync.flush(world)
    return { done: true }
  }
  const scene = await sync.writableScene(world)
  try {
    if (step.past === 'vector') return { vector: base64(await scene.vector()) }
    if (step.past === 'judge') await scene.judgeAll(step.edits, step.by)
    else await scene.writeAll(step.edits, step.by, { records: step.records })
    return { done: true }
  } catch (error) {
    for (const [refused, Refusal] of Object.entries(REFUSALS))
      if (error instanceof Refusal) return { refused, why: error.message }
    throw error
  } finally {
    scene.release()
  }
}

/** The scene of a world that is open at the process that `ask` asks. */
export async function openSceneElsewhere(
  of: WorldKey,
  ask: (question: { readonly step: unknown; readonly of: WorldKey }) => Promise<unknown>,
): Promise<WritableScene> {
  const asked = async (step: unknown): Promise<PastAnswer> => {
    const answer = PastAnswer.safeParse(await ask({ step, of }).catch(() => null))
    if (!answer.success) throw new StoreFault(LOST)
    if (!('refused' in answer.data)) return answer.data
    throw new REFUSALS[answer.data.refused](answer.data.why)
  }
  await asked({ past: 'flush' } satisfies PastStep)
  return {
    async vector() {
      const answer = await asked({ past: 'vector' } satisfies PastStep)
      if ('vector' in answer) return answer.vector
      throw new StoreFault(LOST)
    },
    async judgeAll(edits, by) {
      await asked({ past: 'judge', ...sent(edits, by) })
    },
    async writeAll(edits, by, { records = [] } = {}) {
      await asked({ past: 'write', ...sent(edits, by), records })
    },
    release: () => undefined,
  }
}

const sent = (edits: Parameters<WritableScene['judgeAll']>[0], by: MemberId) => ({
  edits: edits.map(({ update, parts, ...origin }) => ({
    ...origin,
    update: base64(update),
    ...(parts && { parts: parts.map(base64) }),
  })),
  by,
})
