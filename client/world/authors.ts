// Asks the server whose hands they were.
import { Authors, AUTHORS_MAX } from '../../shared/wire/api/world-bodies.ts'
import type { Address } from '../../shared/world/address.ts'
import type { Client } from '../../shared/yjs/entry-id.ts'
import { call, worldPath } from '../api/request.ts'

/** Who a tab belonged to, as far as the server says. */
export type Hand =
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'you' }
  | { readonly kind: 'code' }
export type Hands = ReadonlyMap<number, Hand>

/** Who did what is told of; those the server does not know, or when it does not answer, are nobody's. */
export async function askHands(address: Address, those: Iterable<Client>): Promise<Hands> {
  const clients = new Set([...those].filter((client) => client !== null))
  const hands = new Map<number, Hand>()
  if (clients.size === 0) return hands
  try {
    const asked = [...clients].slice(0, AUTHORS_MAX).join(',')
    const { authors } = await call('GET', `${worldPath(address)}/authors?clients=${asked}`, Authors)
    for (const { client, who, name } of authors) {
      if (who === 'you' || who === 'code') hands.set(client, { kind: who })
      else if (who === 'person' && name !== null) hands.set(client, { kind: 'person', name })
    }
  } catch {
    // A report without names is better than none.
  }
  return hands
}
