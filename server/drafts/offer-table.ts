// Offers of drafts between nodes: those that people here made to worlds of other nodes, and those that came
// from people of other nodes to worlds here. Names of items are packed: there may be thousands.
import { z } from 'zod'
import { memberId, nodeName, worldId } from '../records/record-shapes.ts'
import type { RecordTable, RecordTables } from '../records/record-tables.ts'

const merged = z.object({ at: z.number(), revision: z.number(), hasRest: z.boolean() }).nullable()

/** An offer that somebody here made, under the id of their draft's world. */
const MadeOffer = z.object({
  /** Of the offer, on both nodes. */
  id: z.string(),
  by: memberId,
  at: z.number(),
  words: z.string(),
  /** What is offered: the draft as it was at this revision. */
  revision: z.number(),
  /**
   * `waiting`: it was not sent yet. `refused`: the other node did not take it. `withdrawn`: it is offered
   * no more, but what was merged of it may still be taken back there.
   */
  state: z.enum(['waiting', 'sent', 'refused', 'withdrawn']),
  /** Why it waits, or was refused. */
  said: z.string(),
  /** The other node has it, or what was offered before it. */
  isThere: z.boolean(),
  /** Merges and reverts of that which the draft follows. */
  round: z.number(),
  /** From the items of what is there to the draft's; also from those of earlier offers that were merged. */
  names: z.string(),
  /** The other node's last word. */
  answer: z
    .object({
      at: z.number(),
      state: z.enum(['open', 'declined']),
      words: z.string(),
      round: z.number(),
      merged,
      isReverted: z.boolean(),
    })
    .nullable(),
})
export type MadeOffer = z.infer<typeof MadeOffer>
export type MadeOfferTable = RecordTable<MadeOffer>

/** An offer that came, under a key of its node and its id. */
const IncomingOffer = z.object({
  node: nodeName,
  by: memberId,
  /** The world that it is offered to, and the draft that it is, or was. */
  parent: worldId,
  draft: worldId,
  words: z.string(),
  at: z.number(),
  /** How much it takes on the disk, in bytes. */
  bytes: z.number(),
  /** Why it ended, as the person said who declined it; empty where it was taken back. Null: it is open. */
  declined: z.string().nullable(),
  /** When it came, if it replaced another one: merges before that are of what it replaced. */
  since: z.number().exactOptional(),
  /** Merges and reverts of what was offered under this id before, but for merges that still stand. */
  before: z.number(),
  /** Whether anything of it is not merged. */
  hasRest: z.boolean(),
  /** From items of this offer and those before to what a merge wrote, and from the rest to the draft's. */
  mergedNames: z.string(),
  restNames: z.string(),
})
export type IncomingOffer = z.infer<typeof IncomingOffer>
export type IncomingOfferTable = RecordTable<IncomingOffer>

export const openMadeOffers = (tables: RecordTables): Promise<MadeOfferTable> =>
  tables.table('offer-made', MadeOffer, ({ by }) => by)
export const openIncomingOffers = (tables: RecordTables): Promise<IncomingOfferTable> =>
  tables.table('offer-incoming', IncomingOffer, ({ by }) => by)
