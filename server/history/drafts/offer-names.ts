// The records of offers when a draft is written anew, or a merge is reverted: the names of what was offered
// go on.
import { followed, namesWithout } from '../../../shared/history/merge/followed-names.ts'
import { unpackedNames } from '../../../shared/history/merge/packed-names.ts'
import type { NewName } from '../../../shared/history/merge/merge-types.ts'
import { OFFER_NAMES_MAX, packNames, readNames } from '../../../shared/wire/peers/draft-offer-bodies.ts'
import type { WorldId } from '../../../shared/world/address.ts'
import { readUpdate } from '../../../shared/yjs/update-reader.ts'
import type { Drafts } from '../../drafts/draft-table.ts'
import type { IncomingOfferTable, MadeOfferTable } from '../../drafts/offer-table.ts'
import type { TableChange } from '../../records/record-tables.ts'
import type { FollowingStep } from './draft-lines.ts'

interface OfferTables {
  readonly drafts: Pick<Drafts, 'of'>
  readonly made: MadeOfferTable
  readonly incoming: IncomingOfferTable
}

/** What changes of the records, together with the draft. */
export function offersFollowing({ drafts, made, incoming }: OfferTables) {
  return (draft: WorldId, step: FollowingStep): readonly TableChange[] => {
    const changes: TableChange[] = []
    const sent = made.get(draft)
    if (sent !== null) {
      const names = followed(namesIn(sent.names), unpackedNames(step.names)).map(({ name }) => name)
      changes.push(made.set(draft, { ...sent, names: packed(names), round: step.round ?? sent.round }))
    }
    const key = drafts.of(draft)?.offer
    const came = key === undefined ? null : incoming.get(key)
    if (key !== undefined && came !== null) {
      // What a merge wrote is in the parent; the rest is in the draft, under its new client.
      const given = unpackedNames(step.names)
      const merged = followed(namesIn(came.mergedNames), given)
      const rest = followed(namesIn(came.restNames), given)
      const all = [...merged, ...rest.filter(({ isNew }) => isNew)]
      const isRest = ({ name, isNew }: (typeof all)[number]): boolean =>
        isNew && name.to.client === step.client
      const mergedNames = packed(all.filter((each) => !isRest(each)).map(({ name }) => name))
      const restNames = packed(all.filter(isRest).map(({ name }) => name))
      changes.push(incoming.set(key, { ...came, mergedNames, restNames, hasRest: step.hasRest }))
    }
    return changes
  }
}

/**
 * What changes of the record of an offer that has ended, together with the revert of a merge of it: `update`
 * is what that writes. There is no draft to which it could give anything back, so that its names go.
 */
export function offersReverted({ incoming }: Pick<OfferTables, 'incoming'>) {
  return (draft: WorldId, update: Uint8Array | null): readonly TableChange[] => {
    const ended = [...incoming.entries()].filter(
      ([, offer]) => offer.draft === draft && offer.declined !== null,
    )
    if (ended.length === 0) return []
    const gone = (update && readUpdate(update, 'clocks')?.deleted) ?? []
    return ended.map(([key, offer]) => {
      const mergedNames = packed(namesWithout(namesIn(offer.mergedNames), gone))
      return incoming.set(key, { ...offer, mergedNames })
    })
  }
}

/** What goes on of the names of earlier offers when a newer one replaces them: the latest. */
export const latestNames = (names: readonly NewName[]): readonly NewName[] =>
  names.slice(-OFFER_NAMES_MAX / 2)

export const namesIn = (text: string): readonly NewName[] => readNames(text) ?? []

/** With too many, the last are forgotten: their letters count as not merged. */
export const packed = (names: readonly NewName[]): string => packNames(names.slice(0, OFFER_NAMES_MAX))
