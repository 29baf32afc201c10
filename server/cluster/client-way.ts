// The way to another process, for one client of this one.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Clock } from '../../shared/time/clock.ts'
import type { InsideAddress } from '../network/inside-address.ts'
import { connectInside } from './inside-link.ts'
import { headOf } from './request-passing.ts'
import type { ClientLine, RoutedClient } from './routed-client.ts'
import type { SharedDelivery } from './shared-delivery.ts'
import type { Onward, SharedLinks } from './shared-links.ts'

export interface ClientWay {
  readonly line: TLSSocket
  /** Where it leads. */
  readonly at: InsideAddress
  /** By it that process may answer. */
  readonly shared: { readonly delivery: SharedDelivery; readonly client: number } | null
}

interface WayOptions {
  readonly socket: Socket
  /** What the process says of the client that had their world before. */
  readonly moved: string | null
  /** That process serves them once it leads. */
  readonly isForLeader?: boolean
  /** Null: the client is answered by their own way alone. */
  readonly links: SharedLinks | null
  readonly clock: Pick<Clock, 'after'>
}

/** Rejects where that process cannot be reached. */
export async function wayTo(
  to: Onward,
  { socket, moved, isForLeader = false, links, clock }: WayOptions,
): Promise<ClientWay> {
  const from = socket.remoteAddress
  if (from === undefined) throw new Error('The client is gone.')
  const sharing = (await links?.to(to)) ?? null
  const shared = sharing && { delivery: sharing.delivery, client: sharing.delivery.nextNumber() }
  const named = sharing && shared && { name: sharing.name, client: shared.client }
  const purpose = {
    for: 'client',
    address: from,
    ...(named && { shared: named }),
    ...(moved !== null && { moved }),
    ...(isForLeader && { forLeader: true as const }),
  } as const
  const line = await connectInside(to.address, to.key, purpose, clock)
  return { line, at: to.address, shared }
}

/** `request`: null where all bytes are passed on unread. */
export function joined(
  { line, at, shared }: ClientWay,
  request: IncomingMessage | null,
  client: RoutedClient,
): ClientLine {
  if (request !== null) line.write(headOf(request))
  line.pipe(client.socket, { end: false })
  shared?.delivery.add(shared.client, client.socket, client)
  return { line, at, isShared: () => shared?.delivery.isUsed(shared.client) === true }
}
