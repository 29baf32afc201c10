// A real node's card for other nodes, and how its key is changed from the command line.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isKnownBy, readCard, type Card } from '../../../server/peers/identity/node-card.ts'
import { nodeNameOf } from '../../../server/peers/identity/node-identity.ts'
import type { NodeName } from '../../../shared/world/address.ts'
import { CARD_PATH } from '../../../shared/wire/peers/peer-claims.ts'
import { serve } from '../../hosted-node.ts'
import { temporaryFolder, type ServingNode } from '../../process.ts'
import { inkland } from '../cli/inkland.ts'

async function cardOf({ url }: ServingNode, name?: NodeName): Promise<Card> {
  const answer = await fetch(new URL(CARD_PATH, url))
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
  const told = (await answer.json()) as Card
  const card = await readCard(told, name ?? told.name)
  if ('kind' in card) throw new Error(card.text)
  return card
}

test(
  '[N1] a node tells its name and its keys, and learns a new one from the command line',
  { timeout: 120_000 },
  async () => {
    const data = join(temporaryFolder(), 'data')
    let card: Card
    {
      await using node = await serve({ data, args: ['--origin', 'https://house.example'] })
      card = await cardOf(node)
      expect(card).toMatchObject({
        inkland: 1,
        name: 'house.example',
        title: 'Inkland',
        endpoints: { peers: '/api/peers' },
      })
      const whileItRuns = await inkland('peer', 'new-key', '--data', data)
      expect(whileItRuns).toMatchObject({ code: 1, errors: expect.stringContaining('stop it first') })
      await node.stop()
    }
    const made = await inkland('peer', 'new-key', '--data', data)
    expect(made).toMatchObject({ code: 0, errors: '' })
    expect(made.out).toContain('counts for 7 days')
    expect(await inkland('peer', 'old-key', '--data', data)).toMatchObject({ code: 2 })
    {
      await using node = await serve({ data, args: ['--peers-private'] })
      const next = await cardOf(node, nodeNameOf(node.url) ?? undefined)
      expect(made.out).toContain(next.keys.keys[0]?.kid)
      expect(isKnownBy(next, card.keys.keys[0]?.kid ?? '')).toBe(true)
    }
  },
)
