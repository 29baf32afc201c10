// Words about other nodes, for an admin.
import type { PeerInfo, PeerList, PeerTrust } from '../../../shared/wire/api/peer-admin-bodies.ts'
import { isNameless, nodeShown } from '../../words/node-name.ts'

export const TRUST_WORDS: Readonly<Record<PeerTrust, string>> = {
  unknown: 'undecided',
  allowed: 'allowed',
  blocked: 'blocked',
}

export const STATE_WORDS: Readonly<Record<PeerInfo['state'], string>> = {
  awake: 'awake',
  asleep: 'asleep',
  unknown: 'not contacted yet',
}

/** Which nodes may come, by how the node was started, and the option that changes it. */
export const OPENNESS_WORDS: Readonly<
  Record<PeerList['openness'], { readonly words: string; readonly other: string }>
> = {
  open: {
    words: 'Open: people from any node that is not blocked can come to worlds that are open to them.',
    other: '--peers closed',
  },
  closed: {
    words: 'Closed: only people from the nodes allowed below can come.',
    other: '--peers open',
  },
  off: { words: 'Not connected to other nodes, whatever is set below.', other: '--peers open' },
}

/**
 * The shown name of a node without an address, of which there may be several: its real name is no word that
 * anybody knows.
 */
export const titleOf = ({ node, title }: Pick<PeerInfo, 'node' | 'title'>): string => {
  if (!isNameless(node)) return node
  return title === '' ? 'A node without an address' : title
}

const KEYS_CHANGED =
  ' Its keys have changed: it may be another node under the same name, which knows nothing of what people here did or borrowed there. Its new keys are trusted from now on.'

/** The effect of another trust in a node, for the question before it. */
export function trustQuestion(
  peer: Pick<PeerInfo, 'node' | 'people' | 'trouble'>,
  trust: PeerTrust,
): { readonly title: string; readonly text: string; readonly yes: string } {
  const name = isNameless(peer.node) ? `this node (${nodeShown(peer.node)})` : peer.node
  switch (trust) {
    case 'allowed':
      return {
        title: `Allow ${name}?`,
        text: `Its people can come to worlds that are open to them${isNameless(peer.node) ? '' : ', and people here can go there'}.${peer.trouble === null ? ' As far as is known, its keys have not changed.' : KEYS_CHANGED}`,
        yes: 'Allow',
      }
    case 'blocked':
      return {
        title: `Block ${name}?`,
        text: `Its people are sent out of the worlds here at once${peer.people === 0 ? '' : ', and cannot come back'}${isNameless(peer.node) ? '' : ', and nobody here can go there'}. What they wrote stays. You can allow it again.`,
        yes: 'Block',
      }
    case 'unknown':
      return {
        title: `Leave ${name} undecided?`,
        text: 'It is then treated like any new node: the way this node was started decides whether its people can come.',
        yes: 'Leave undecided',
      }
  }
}
