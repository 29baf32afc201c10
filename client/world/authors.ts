// Asks the server whose hands they were.
import { Authors, AUTHORS_MAX } from '../../shared/wire/api/world-bodies.ts'
import type { Address } from '../../shared/world/address.ts'
import type { Client } from '../../shared/yjs/entry-id.ts'
import { call, worldPath } from '../api/request.ts'

/** The person of a tab, as far as the server says. */
type EditAuthor =
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'you' }
  | { readonly kind: 'code' }
export type EditAuthors = ReadonlyMap<number, EditAuthor>

/**
 * Fetches the authors of these edits. An edit is nobody's if the server does not know its author, or does not
 * answer.
 */
export async function fetchEditAuthors(address: Address, those: Iterable<Client>): Promise<EditAuthors> {
  const clients = new Set([...those].filter((client) => client !== null))
  const byClient = new Map<number, EditAuthor>()
  if (clients.size === 0) return byClient
  try {
    const asked = [...clients].slice(0, AUTHORS_MAX).join(',')
    const { authors } = await call('GET', `${worldPath(address)}/authors?clients=${asked}`, Authors)
    for (const { client, who, name } of authors) {
      if (who === 'you' || who === 'code') byClient.set(client, { kind: who })
      else if (who === 'person' && name !== null) byClient.set(client, { kind: 'person', name })
    }
  } catch {
    // A report without names is better than none.
  }
  return byClient
}
