// The card of a node: its facts about itself at /.well-known/inkland, and how another node reads it. A card
// counts for the name it was fetched under and no other one. Every old key on it has signed the one after it:
// so a node that knew one of them knows this node again.
import {
  AnyCard,
  Card,
  PEERS_PATH,
  PROTOCOL,
  SuccessorClaims,
  type OldKey,
  type PublicKey,
} from '../../../shared/wire/peers/peer-claims.ts'
import type { NodeName } from '../../../shared/world/address.ts'
import type { NodeIdentity } from './node-identity.ts'
import { isKeyName, keyNameOf, thumbprint } from './node-keys.ts'
import { refused, type TokenRefusal } from './peer-refusal.ts'
import { isSignedBy, readSigned } from './signed-tokens.ts'

export type { Card }

/** The key that checks a signature of a node. */
export type NodeKeys = Pick<Card, 'keys' | 'old'>

export function cardOf(identity: NodeIdentity, title: string): Card {
  const { current, old } = identity.keys()
  return {
    inkland: PROTOCOL,
    name: identity.name(),
    title,
    keys: { keys: [current] },
    old: [...old],
    endpoints: { peers: PEERS_PATH },
  }
}

/**
 * Reads what was told as the card of `node`: fetched from there, or, where the node is called by its key and
 * cannot be asked, told by anybody.
 */
export async function readCard(json: unknown, node: NodeName): Promise<Card | TokenRefusal> {
  const any = AnyCard.safeParse(json)
  if (!any.success) return refused('malformed', `${node} does not answer as an Inkland node.`)
  const { inkland } = any.data
  if (inkland > PROTOCOL) {
    return refused(
      'version',
      `${node} runs a newer Inkland (${inkland}; this one is ${PROTOCOL}). This node has to be updated first.`,
    )
  }
  if (inkland < PROTOCOL) {
    return refused(
      'version',
      `${node} runs an older Inkland (${inkland}; this one is ${PROTOCOL}). It has to be updated first.`,
    )
  }
  const card = Card.safeParse(json)
  if (!card.success) return refused('malformed', `What ${node} says about itself cannot be read.`)
  const { name, keys, old } = card.data
  if (name !== node) return refused('other', `${node} says its name is ${name}. Use that name.`)
  if (!(await areWhole(keys.keys, old)) || !isNamedByKey(card.data)) {
    return refused('forged', `The keys of ${node} do not belong together.`)
  }
  return card.data
}

/** Each key fits its id, is there once, and is signed by the one before it. */
async function areWhole(current: readonly PublicKey[], old: readonly OldKey[]): Promise<boolean> {
  const all = [...current, ...old.map(({ key }) => key)]
  if (all.some(({ x, kid }) => thumbprint(x) !== kid)) return false
  if (new Set(all.map(({ kid }) => kid)).size < all.length) return false
  let next = current
  for (const { key, successor } of old) {
    const signed = readSigned(successor, 'inkland-successor', SuccessorClaims)
    if (signed === null || !next.some(({ x }) => x === signed.claims.x)) return false
    if (!(await isSignedBy(signed, key))) return false
    next = [key]
  }
  return true
}

/** A node that is called by a key has to have that one, or have had it first. */
function isNamedByKey({ name, keys, old }: Card): boolean {
  if (!isKeyName(name)) return true
  const firsts = old.length === 0 ? keys.keys : old.slice(-1).map(({ key }) => key)
  return firsts.some((first) => keyNameOf(first) === name)
}

/** Whether a card is of the node that had this key: it has it still, or the key signed those that it has. */
export function isKnownBy({ keys, old }: NodeKeys, kid: string): boolean {
  return keys.keys.some((key) => key.kid === kid) || old.some(({ key }) => key.kid === kid)
}

/** The key of an id whose signatures count at a time (ms); null: there is none. */
export function keyAt({ keys, old }: NodeKeys, kid: string, now: number): PublicKey | null {
  const current = keys.keys.find((key) => key.kid === kid)
  return current ?? old.find(({ key, until }) => key.kid === kid && now < until)?.key ?? null
}
