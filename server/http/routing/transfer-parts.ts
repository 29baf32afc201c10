// Whether this node is connected to others, so that things change hands between them.
import type { Transfers } from '../../peers/transfers/thing-transfers.ts'
import type { RouteParts } from './route-parts.ts'

export type TransferParts = RouteParts & { readonly transfers: Transfers }

export const hasTransfers = (parts: RouteParts): parts is TransferParts =>
  parts.transfers !== undefined && parts.peers !== null
